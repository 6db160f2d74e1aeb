/** The customer's signature as a page can show it: the terminal's bi-level picture, black on white. */
import { decodeJbig } from '@kaitong/iso8583';
import type { FastifyReply } from 'fastify';
import sharp from 'sharp';
import type { World } from '../../flows/ports.ts';
import { refuse } from '../../kernel/outcome.ts';
import { signatureOf } from '../../modules/switching/index.ts';

/** One grey byte a pixel, as sharp takes it. */
function greyOf({ width, height, bits }: { width: number; height: number; bits: Uint8Array }): Uint8Array {
  const stride = Math.ceil(width / 8);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return (((bits[y * stride + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 1 ? 0 : 255;
  });
}

/** PNG, or undefined where what a terminal sent is no picture. */
export async function pngOfJbig(image: Uint8Array): Promise<Buffer | undefined> {
  const read = decodeJbig(image);
  if (!read.ok) return undefined;
  const { width, height } = read.value;
  return sharp(greyOf(read.value), { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

/** Sends it, or says that there is none. */
export async function sendSignature(
  world: World,
  of: { readonly merchantId: string; readonly transactionId: string },
  reply: FastifyReply,
) {
  const kept = await signatureOf(world, of);
  const png = kept === undefined ? undefined : await pngOfJbig(kept.image);
  if (png === undefined) return refuse('switching.signature_none');
  void reply.header('cache-control', 'private, no-store').type('image/png').send(png);
  return 'sent' as const;
}
