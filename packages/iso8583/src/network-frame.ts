import { Backlog } from './backlog.ts';
import { copyOf, readError, readOk, type LocatedError, type Read } from './read.ts';

/** Header of the acquirer-to-network leg: 46 bytes, the total length inside. */
export interface NetworkFrame {
  /** Up to 11 digits each; filled with spaces on the wire. */
  readonly destination: string;
  readonly source: string;
  /** 00000 unless the message is sent back unread. */
  readonly rejectCode: string;
  readonly body: Uint8Array;
}

const headerBytes = 46;
const frameBytesMax = 9999;

/**
 * 2E | 02 | total length, 4 ASCII digits with the header | destination 11 | source 11 | reserved 3 x 00 | batch 1 x 00 |
 * transaction information 8 x ASCII 0 | user information 1 x 00 | reject code 5 ASCII digits | message.
 */
export function networkFrame(parts: Omit<NetworkFrame, 'rejectCode'> & { readonly rejectCode?: string }): Uint8Array {
  const total = headerBytes + parts.body.length;
  if (total > frameBytesMax) throw new Error(`a network frame is at most ${frameBytesMax} bytes`);
  const bytes = Buffer.alloc(total);
  bytes[0] = headerBytes;
  bytes[1] = 0x02;
  bytes.write(String(total).padStart(4, '0'), 2, 'latin1');
  bytes.write(parts.destination.padEnd(11), 6, 'latin1');
  bytes.write(parts.source.padEnd(11), 17, 'latin1');
  bytes.write('00000000', 32, 'latin1');
  bytes.write((parts.rejectCode ?? '00000').padStart(5, '0'), 41, 'latin1');
  bytes.set(parts.body, headerBytes);
  return bytes;
}

function readHeader(bytes: Buffer, at: number): Read<number> {
  if (bytes[at] !== headerBytes || bytes[at + 1] !== 0x02) return readError(0, 0, 'a header that begins with 2E 02');
  const digits = bytes.toString('latin1', at + 2, at + 6);
  const total = /^\d{4}$/.test(digits) ? Number(digits) : 0;
  return total < headerBytes ? readError(0, 2, `a total length of at least ${headerBytes}`) : readOk(total);
}

/** Cuts the stream of the network leg; after an error the line must be closed. */
export class NetworkFrameReader {
  readonly #backlog = new Backlog();
  #broken = false;
  get pendingBytes(): number {
    return this.#backlog.length;
  }
  push(chunk: Uint8Array): { readonly frames: NetworkFrame[]; readonly error?: LocatedError } {
    const frames: NetworkFrame[] = [];
    if (this.#broken) return { frames };
    const bytes = this.#backlog.join(chunk);
    let at = 0;
    while (bytes.length - at >= headerBytes) {
      const header = readHeader(bytes, at);
      if (!header.ok) {
        this.#broken = true;
        this.#backlog.keep(at);
        return { frames, error: header.error };
      }
      const total = header.value;
      if (bytes.length - at < total) break;
      frames.push({
        destination: bytes.toString('latin1', at + 6, at + 17).trimEnd(),
        source: bytes.toString('latin1', at + 17, at + 28).trimEnd(),
        rejectCode: bytes.toString('latin1', at + 41, at + 46),
        body: copyOf(bytes, at + headerBytes, at + total),
      });
      at += total;
    }
    this.#backlog.keep(at);
    return { frames };
  }
}
