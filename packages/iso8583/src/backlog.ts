const nothing = Buffer.alloc(0);
const LEAST = 256;

const asBuffer = (chunk: Uint8Array): Buffer => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);

/**
 * What a line has brought of a frame that is not whole yet. A chunk that brings whole frames is read where it lies; of a frame in
 * pieces each byte is copied a constant number of times, however small the pieces are; an idle line holds nothing.
 */
export class Backlog {
  #held: Buffer = nothing;
  #from = 0;
  #until = 0;
  /** What `join` returned last and `keep` has not been told of. */
  #joined: Buffer = nothing;

  /** Bytes that were kept. */
  get length(): number {
    return this.#until - this.#from;
  }

  /** The kept bytes and the chunk's behind them: a view, until the next call. */
  join(chunk: Uint8Array): Buffer {
    if (this.length === 0) this.#joined = asBuffer(chunk);
    else {
      this.#makeRoom(chunk.length);
      this.#held.set(chunk, this.#until);
      this.#until += chunk.length;
      this.#joined = this.#held.subarray(this.#from, this.#until);
    }
    return this.#joined;
  }

  /** Keeps what `join` returned from `offset` on. */
  keep(offset: number): void {
    const joined = this.#joined;
    const rest = joined.length - offset;
    this.#joined = nothing;
    if (rest === 0) {
      this.#held = nothing;
      this.#from = 0;
      this.#until = 0;
    } else if (this.length > 0) this.#from = this.#until - rest;
    else {
      this.#held = Buffer.allocUnsafe(Math.max(LEAST, 2 * rest));
      this.#held.set(joined.subarray(offset));
      this.#from = 0;
      this.#until = rest;
    }
  }

  #makeRoom(bytes: number): void {
    if (this.#until + bytes <= this.#held.length) return;
    const needed = this.length + bytes;
    // Moved in place only where half of the room is given up: then a move pays for as many bytes as it copies.
    const into = 2 * needed <= this.#held.length ? this.#held : Buffer.allocUnsafe(2 * needed);
    this.#held.copy(into, 0, this.#from, this.#until);
    this.#until -= this.#from;
    this.#from = 0;
    this.#held = into;
  }
}
