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

function readHeader(bytes: Buffer): Read<number> {
  if (bytes[0] !== headerBytes || bytes[1] !== 0x02) return readError(0, 0, 'a header that begins with 2E 02');
  const digits = bytes.toString('latin1', 2, 6);
  const total = /^\d{4}$/.test(digits) ? Number(digits) : 0;
  return total < headerBytes ? readError(0, 2, `a total length of at least ${headerBytes}`) : readOk(total);
}

/** Cuts the stream of the network leg; after an error the line must be closed. */
export class NetworkFrameReader {
  #kept: Buffer = Buffer.alloc(0);
  #broken = false;
  get pendingBytes(): number {
    return this.#kept.length;
  }
  push(chunk: Uint8Array): { readonly frames: NetworkFrame[]; readonly error?: LocatedError } {
    const frames: NetworkFrame[] = [];
    if (this.#broken) return { frames };
    this.#kept = this.#kept.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#kept, chunk]);
    while (this.#kept.length >= headerBytes) {
      const header = readHeader(this.#kept);
      if (!header.ok) {
        this.#broken = true;
        return { frames, error: header.error };
      }
      const total = header.value;
      if (this.#kept.length < total) break;
      frames.push({
        destination: this.#kept.toString('latin1', 6, 17).trimEnd(),
        source: this.#kept.toString('latin1', 17, 28).trimEnd(),
        rejectCode: this.#kept.toString('latin1', 41, 46),
        body: copyOf(this.#kept, headerBytes, total),
      });
      this.#kept = this.#kept.subarray(total);
    }
    return { frames };
  }
}
