import { PackError, type FieldValue, type MessageInput } from './codec.ts';
import type { Dialect } from './dialect.ts';
import { FieldTable } from './field-table.ts';
import { encodeGb18030 } from './gb18030.ts';
import { nibbleOf, Op, planOf, type Plan } from './plan.ts';
import { Slab } from './slab.ts';

/** The values of a map, by field number; emptied after each packing, so that nobody's data stays here. */
const slots: (FieldValue | undefined)[] = Array.from({ length: 129 }, () => undefined);

/** Throws unless `bytes` more fit. */
function room(number: number, target: Uint8Array, at: number, bytes: number): void {
  if (at + bytes > target.length) throw new PackError(number, `room for ${bytes} bytes`);
}

function checkLength(plan: Plan, number: number, length: number): void {
  const max = plan.length[number] as number;
  if (length > max) throw new PackError(number, `at most ${max} long, got ${length}`);
}

function writePrefix(plan: Plan, number: number, length: number, target: Uint8Array, at: number): number {
  const digits = plan.prefixDigits[number] as number;
  if (digits === 0) return at;
  if (plan.bcd) {
    const rest = length % 100;
    if (digits === 3) target[at] = Math.floor(length / 100);
    const end = at + (plan.prefixBytes[number] as number);
    target[end - 1] = (Math.floor(rest / 10) << 4) | (rest % 10);
    return end;
  }
  let left = length;
  for (let i = at + digits - 1; i >= at; i -= 1) {
    target[i] = 0x30 + (left % 10);
    left = Math.floor(left / 10);
  }
  return at + digits;
}

/** Nibble of a character of a digit field, with a bit above 0xF set when it is none. */
function nibbleAt(value: string, index: number): number {
  const code = value.charCodeAt(index);
  return code < 128 ? (nibbleOf[code] as number) : 0xff;
}

/** Throws when the largest nibble of a field is none of its kind. */
function checkNibbles(plan: Plan, number: number, largest: number): void {
  if (largest > (plan.op[number] === Op.track ? 15 : 9))
    throw new PackError(number, plan.op[number] === Op.track ? 'z digits' : 'n digits');
}

/** An even number of decimal digits, two a byte. */
function writePairs(number: number, value: string, target: Uint8Array, start: number): number {
  const { length } = value;
  let at = start;
  let sign = 0;
  for (let i = 0; i < length; i += 2) {
    const high = value.charCodeAt(i) - 0x30;
    const low = value.charCodeAt(i + 1) - 0x30;
    // Negative when one is below '0' or above '9'.
    sign |= high | low | (9 - high) | (9 - low);
    target[at] = (high << 4) | low;
    at += 1;
  }
  if (sign < 0) throw new PackError(number, 'n digits');
  return at;
}

/** Digits of a field with a prefix: left aligned, a last half byte is filled with 0. */
function writePackedVariable(plan: Plan, number: number, value: string, target: Uint8Array, start: number): number {
  const { length } = value;
  let at = start;
  let largest = 0;
  let codes = 0;
  let i = 1;
  for (; i < length; i += 2) {
    const high = value.charCodeAt(i - 1);
    const low = value.charCodeAt(i);
    codes |= high | low;
    const highNibble = nibbleOf[high & 0xff] as number;
    const lowNibble = nibbleOf[low & 0xff] as number;
    target[at] = (highNibble << 4) | lowNibble;
    at += 1;
    if (highNibble > largest) largest = highNibble;
    if (lowNibble > largest) largest = lowNibble;
  }
  if (i === length) {
    const nibble = nibbleAt(value, i - 1);
    target[at] = nibble << 4;
    at += 1;
    if (nibble > largest) largest = nibble;
  }
  checkNibbles(plan, number, codes > 0xff ? 0xff : largest);
  return at;
}

/**
 * Packed digits. Fixed: short ones get zeros before them, an odd number one half byte more, before or, left aligned, behind.
 * Variable digits are left aligned: the prefix counts digits.
 */
function writePacked(plan: Plan, number: number, value: string, target: Uint8Array, start: number): number {
  if (plan.prefixDigits[number] !== 0) return writePackedVariable(plan, number, value, target, start);
  const digits = plan.length[number] as number;
  const rightAligned = (digits & 1) === 1 && plan.left[number] === 0;
  const place = digits - value.length + (rightAligned ? 1 : 0);
  let at = start;
  for (; at < start + (place >> 1); at += 1) target[at] = 0;
  let i = 0;
  let largest = 0;
  if ((place & 1) === 1) {
    largest = value.length === 0 ? 0 : nibbleAt(value, 0);
    target[at] = largest;
    at += 1;
    i = 1;
  }
  for (; i < value.length; i += 2, at += 1) {
    const high = nibbleAt(value, i);
    const low = i + 1 < value.length ? nibbleAt(value, i + 1) : 0;
    target[at] = (high << 4) | low;
    if (high > largest) largest = high;
    if (low > largest) largest = low;
  }
  checkNibbles(plan, number, largest);
  return start + ((digits + 1) >> 1);
}

