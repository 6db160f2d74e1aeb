import type { FieldValue, Message } from './codec.ts';
import type { Dialect } from './dialect.ts';
import { bytesPlace, FieldTable, textPlace, type Place, type Source } from './field-table.ts';
import { decodeGb18030, decodeGb18030Lenient } from './gb18030.ts';
import { bytesOf, lengthAt, lengthFault, readHead, type Head } from './lengths.ts';
import { charactersMax, hexPairBytes, nibbleOf, Op, planOf, undecimal, undecimalBits, type Plan } from './plan.ts';
import type { LocatedError, Read } from './read.ts';
import { Slab } from './slab.ts';

/**
 * All characters of a message are gathered here and become one string, of which every field is a slice: one call out of
 * JavaScript a message instead of one a field. Reading is synchronous, so one is enough.
 */
const gathered = Buffer.from(new ArrayBuffer(charactersMax));
/** The same two by two, for packed digits: they begin at even places. */
const gatheredPairs = new Uint16Array(gathered.buffer);
let used = 0;
/** The fields of this reading, in order. */
const present = new Uint8Array(129);
const head: Head = { words: new Int32Array(4), fieldsAt: 0 };

/** What is wrong in this reading; strict reading stops at the first. */
let faults: LocatedError[] = [];
let strict = true;

/** Notes a fault in the content of a field. True: go on all the same. */
function wrong(field: number, offset: number, expected: string): boolean {
  faults.push({ field, offset, expected });
  return !strict;
}

type Values = (FieldValue | Place | undefined)[];

/** Packed digits into `gathered`; the half byte that fills an odd number up is left out. */
function gatherPacked(
  plan: Plan,
  number: number,
  bytes: Uint8Array,
  start: number,
  length: number,
  values: Values,
): boolean {
  const end = start + ((length + 1) >> 1);
  let pair = (used + 1) >> 1;
  const begun = pair << 1;
  let odd = 0;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] as number;
    gatheredPairs[pair] = hexPairBytes[byte] as number;
    pair += 1;
    odd |= undecimal(byte);
  }
  const at = pair << 1;
  used = at;
  values[number] = textPlace(begun, at);
  const track = plan.op[number] === Op.track;
  if ((odd & undecimalBits) !== 0 && !track && !wrong(number, start, 'packed decimal digits')) return false;
  if ((length & 1) === 0) return true;
  const fillsFirst = plan.prefixDigits[number] === 0 && plan.left[number] === 0;
  values[number] = fillsFirst ? textPlace(begun + 1, at) : textPlace(begun, at - 1);
  const filling = fillsFirst ? (bytes[start] as number) >> 4 : (bytes[end - 1] as number) & 15;
  return filling === 0 || track || wrong(number, start, 'a filling half byte of 0');
}

/** Digits of the network leg, one character each; the separator of a track is '=' there and D to callers. */
function gatherAsciiDigits(
  plan: Plan,
  number: number,
  bytes: Uint8Array,
  start: number,
  length: number,
  values: Values,
): boolean {
  const track = plan.op[number] === Op.track;
  const above = track ? 15 : 9;
  const begun = used;
  let bad = false;
  for (let i = start; i < start + length; i += 1) {
    const byte = bytes[i] as number;
    // Lower-case letters would not come back as they came in.
    if ((nibbleOf[byte] as number) > above || byte > 0x46) bad = true;
    gathered[used] = track && byte === 0x3d ? 0x44 : byte;
    used += 1;
  }
  values[number] = textPlace(begun, used);
  return !bad || wrong(number, start, track ? 'track digits' : 'decimal digits');
}

/** The end of a text without the spaces that fill a fixed field up. */
function textEnd(plan: Plan, number: number, bytes: Uint8Array, start: number, length: number): number {
  let end = start + length;
  if (plan.prefixDigits[number] === 0) while (end > start && bytes[end - 1] === 0x20) end -= 1;
  return end;
}

/** Bytes as characters into `gathered`. False: some are not printable ASCII. */
function gatherAscii(number: number, bytes: Uint8Array, start: number, end: number, values: Values): boolean {
  let at = used;
  const begun = at;
  let sign = 0;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] as number;
    gathered[at] = byte;
    at += 1;
    // Negative below 0x20 and above 0x7E.
    sign |= (byte - 0x20) | (0x7e - byte);
  }
  values[number] = textPlace(begun, at);
  used = at;
  return sign >= 0;
}

/** Text: mostly ASCII, else GB18030, which is decoded by itself and at once. */
function gatherText(number: number, bytes: Uint8Array, start: number, end: number, values: Values): void {
  const before = used;
  if (gatherAscii(number, bytes, start, end, values)) return;
  used = before;
  const part = bytes.subarray(start, end);
  const text = decodeGb18030(part);
  if (text === undefined) wrong(number, start, 'GB18030 text');
  values[number] = text ?? decodeGb18030Lenient(part);
}

/** Copies of messages that have `b` fields, of which these are views: one copy costs a fifth of one for each field. */
const slab = new Slab(32_768);
/** Whether this message has one. */
let ownsBytes = false;

const noBytes = new ArrayBuffer(0);
const nothing: Source = { text: '', buffer: noBytes, at: 0 };

