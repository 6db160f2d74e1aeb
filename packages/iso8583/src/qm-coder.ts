/**
 * The adaptive arithmetic coder of ITU-T T.82 (QM-coder, 6.8): decisions in contexts become bytes and come back. Names are those of
 * the recommendation's flow charts: A the interval, C the code register, ST the state of a context, MPS the symbol it expects.
 * Bytes here are without stuffing: FF is an ordinary byte.
 */

/** Table 24: LSZ, next state after the less and after the more probable symbol, and whether the less probable one changes sides. */
const states = (
  '5A1D 1 1 x,2586 14 2,1114 16 3,080B 18 4,03D8 20 5,01DA 23 6,00E5 25 7,006F 28 8,0036 30 9,001A 33 10,000D 35 11,0006 9 12,' +
  '0003 10 13,0001 12 13,5A7F 15 15 x,3F25 36 16,2CF2 38 17,207C 39 18,17B9 40 19,1182 42 20,0CEF 43 21,09A1 45 22,072F 46 23,' +
  '055C 48 24,0406 49 25,0303 51 26,0240 52 27,01B1 54 28,0144 56 29,00F5 57 30,00B7 59 31,008A 60 32,0068 62 33,004E 63 34,' +
  '003B 32 35,002C 33 9,5AE1 37 37 x,484C 64 38,3A0D 65 39,2EF1 67 40,261F 68 41,1F33 69 42,19A8 70 43,1518 72 44,1177 73 45,' +
  '0E74 74 46,0BFB 75 47,09F8 77 48,0861 78 49,0706 79 50,05CD 48 51,04DE 50 52,040F 50 53,0363 51 54,02D4 52 55,025C 53 56,' +
  '01F8 54 57,01A4 55 58,0160 56 59,0125 57 60,00F6 58 61,00CB 59 62,00AB 61 63,008F 61 32,5B12 65 65 x,4D04 80 66,412C 81 67,' +
  '37D8 82 68,2FE8 83 69,293C 84 70,2379 86 71,1EDF 87 72,1AA9 87 73,174E 72 74,1424 72 75,119C 74 76,0F6B 74 77,0D51 75 78,' +
  '0BB6 77 79,0A40 77 48,5832 80 81 x,4D1C 88 82,438E 89 83,3BDD 90 84,34EE 91 85,2EAE 92 86,299A 93 87,2516 86 71,5570 88 89 x,' +
  '4CA9 95 90,44D9 96 91,3E22 97 92,3824 99 93,32B4 99 94,2E17 93 86,56A8 95 96 x,4F46 101 97,47E5 102 98,41CF 103 99,3C3D 104 100,' +
  '375E 99 93,5231 105 102,4C0F 106 103,4639 107 104,415E 103 99,5627 105 106 x,50E7 108 107,4B85 109 103,5597 110 109,504F 111 107,' +
  '5A10 110 111 x,5522 112 109,59EB 112 111 x'
)
  .split(',')
  .map((row) => {
    const [lsz = '', nlps, nmps, swtch] = row.split(' ');
    return { lsz: Number.parseInt(lsz, 16), nlps: Number(nlps), nmps: Number(nmps), swtch: swtch === 'x' };
  });

type StateRow = (typeof states)[number];

/** What has been learnt of each context. A new stripe keeps it, a reset forgets it. */
export class Contexts {
  readonly #state: Uint8Array;
  readonly #mps: Uint8Array;

  constructor(count: number) {
    this.#state = new Uint8Array(count);
    this.#mps = new Uint8Array(count);
  }
  rowOf(context: number): StateRow {
    return states[this.#state[context] as number] as StateRow;
  }
  mpsOf(context: number): number {
    return this.#mps[context] as number;
  }
  sawMps(context: number, row: StateRow): void {
    this.#state[context] = row.nmps;
  }
  sawLps(context: number, row: StateRow): void {
    if (row.swtch) this.#mps[context] = 1 - this.mpsOf(context);
    this.#state[context] = row.nlps;
  }
}

/** Figures 24 to 32. One encoder a stripe. */
export class QmEncoder {
  #a = 0x10000;
  #c = 0;
  #ct = 11;
  /** The byte that a carry may still change; none before the first. */
  #buffer = -1;
  /** FF bytes behind it, which a carry turns into 00. */
  #stacked = 0;
  readonly #bytes: number[] = [];
  readonly #contexts: Contexts;

