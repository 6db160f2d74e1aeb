import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Listener, LiveEvent } from '../../platform/listen.ts';

const KEEPALIVE_MS = 20_000;

/** Server-sent events for a set of audiences: one JSON line an event, a comment every 20 s so that proxies keep the line. */
export function streamEvents(
  listener: Listener,
  audiences: readonly string[],
  request: FastifyRequest,
  reply: FastifyReply,
  /** `end`: what opened this line holds no more. */
  hears: (event: LiveEvent) => 'yes' | 'no' | 'end' = () => 'yes',
): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write(': open\n\n');
  const hear = (event: LiveEvent): void => {
    const heard = hears(event);
    if (heard === 'end') {
      request.raw.off('close', stop); // once: another line may hear in its place by then
      stop(); // nothing is written behind the end
      raw.end();
    }
    if (heard !== 'yes') return;
    raw.write(`data: ${JSON.stringify({ kind: event.kind, payload: event.payload })}\n\n`);
  };
  const leave = audiences.map((audience) => listener.onEvent(audience, hear));
  const keepalive = setInterval(() => raw.write(': still here\n\n'), KEEPALIVE_MS);
  function stop(): void {
    clearInterval(keepalive);
    for (const one of leave) one();
  }
  request.raw.once('close', stop);
}