/** Digits of the network leg, one character each; D of a track is written as '='. */
function writeAsciiDigits(plan: Plan, number: number, value: string, target: Uint8Array, start: number): number {
  const digits = plan.prefixDigits[number] === 0 ? (plan.length[number] as number) : value.length;
  let at = start;
  for (let i = value.length; i < digits; i += 1, at += 1) target[at] = 0x30;
  let largest = 0;
  for (let i = 0; i < value.length; i += 1, at += 1) {
    const nibble = nibbleAt(value, i);
    if (nibble > largest) largest = nibble;
    target[at] = nibble < 10 ? 0x30 + nibble : nibble === 13 ? 0x3d : 0x37 + nibble;
  }
  checkNibbles(plan, number, largest);
  return at;
}

function writeDigits(plan: Plan, number: number, value: string, target: Uint8Array, start: number): number {
  checkLength(plan, number, value.length);
  const length = plan.prefixDigits[number] === 0 ? (plan.length[number] as number) : value.length;
  const prefix = plan.prefixBytes[number] as number;
  room(number, target, start, prefix + (plan.bcd ? (length + 1) >> 1 : length));
  const at = writePrefix(plan, number, value.length, target, start);
  return plan.bcd ? writePacked(plan, number, value, target, at) : writeAsciiDigits(plan, number, value, target, at);
}

/** Printable ASCII written at `at`, or false at the first character that is something else. */
function writeAscii(value: string, target: Uint8Array, at: number): boolean {
  let sign = 0;
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    target[at + i] = code;
    sign |= (code - 0x20) | (0x7e - code);
  }
  return sign >= 0;
}

function writeText(plan: Plan, number: number, value: string, target: Uint8Array, start: number): number {
  const prefix = plan.prefixBytes[number] as number;
  const max = plan.length[number] as number;
  let length = value.length;
  if (length <= max) {
    room(number, target, start, prefix + (prefix === 0 ? max : length));
    if (writeAscii(value, target, start + prefix)) {
      writePrefix(plan, number, length, target, start);
      if (prefix !== 0) return start + prefix + length;
      for (let i = start + length; i < start + max; i += 1) target[i] = 0x20;
      return start + max;
    }
  }
  if (plan.op[number] === Op.ascii) {
    checkLength(plan, number, length);
    throw new PackError(number, 'printable ASCII');
  }
  const bytes = encodeGb18030(value);
  length = bytes.length;
  checkLength(plan, number, length);
  room(number, target, start, prefix + (prefix === 0 ? max : length));
  const at = writePrefix(plan, number, length, target, start);
  target.set(bytes, at);
  if (prefix === 0) target.fill(0x20, at + length, at + max);
  return prefix === 0 ? at + max : at + length;
}

function writeBytes(plan: Plan, number: number, value: Uint8Array, target: Uint8Array, start: number): number {
  checkLength(plan, number, value.length);
  const prefix = plan.prefixBytes[number] as number;
  if (prefix === 0 && value.length !== plan.length[number]) throw new PackError(number, `${plan.length[number]} bytes`);
  room(number, target, start, prefix + value.length);
  const at = writePrefix(plan, number, value.length, target, start);
  // Calling `set` costs more than it saves on a PIN block or a MAC.
  if (value.length > 16) target.set(value, at);
  else for (let i = 0; i < value.length; i += 1) target[at + i] = value[i] as number;
  return at + value.length;
}

function writeField(plan: Plan, number: number, value: FieldValue, target: Uint8Array, at: number): number {
  // Most fields of most messages, and the shortest way through them.
  const pairs = plan.pairs[number] as number;
  if (pairs !== 0 && typeof value === 'string' && value.length === pairs << 1 && at + pairs <= target.length)
    return writePairs(number, value, target, at);
  const op = plan.op[number];
  if (op === Op.none) throw new PackError(number, `a field of the ${plan.name} dialect`);
  if (op === Op.bytes) {
    if (typeof value === 'string') throw new PackError(number, 'bytes');
    return writeBytes(plan, number, value, target, at);
  }
  if (typeof value !== 'string') throw new PackError(number, 'a string');
  return op === Op.digits || op === Op.track
    ? writeDigits(plan, number, value, target, at)
    : writeText(plan, number, value, target, at);
}

function writeMti(plan: Plan, mti: string, target: Uint8Array, start: number): void {
  if (mti.length !== 4) throw new PackError(0, 'an MTI of four digits');
  for (let i = 0; i < 4; i += 2) {
    const high = mti.charCodeAt(i) - 0x30;
    const low = mti.charCodeAt(i + 1) - 0x30;
    if ((high | low | (9 - high) | (9 - low)) < 0) throw new PackError(0, 'an MTI of four digits');
    if (plan.bcd) target[start + (i >> 1)] = (high << 4) | low;
    else {
      target[start + i] = 0x30 + high;
      target[start + i + 1] = 0x30 + low;
    }
  }
}

