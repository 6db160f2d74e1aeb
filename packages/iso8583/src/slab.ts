/**
 * Room for what is handed out. A typed array of more than 64 bytes is a block of memory of its own to V8 and costs 600 to 900 ns,
 * more than writing a whole message; a view of a larger block costs a tenth. So results are views, as those of Buffer.from are:
 * their `buffer` holds other results too, and one that is kept keeps its block.
 */
export class Slab {
  readonly #size: number;
  bytes: Uint8Array;
  /** Where free room begins. */
  at = 0;
  constructor(size: number) {
    this.#size = size;
    this.bytes = new Uint8Array(size);
  }
  /** Makes sure that `bytes` are free behind `at`. */
  reserve(bytes: number): void {
    if (this.at + bytes <= this.bytes.length) return;
    this.bytes = new Uint8Array(Math.max(this.#size, bytes));
    this.at = 0;
  }
  /** Hands out the next `length` bytes. */
  take(length: number): Uint8Array {
    const start = this.at;
    this.at = start + length;
    return new Uint8Array(this.bytes.buffer, start, length);
  }
}