/** What the table makes its values of, when they are asked for. */
function sourceOf(bytes: Uint8Array, text: string): Source {
  if (!ownsBytes) return { text, buffer: noBytes, at: 0 };
  slab.reserve(bytes.length);
  const { at } = slab;
  slab.bytes.set(bytes, at);
  slab.at += bytes.length;
  return { text, buffer: slab.bytes.buffer, at };
}
/** One field whose bytes are all there. False: strict reading ends here. */
function readField(
  plan: Plan,
  number: number,
  bytes: Uint8Array,
  start: number,
  length: number,
  values: Values,
): boolean {
  switch (plan.op[number]) {
    case Op.digits:
    case Op.track:
      return plan.bcd
        ? gatherPacked(plan, number, bytes, start, length, values)
        : gatherAsciiDigits(plan, number, bytes, start, length, values);
    case Op.ascii:
      return (
        gatherAscii(number, bytes, start, textEnd(plan, number, bytes, start, length), values) ||
        wrong(number, start, 'printable ASCII')
      );
    case Op.bytes:
      ownsBytes = true;
      values[number] = bytesPlace(start, start + length);
      return true;
    default:
      gatherText(number, bytes, start, textEnd(plan, number, bytes, start, length), values);
      return !strict || faults.length === 0;
  }
}

/** Bytes that field `number` takes from `at` on, its prefix included; -1 where reading ends. */
function takeField(plan: Plan, number: number, bytes: Uint8Array, at: number, values: Values): number {
  if (plan.op[number] === Op.none) {
    faults.push({ field: number, offset: at, expected: `no field ${number} in the ${plan.name} dialect` });
    return -1;
  }
  const length = lengthAt(plan, number, bytes, at);
  if (length < 0) {
    faults.push(lengthFault(plan, number, at, length));
    return -1;
  }
  const start = at + (plan.prefixBytes[number] as number);
  const needed = bytesOf(plan, number, length);
  if (start + needed > bytes.length) {
    faults.push({ field: number, offset: start, expected: `${needed} more bytes` });
    return -1;
  }
  return readField(plan, number, bytes, start, length, values) ? start + needed - at : -1;
}

/** Numbers of the fields that `head` announces into `present`; how many. */
function listFields(plan: Plan): number {
  let size = 0;
  for (let word = 0; word << 5 < plan.last; word += 1) {
    for (let bits = head.words[word] as number; bits !== 0;) {
      const leading = Math.clz32(bits);
      bits &= ~(0x8000_0000 >>> leading);
      present[size] = (word << 5) + leading + 1;
      size += 1;
    }
  }
  return size;
}

interface Reading extends Message {
  /** Offset behind the last field read. */
  readonly end: number;
}

/** Reads as far as the faults let it; `faults` says how it went. */
function readMessage(plan: Plan, bytes: Uint8Array): Reading {
  if (faults.length > 0) faults = [];
  used = 0;
  ownsBytes = false;
  const values: Values = plan.blank.slice();
  const fault = readHead(plan, bytes, head);
  if (fault !== undefined) {
    faults.push(fault);
    return { mti: '', fields: new FieldTable(values, 0, nothing), end: fault.offset };
  }
  if (plan.bcd) gatherPacked(plan, 0, bytes, 0, 4, values);
  else gatherAscii(0, bytes, 0, 4, values);
  values[0] = undefined;
  const announced = listFields(plan);
  let at = head.fieldsAt;
  let size = 0;
  while (size < announced) {
    const taken = takeField(plan, present[size] as number, bytes, at, values);
    if (taken < 0) break;
    at += taken;
    size += 1;
  }
  const text = gathered.toString('latin1', 0, used);
  if (size === announced && at !== bytes.length)
    faults.push({ field: 0, offset: at, expected: 'the end of the message' });
  return { mti: text.slice(0, 4), fields: new FieldTable(values, size, sourceOf(bytes, text)), end: at };
}

/**
 * The message in the bytes (MTI to last field), or where and what was expected. Strict: every field is checked against its row, and
 * bytes left over are an error. Never throws on bytes from outside. Fixed text comes back without its filling spaces, track digits
 * upper case with D as separator.
 */
export function unpack(dialect: Dialect, bytes: Uint8Array): Read<Message> {
  strict = true;
  const { mti, fields } = readMessage(planOf(dialect), bytes);
  const error = faults[0];
  return error === undefined ? { ok: true, value: { mti, fields } } : { ok: false, error };
}

/** What lenient reading could make out, and everything that a strict reading would have refused. */
export interface LenientRead {
  readonly message: Message;
  readonly faults: readonly LocatedError[];
  /** Offset up to which the bytes are understood. */
  readonly end: number;
}

/**
 * For people who look at a broken message, never for deciding about money: content that does not fit its row is handed out as it
 * stands (digits as hex characters, text with U+FFFD) and listed in `faults`; reading ends where nobody can know how to go on.
 */
export function unpackLenient(dialect: Dialect, bytes: Uint8Array): LenientRead {
  strict = false;
  const { mti, fields, end } = readMessage(planOf(dialect), bytes);
  return { message: { mti, fields }, faults: [...faults], end };
}