  constructor(contexts: Contexts) {
    this.#contexts = contexts;
  }

  encode(context: number, pixel: number): void {
    const row = this.#contexts.rowOf(context);
    const expected = pixel === this.#contexts.mpsOf(context);
    this.#a -= row.lsz;
    // The larger part goes to the symbol that is expected, also where the estimate says otherwise (conditional exchange).
    const upper = expected ? this.#a < row.lsz : this.#a >= row.lsz;
    if (expected && this.#a >= 0x8000) return;
    if (upper) {
      this.#c += this.#a;
      this.#a = row.lsz;
    }
    if (expected) this.#contexts.sawMps(context, row);
    else this.#contexts.sawLps(context, row);
    this.#renorm();
  }

  #renorm(): void {
    do {
      this.#a *= 2;
      this.#c *= 2;
      this.#ct -= 1;
      if (this.#ct === 0) this.#byteOut();
    } while (this.#a < 0x8000);
  }

  #byteOut(): void {
    const byte = Math.floor(this.#c / 0x80000);
    this.#c %= 0x80000;
    this.#ct = 8;
    if (byte === 0xff) this.#stacked += 1;
    else {
      this.#settle(byte > 0xff);
      this.#buffer = byte & 0xff;
    }
  }

  /** Puts out what a carry can no longer change. */
  #settle(carry: boolean): void {
    if (this.#buffer >= 0) this.#bytes.push(this.#buffer + (carry ? 1 : 0));
    for (; this.#stacked > 0; this.#stacked -= 1) this.#bytes.push(carry ? 0 : 0xff);
  }

  /** The stripe's bytes, without the zeros at their end: a decoder reads zeros beyond the end. */
  flush(): Uint8Array {
    const top = this.#c + this.#a - 1;
    const cleared = top - (top % 0x10000);
    this.#c = (cleared < this.#c ? cleared + 0x8000 : cleared) * 2 ** this.#ct;
    this.#settle(this.#c > 0x7ffffff);
    const rest = this.#c % 0x8000000;
    this.#bytes.push(Math.floor(rest / 0x80000), Math.floor(rest / 0x800) & 0xff);
    let end = this.#bytes.length;
    while (end > 0 && this.#bytes[end - 1] === 0) end -= 1;
    return Uint8Array.from(this.#bytes.slice(0, end));
  }
}

/** Figures 33 to 38. One decoder a stripe. */
export class QmDecoder {
  #a = 0x10000;
  #c = 0;
  #ct = 0;
  #at = 0;
  readonly #bytes: Uint8Array;
  readonly #contexts: Contexts;

  constructor(bytes: Uint8Array, contexts: Contexts) {
    this.#bytes = bytes;
    this.#contexts = contexts;
    this.#byteIn();
    this.#c *= 0x100;
    this.#byteIn();
    this.#c *= 0x100;
    this.#byteIn();
  }

  decode(context: number): number {
    const row = this.#contexts.rowOf(context);
    const mps = this.#contexts.mpsOf(context);
    this.#a -= row.lsz;
    const lower = this.#c < this.#a * 0x10000;
    if (lower && this.#a >= 0x8000) return mps;
    const expected = lower ? this.#a >= row.lsz : this.#a < row.lsz;
    if (!lower) {
      this.#c -= this.#a * 0x10000;
      this.#a = row.lsz;
    }
    if (expected) this.#contexts.sawMps(context, row);
    else this.#contexts.sawLps(context, row);
    do {
      if (this.#ct === 0) this.#byteIn();
      this.#a *= 2;
      this.#c *= 2;
      this.#ct -= 1;
    } while (this.#a < 0x8000);
    return expected ? mps : 1 - mps;
  }

  #byteIn(): void {
    this.#c += (this.#bytes[this.#at] ?? 0) * 0x100;
    this.#at += 1;
    this.#ct = 8;
  }
}
