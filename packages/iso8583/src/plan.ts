/**
 * A dialect made ready for the codec: the rows of its table as flat arrays, read by number instead of by name, and the tables of
 * nibbles and digits that writing and reading share. Made once for a dialect and kept.
 */
import type { Dialect, FieldKind } from './dialect.ts';
import type { Layout } from './layout.ts';

/** What to do with a field; 0 = the dialect has no such field. */
export const Op = { none: 0, digits: 1, track: 2, ascii: 3, text: 4, bytes: 5 } as const;

const opOf: Readonly<Record<FieldKind, number>> = {
  n: Op.digits,
  z: Op.track,
  an: Op.ascii,
  ans: Op.ascii,
  text: Op.text,
  b: Op.bytes,
};

export interface Plan {
  readonly name: string;
  readonly bcd: boolean;
  readonly mtiBytes: 2 | 4;
  readonly bitmapBytes: 8 | 16;
  readonly macField: number;
  readonly last: number;
  /** By field number. */
  readonly op: Uint8Array;
  readonly length: Uint16Array;
  readonly prefixDigits: Uint8Array;
  readonly prefixBytes: Uint8Array;
  /** 1 where odd fixed digits stand left and are filled on the right. */
  readonly left: Uint8Array;
  /** Bytes on the wire of a field without prefix; 0 for those with one and for those the dialect has not. */
  readonly fixedBytes: Uint16Array;
  /** Bytes of an even fixed number of packed decimal digits; 0 for every other field. */
  readonly pairs: Uint8Array;
  /** A message without fields, to be copied: an array by field number. */
  readonly blank: readonly undefined[];
  /** Layouts of the bitmaps met last, by a hash of the bitmap. */
  readonly layouts: (Layout | undefined)[];
}

/** Characters that one message can hold; the terminal leg has 4,962, the network leg 2,390. */
export const charactersMax = 16_384;

function compile(dialect: Dialect): Plan {
  const size = dialect.bitmapBytes * 8 + 1;
  const plan = {
    name: dialect.name,
    bcd: dialect.digits === 'bcd',
    mtiBytes: dialect.digits === 'bcd' ? (2 as const) : (4 as const),
    bitmapBytes: dialect.bitmapBytes,
    macField: dialect.macField,
    last: size - 1,
    op: new Uint8Array(size),
    length: new Uint16Array(size),
    prefixDigits: new Uint8Array(size),
    prefixBytes: new Uint8Array(size),
    left: new Uint8Array(size),
    fixedBytes: new Uint16Array(size),
    pairs: new Uint8Array(size),
    blank: Array.from({ length: size }, () => undefined),
    layouts: Array.from<Layout | undefined>({ length: 64 }),
  };
  let characters = 4;
  for (const [number, row] of dialect.fields.entries()) {
    if (row === undefined) continue;
    plan.op[number] = opOf[row.kind];
    plan.length[number] = row.length;
    plan.prefixDigits[number] = row.prefix;
    plan.prefixBytes[number] = plan.bcd ? (row.prefix + 1) >> 1 : row.prefix;
    plan.left[number] = row.align === 'left' ? 1 : 0;
    const packed = plan.bcd && (row.kind === 'n' || row.kind === 'z');
    if (row.prefix === 0) plan.fixedBytes[number] = packed ? (row.length + 1) >> 1 : row.length;
    if (plan.bcd && row.kind === 'n' && row.prefix === 0 && row.length % 2 === 0) plan.pairs[number] = row.length / 2;
    // One more for a filling half byte, one for standing at an even place.
    characters += row.length + 2;
  }
  if (characters > charactersMax) throw new Error(`${dialect.name}: a message may hold ${charactersMax} characters`);
  return plan;
}

const plans = new WeakMap<Dialect, Plan>();
let lastDialect: Dialect | undefined;
let lastPlan: Plan | undefined;

/** The plan of a dialect; the one asked for last is found without a look-up. */
export function planOf(dialect: Dialect): Plan {
  if (dialect === lastDialect && lastPlan !== undefined) return lastPlan;
  let plan = plans.get(dialect);
  if (plan === undefined) {
    plan = compile(dialect);
    plans.set(dialect, plan);
  }
  lastDialect = dialect;
  lastPlan = plan;
  return plan;
}

const hexCharacters = '0123456789ABCDEF';
/** Of a byte: its two characters as a string, and as two bytes in the order of this machine. */
export const hexPair: readonly string[] = Array.from(
  { length: 256 },
  (_none, byte) => `${hexCharacters[byte >> 4]}${hexCharacters[byte & 15]}`,
);
export const hexPairBytes = new Uint16Array(Uint8Array.from(Buffer.from(hexPair.join(''), 'latin1')).buffer);
/** Of a byte: the codes of the two characters, apart. */
export const highCode = Uint8Array.from(hexPair, (pair) => pair.charCodeAt(0));
export const lowCode = Uint8Array.from(hexPair, (pair) => pair.charCodeAt(1));
/** Of a byte: its packed decimal value 0 to 99, or -1 when a half is no decimal digit. */
export const packedDecimal = new Int8Array(256);
/** Of a character code: the nibble it stands for, '=' as D; 0xFF for anything else. */
export const nibbleOf = new Uint8Array(256).fill(0xff);

for (let byte = 0; byte < 256; byte += 1)
  packedDecimal[byte] = byte >> 4 > 9 || (byte & 15) > 9 ? -1 : (byte >> 4) * 10 + (byte & 15);
for (let nibble = 0; nibble < 16; nibble += 1) {
  nibbleOf[hexCharacters.charCodeAt(nibble)] = nibble;
  nibbleOf[hexCharacters.toLowerCase().charCodeAt(nibble)] = nibble;
}
nibbleOf[0x3d] = 0xd;

/**
 * Or these together over the bytes: a bit of `undecimalBits` is set when one half of one byte was above 9. Adding 6 to a half
 * carries out of it just then, and the exclusive or shows the carry.
 */
export const undecimal = (byte: number): number => (byte + 0x66) ^ byte;
export const undecimalBits = 0x110;
