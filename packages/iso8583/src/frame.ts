import { Backlog } from './backlog.ts';
import { copyOf, type LocatedError } from './read.ts';

/** LEN(2, binary, without itself) | TPDU(5) | header(6) | message. */
export interface Frame {
  /** Ten hex digits: 60, destination, source. */
  readonly tpdu: string;
  /** Twelve BCD digits; the sixth of a host answer asks the terminal for something (3 = sign in again). */
  readonly header: string;
  /** MTI to last field. */
  readonly body: Uint8Array;
}

/** Largest LEN of ordinary messages; signature images use `imageFrameBytesMax`. */
export const frameBytesMax = 4096;
export const imageFrameBytesMax = 16_384;

const tpduBytes = 5;
const headerBytes = 6;
/** 0820, which brings signatures; where it stands behind LEN, TPDU and header. A controller's line report before it is for small frames only. */
const imageMti = 0x0820;
const imageMtiAt = 2 + tpduBytes + headerBytes;
/** The line report of a dial-up network controller: "LRI" 00 1C and 28 more bytes, 33 in all with its 4C 52 49 00 1C. */
const lriBytes = 33;

/** Destination and source exchanged, as an answer carries them. */
export function swapTpdu(tpdu: string): string {
  return tpdu.slice(0, 2) + tpdu.slice(6, 10) + tpdu.slice(2, 6);
}

/** Header of an answer with its processing requirement digit set (0 none, 3 sign in again, ...). */
export function withProcessingRequirement(header: string, digit: number): string {
  return `${header.slice(0, 5)}${String(digit)}${header.slice(6)}`;
}

/** The bytes of one frame, length first. Throws when TPDU or header are not ten and twelve hex digits. */
export function frame(parts: Frame): Uint8Array {
  if (!/^[0-9A-Fa-f]{10}$/.test(parts.tpdu)) throw new Error('a TPDU is ten hex digits');
  if (!/^\d{12}$/.test(parts.header)) throw new Error('a header is twelve digits');
  const length = tpduBytes + headerBytes + parts.body.length;
  if (length > imageFrameBytesMax) throw new Error(`a frame is at most ${imageFrameBytesMax} bytes`);
  const bytes = Buffer.alloc(2 + length);
  bytes.writeUInt16BE(length, 0);
  bytes.write(parts.tpdu, 2, 'hex');
  bytes.write(parts.header, 2 + tpduBytes, 'hex');
  bytes.set(parts.body, 2 + tpduBytes + headerBytes);
  return bytes;
}

export type FrameEvent =
  | { readonly kind: 'frame'; readonly frame: Frame; readonly lriSkipped: boolean }
  | { readonly kind: 'fault'; readonly error: LocatedError };

function isLri(bytes: Buffer, at: number): boolean {
  return (
    bytes.length >= at + lriBytes &&
    bytes.toString('latin1', at, at + 3) === 'LRI' &&
    bytes.readUInt16BE(at + 3) === 0x1c
  );
}

function readOne(bytes: Buffer, streamOffset: number): FrameEvent {
  if (bytes[0] !== 0x60)
    return { kind: 'fault', error: { field: 0, offset: streamOffset, expected: 'a TPDU that begins with 60' } };
  const lriSkipped = isLri(bytes, tpduBytes);
  const headerAt = tpduBytes + (lriSkipped ? lriBytes : 0);
  const header = bytes.toString('hex', headerAt, headerAt + headerBytes);
  if (!/^\d{12}$/.test(header)) {
    return {
      kind: 'fault',
      error: { field: 0, offset: streamOffset + headerAt, expected: 'a header of twelve digits' },
    };
  }
  const tpdu = bytes.toString('hex', 0, tpduBytes).toUpperCase();
  const body = copyOf(bytes, headerAt + headerBytes);
  return { kind: 'frame', frame: { tpdu, header, body }, lriSkipped };
}

/**
 * Cuts a byte stream into frames, however it was split. After a fault the stream cannot be read on: close the line.
 * `emptyFrames` counts LEN 0000 (a keep-alive of some terminals); `pendingBytes` > 0 is a partial frame, which the owner of
 * the line may give 30 s.
 */
export class FrameReader {
  emptyFrames = 0;
  readonly #bytesMax: number;
  readonly #imageBytesMax: number;
  readonly #backlog = new Backlog();
  /** Bytes of the stream before the kept ones. */
  #offset = 0;
  #broken = false;
  /** Frames above `bytesMax` are let in up to `imageBytesMax` when they are the message that carries an image, as their first bytes say. */
  constructor(bytesMax: number = frameBytesMax, imageBytesMax: number = bytesMax) {
    this.#bytesMax = bytesMax;
    this.#imageBytesMax = imageBytesMax;
  }
  get pendingBytes(): number {
    return this.#backlog.length;
  }
  push(chunk: Uint8Array): FrameEvent[] {
    if (this.#broken) return [];
    const bytes = this.#backlog.join(chunk);
    const events: FrameEvent[] = [];
    let at = 0;
    while (bytes.length - at >= 2 && !this.#broken) {
      const length = bytes.readUInt16BE(at);
      if (length === 0) {
        this.emptyFrames += 1;
        at += 2;
        continue;
      }
      const long = length > this.#bytesMax && length <= this.#imageBytesMax;
      // nothing of a long frame is kept before its MTI says that it may be one
      if (long && bytes.length - at < imageMtiAt + 2) break;
      const allowed = long ? bytes.readUInt16BE(at + imageMtiAt) === imageMti : length <= this.#bytesMax;
      if (!allowed || length < tpduBytes + headerBytes) {
        const expected = `a frame of ${tpduBytes + headerBytes} to ${this.#bytesMax} bytes`;
        events.push({ kind: 'fault', error: { field: 0, offset: this.#offset + at, expected } });
        this.#broken = true;
        break;
      }
      if (bytes.length - at < 2 + length) break;
      const event = readOne(bytes.subarray(at + 2, at + 2 + length), this.#offset + at + 2);
      this.#broken = event.kind === 'fault';
      events.push(event);
      at += 2 + length;
    }
    this.#offset += at;
    this.#backlog.keep(at);
    return events;
  }
}
