import type { FastifyReply } from 'fastify';

/** The part of a file that `Range: bytes=…` asks for; undefined for the whole of it. One range, as players send it. */
export function rangeOf(header: string | undefined, size: number): { from: number; to: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last));
  return from > to ? undefined : { from, to };
}

/** Sends a clip whole or in part: some players begin only where parts can be asked for, and none can seek otherwise. */
export function sendClip(
  reply: FastifyReply,
  header: string | undefined,
  file: { readonly content: Uint8Array; readonly contentType: string },
): void {
  const bytes = Buffer.from(file.content);
  const range = rangeOf(header, bytes.length);
  void reply.type(file.contentType).header('accept-ranges', 'bytes');
  if (range === undefined) void reply.send(bytes);
  else
    void reply
      .status(206)
      .header('content-range', `bytes ${range.from}-${range.to}/${bytes.length}`)
      .send(bytes.subarray(range.from, range.to + 1));
}