function put(plan: Plan, number: number, value: FieldValue | undefined): void {
  if (!(number >= 2 && number <= plan.last)) throw new PackError(number, `a field of the ${plan.name} dialect`);
  if (value === undefined) throw new PackError(number, 'a value');
  slots[number] = value;
}

type Values = Readonly<Record<number, FieldValue | undefined>>;

/** The bits of the fields written so far, as words of 32. */
const bits = new Int32Array(4);

function writeHead(plan: Plan, mti: string, target: Uint8Array, start: number): number {
  const end = start + plan.mtiBytes + plan.bitmapBytes;
  room(0, target, start, end - start);
  writeMti(plan, mti, target, start);
  bits[0] = plan.bitmapBytes === 16 ? 0x8000_0000 : 0;
  bits[1] = 0;
  bits[2] = 0;
  bits[3] = 0;
  return end;
}

function writeBitmap(plan: Plan, target: Uint8Array, start: number): void {
  let at = start + plan.mtiBytes;
  for (let word = 0; word << 2 < plan.bitmapBytes; word += 1, at += 4) {
    const value = bits[word] as number;
    target[at] = value >>> 24;
    target[at + 1] = value >>> 16;
    target[at + 2] = value >>> 8;
    target[at + 3] = value;
  }
}

function writeObject(plan: Plan, values: Values, target: Uint8Array, start: number): number {
  let at = start;
  for (let number = 2; number <= plan.last; number += 1) {
    const value = values[number];
    if (value === undefined) continue;
    at = writeField(plan, number, value, target, at);
    const bit = number - 1;
    bits[bit >> 5] = (bits[bit >> 5] as number) | (0x8000_0000 >>> (bit & 31));
  }
  return at;
}

/*
 * The same again: V8 remembers for each place in the code what it has met there, and a load that meets objects and arrays costs
 * several times one that meets only one of them.
 */
function writeArray(
  plan: Plan,
  values: readonly (FieldValue | undefined)[],
  target: Uint8Array,
  start: number,
): number {
  let at = start;
  for (let number = 2; number <= plan.last; number += 1) {
    const value = values[number];
    if (value === undefined) continue;
    at = writeField(plan, number, value, target, at);
    const bit = number - 1;
    bits[bit >> 5] = (bits[bit >> 5] as number) | (0x8000_0000 >>> (bit & 31));
  }
  return at;
}

/** A map, whose values may stand in any order, is spread over `slots`. */
function writeMap(plan: Plan, fields: ReadonlyMap<number, FieldValue>, target: Uint8Array, at: number): number {
  try {
    fields.forEach((value, number) => put(plan, number, value));
    return writeArray(plan, slots, target, at);
  } finally {
    slots.fill(undefined);
  }
}

/**
 * Packs into a buffer of the caller's from `offset` on and returns the offset behind the last byte; nothing is allocated. Throws
 * PackError as `pack` does, and when the buffer is too short; what stands in the buffer then is no message.
 */
export function packInto(dialect: Dialect, message: MessageInput, target: Uint8Array, offset = 0): number {
  const plan = planOf(dialect);
  const { fields } = message;
  const at = writeHead(plan, message.mti, target, offset);
  const end =
    fields instanceof FieldTable
      ? writeArray(plan, fields.byNumber, target, at)
      : fields instanceof Map
        ? writeMap(plan, fields as ReadonlyMap<number, FieldValue>, target, at)
        : writeObject(plan, fields as Values, target, at);
  writeBitmap(plan, target, offset);
  return end;
}

/** As `packInto`, with the MAC field there and its 8 bytes, the last ones, still zero: for those who compute it. */
export function packUnsealedInto(dialect: Dialect, message: MessageInput, target: Uint8Array, offset = 0): number {
  const { macField, bitmapBytes, mtiBytes } = planOf(dialect);
  const { fields } = message;
  const given =
    fields instanceof Map || fields instanceof FieldTable ? fields.has(macField) : (fields as Values)[macField];
  if (given !== undefined && given !== false) throw new PackError(macField, 'to be left to packWithMac');
  const at = packInto(dialect, message, target, offset);
  room(macField, target, at, 8);
  for (let i = at; i < at + 8; i += 1) target[i] = 0;
  // The MAC's bit is the last of the bitmap.
  const last = offset + mtiBytes + bitmapBytes - 1;
  target[last] = (target[last] as number) | 1;
  return at + 8;
}

/** Where the results of `pack` and `packWithMac` are written: no copy is made of them. */
export const packed = new Slab(32_768);
export const messageBytesMax = 8192;

/**
 * Bytes of a message from the MTI to its last field, without frame, TPDU and header: a view, see `Slab`.
 * Fixed digits may be given short (zeros are put before them) and fixed text too (spaces after it). Of an object keyed by field
 * number, the keys that the bitmap has bits for are looked at. Throws PackError when a value does not fit the dialect's table.
 */
export function pack(dialect: Dialect, message: MessageInput): Uint8Array {
  packed.reserve(messageBytesMax);
  return packed.take(packInto(dialect, message, packed.bytes, packed.at) - packed.at);
}
