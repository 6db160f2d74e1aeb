/**
 * Which of many texts came before, in memory that does not grow: a bloom filter of 16 MB. It never misses one that came twice, and takes a new
 * one for an old one seldom: 7 of a thousand million after a million texts, 2 of a thousand after ten million. What it names is looked at.
 */
const BITS = 2 ** 27;
const MASK = BITS - 1;
const PROBES = 6;
/** So many named at most; beyond, all have to be looked at. */
export const NAMED_MAX = 50_000;

export class SeenBefore {
  readonly #bits = new Uint32Array(BITS / 32);
  readonly #named = new Set<string>();

  take(text: string): void {
    // two hashes (FNV-1a and another multiplier) make as many as are asked for
    let [a, b] = [0x811c9dc5, 0x9e3779b9];
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b);
      b ^= b >>> 13;
    }
    b |= 1;
    let known = true;
    for (let n = 0; n < PROBES; n += 1) {
      const bit = (a + Math.imul(n, b)) & MASK;
      const [word, flag] = [bit >>> 5, 1 << (bit & 31)];
      const was = this.#bits[word] ?? 0;
      if ((was & flag) === 0) {
        known = false;
        this.#bits[word] = was | flag;
      }
    }
    if (known && this.#named.size <= NAMED_MAX) this.#named.add(text);
  }

  /** All that came twice, and a few more; undefined where they are too many to name. */
  get named(): readonly string[] | undefined {
    return this.#named.size > NAMED_MAX ? undefined : [...this.#named];
  }
}
