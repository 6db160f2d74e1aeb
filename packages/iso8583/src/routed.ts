import type { FieldValue } from './codec.ts';
import type { Dialect } from './dialect.ts';
import { decodeGb18030 } from './gb18030.ts';
import { bytesOf, lengthAt, lengthFault, readHead, type Head } from './lengths.ts';
import { hexPair, highCode, lowCode, nibbleOf, Op, planOf, undecimal, undecimalBits, type Plan } from './plan.ts';
import { readError, readOk, type LocatedError, type Read } from './read.ts';

const nothing = new Uint8Array();
type N = number;

const bufferOf = (bytes: Uint8Array, start: number, end: number): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);

/**
 * What a router asks for goes without a call out of JavaScript and without putting strings together: a terminal number in 45 ns
 * instead of 104, field 60 in 34 instead of 150. Written out, because a function made here would be made on every call.
 */
function charactersOf(b: Uint8Array, i: number, end: number): string {
  const c = String.fromCharCode;
  switch (end - i) {
    case 3:
      return c(b[i] as N, b[i + 1] as N, b[i + 2] as N);
    case 4:
      return c(b[i] as N, b[i + 1] as N, b[i + 2] as N, b[i + 3] as N);
    case 8:
      return c(
        b[i] as N,
        b[i + 1] as N,
        b[i + 2] as N,
        b[i + 3] as N,
        b[i + 4] as N,
        b[i + 5] as N,
        b[i + 6] as N,
        b[i + 7] as N,
      );
    case 15:
      // oxfmt-ignore
      return c((b[i] as N), (b[i + 1] as N), (b[i + 2] as N), (b[i + 3] as N), (b[i + 4] as N), (b[i + 5] as N), (b[i + 6] as N), (b[i + 7] as N), (b[i + 8] as N), (b[i + 9] as N), (b[i + 10] as N), (b[i + 11] as N), (b[i + 12] as N), (b[i + 13] as N), (b[i + 14] as N));
    default:
      return bufferOf(b, i, end).toString('latin1');
  }
}

/** Every byte is printable ASCII. */
function isPrintable(bytes: Uint8Array, start: number, end: number): boolean {
  let sign = 0;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] as number;
    sign |= (byte - 0x20) | (0x7e - byte);
  }
  return sign >= 0;
}

/** The half bytes as characters, `length` of them from the first half on. */
function halvesOf(b: Uint8Array, i: number, length: number): string {
  const c = String.fromCharCode;
  switch (length) {
    case 2:
      return hexPair[b[i] as number] as string;
    case 4:
      return c(
        highCode[b[i] as N] as N,
        lowCode[b[i] as N] as N,
        highCode[b[i + 1] as N] as N,
        lowCode[b[i + 1] as N] as N,
      );
    case 6:
      return c(
        highCode[b[i] as N] as N,
        lowCode[b[i] as N] as N,
        highCode[b[i + 1] as N] as N,
        lowCode[b[i + 1] as N] as N,
        highCode[b[i + 2] as N] as N,
        lowCode[b[i + 2] as N] as N,
      );
    case 12:
      return c(
        highCode[b[i] as N] as N,
        lowCode[b[i] as N] as N,
        highCode[b[i + 1] as N] as N,
        lowCode[b[i + 1] as N] as N,
        highCode[b[i + 2] as N] as N,
        lowCode[b[i + 2] as N] as N,
        highCode[b[i + 3] as N] as N,
        lowCode[b[i + 3] as N] as N,
        highCode[b[i + 4] as N] as N,
        lowCode[b[i + 4] as N] as N,
        highCode[b[i + 5] as N] as N,
        lowCode[b[i + 5] as N] as N,
      );
    case 13:
      return c(
        highCode[b[i] as N] as N,
        lowCode[b[i] as N] as N,
        highCode[b[i + 1] as N] as N,
        lowCode[b[i + 1] as N] as N,
        highCode[b[i + 2] as N] as N,
        lowCode[b[i + 2] as N] as N,
        highCode[b[i + 3] as N] as N,
        lowCode[b[i + 3] as N] as N,
        highCode[b[i + 4] as N] as N,
        lowCode[b[i + 4] as N] as N,
        highCode[b[i + 5] as N] as N,
        lowCode[b[i + 5] as N] as N,
        highCode[b[i + 6] as N] as N,
      );
    default:
      return bufferOf(b, i, i + ((length + 1) >> 1))
        .toString('hex')
        .toUpperCase()
        .slice(0, length);
  }
}

/** Packed digits as text, or why not. */
function packedText(
  plan: Plan,
  number: number,
  bytes: Uint8Array,
  start: number,
  length: number,
): string | LocatedError {
  const end = start + ((length + 1) >> 1);
  const track = plan.op[number] === Op.track;
  let odd = 0;
  for (let i = start; i < end; i += 1) odd |= undecimal(bytes[i] as number);
  if ((odd & undecimalBits) !== 0 && !track) return { field: number, offset: start, expected: 'packed decimal digits' };
  if ((length & 1) === 0) return halvesOf(bytes, start, length);
  const fillsFirst = plan.prefixDigits[number] === 0 && plan.left[number] === 0;
  const filling = fillsFirst ? (bytes[start] as number) >> 4 : (bytes[end - 1] as number) & 15;
  if (filling !== 0 && !track) return { field: number, offset: start, expected: 'a filling half byte of 0' };
  return fillsFirst ? halvesOf(bytes, start, length + 1).slice(1) : halvesOf(bytes, start, length);
}

function asciiDigits(
  plan: Plan,
  number: number,
  bytes: Uint8Array,
  start: number,
  length: number,
): string | LocatedError {
  const track = plan.op[number] === Op.track;
  const above = track ? 15 : 9;
  for (let i = start; i < start + length; i += 1) {
    const byte = bytes[i] as number;
    if ((nibbleOf[byte] as number) > above || byte > 0x46)
      return { field: number, offset: start, expected: track ? 'track digits' : 'decimal digits' };
  }
  const text = charactersOf(bytes, start, start + length);
  return track ? text.replaceAll('=', 'D') : text;
}

function textOf(plan: Plan, number: number, bytes: Uint8Array, start: number, length: number): string | LocatedError {
  let end = start + length;
  if (plan.prefixDigits[number] === 0) while (end > start && bytes[end - 1] === 0x20) end -= 1;
  if (isPrintable(bytes, start, end)) return charactersOf(bytes, start, end);
  if (plan.op[number] === Op.ascii) return { field: number, offset: start, expected: 'printable ASCII' };
  return decodeGb18030(bytes.subarray(start, end)) ?? { field: number, offset: start, expected: 'GB18030 text' };
}

/**
 * Where the fields of a message are, without reading them: for a router, which wants a terminal number and not a chip's data. One
 * index may be filled again and again; it copies nothing, so it speaks of the bytes it was last given and only while they stay as
 * they are. `index` checks the structure (MTI, bitmap, lengths, the end); a field's content is checked when it is asked for, as
 * strictly as `unpack` does.
 */
export class MessageIndex {
  readonly #head: Head = { words: new Int32Array(4), fieldsAt: 0 };
  /** By field number; only what the bitmap announces is of this message. */
  readonly #at = new Int32Array(129);
  readonly #length = new Int32Array(129);
  #bytes: Uint8Array = nothing;
  #plan: Plan | undefined;
  #size = 0;

  /** Fills the index. What is wrong with the structure, or undefined; after a fault the index is empty. */
  index(dialect: Dialect, bytes: Uint8Array): LocatedError | undefined {
    const plan = planOf(dialect);
    this.#plan = plan;
    this.#bytes = bytes;
    this.#size = 0;
    const fault = readHead(plan, bytes, this.#head) ?? this.#walk(plan, bytes);
    if (fault === undefined) return undefined;
    this.#head.words.fill(0);
    this.#bytes = nothing;
    this.#size = 0;
    return fault;
  }

  #walk(plan: Plan, bytes: Uint8Array): LocatedError | undefined {
    const places = this.#at;
    const end = bytes.length;
    let at = this.#head.fieldsAt;
    let size = 0;
    for (let word = 0; word << 5 < plan.last; word += 1) {
      for (let bits = this.#head.words[word] as number; bits !== 0; size += 1) {
        const leading = Math.clz32(bits);
        bits &= ~(0x8000_0000 >>> leading);
        const number = (word << 5) + leading + 1;
        let needed = plan.fixedBytes[number] as number;
        if (needed === 0) {
          if (plan.op[number] === Op.none)
            return { field: number, offset: at, expected: `no field ${number} in the ${plan.name} dialect` };
          const length = lengthAt(plan, number, bytes, at);
          if (length < 0) return lengthFault(plan, number, at, length);
          this.#length[number] = length;
          at += plan.prefixBytes[number] as number;
          needed = bytesOf(plan, number, length);
        }
        if (at + needed > end) return { field: number, offset: at, expected: `${needed} more bytes` };
        places[number] = at;
        at += needed;
      }
    }
    this.#size = size;
    return at === end ? undefined : { field: 0, offset: at, expected: 'the end of the message' };
  }

  /** How many fields the message has. */
  get size(): number {
    return this.#size;
  }

  /** Four digits, '' while the index is empty. */
  get mti(): string {
    const bytes = this.#bytes;
    if (bytes.length === 0) return '';
    return this.#plan?.bcd === true ? halvesOf(bytes, 0, 4) : charactersOf(bytes, 0, 4);
  }

  has(number: number): boolean {
    const bit = number - 1;
    return number >= 2 && number <= 128 && (((this.#head.words[bit >> 5] as number) << (bit & 31)) & 0x8000_0000) !== 0;
  }

  /** Offset of a field's content, behind its prefix; -1 when the message has no such field. Of the MAC: where the MAB ends. */
  offsetOf(number: number): number {
    return this.has(number) ? (this.#at[number] as number) : -1;
  }

  /** Length in the field's own unit (digits or bytes); 0 when it is absent. */
  lengthOf(number: number): number {
    if (!this.has(number) || this.#plan === undefined) return 0;
    return ((this.#plan.fixedBytes[number] as number) > 0 ? this.#plan.length[number] : this.#length[number]) as number;
  }

  /** The text of a field; undefined when it is absent, holds bytes or is not what its row says (`read` says why). */
  text(number: number): string | undefined {
    const value = this.#value(number);
    return typeof value === 'string' ? value : undefined;
  }

  /** The bytes of a `b` field: a view, no copy. Undefined when it is absent or text. */
  bytes(number: number): Uint8Array | undefined {
    const value = this.#value(number);
    return value instanceof Uint8Array ? value : undefined;
  }

  /** A field as `unpack` would give it (bytes as a view), undefined when it is absent, or the located error. */
  read(number: number): Read<FieldValue | undefined> {
    const value = this.#value(number);
    if (value === undefined || typeof value === 'string' || value instanceof Uint8Array) return readOk(value);
    return readError(value.field, value.offset, value.expected);
  }

  #value(number: number): FieldValue | LocatedError | undefined {
    const plan = this.#plan;
    if (plan === undefined || !this.has(number)) return undefined;
    const start = this.#at[number] as number;
    const fixed = (plan.fixedBytes[number] as number) > 0;
    const length = (fixed ? plan.length[number] : this.#length[number]) as number;
    switch (plan.op[number]) {
      case Op.digits:
      case Op.track:
        return plan.bcd
          ? packedText(plan, number, this.#bytes, start, length)
          : asciiDigits(plan, number, this.#bytes, start, length);
      case Op.bytes:
        return this.#bytes.subarray(start, start + length);
      default:
        return textOf(plan, number, this.#bytes, start, length);
    }
  }
}

/** A new index of the bytes, or the located error. Where messages come by the thousand, keep one `MessageIndex` instead. */
export function unpackRouted(dialect: Dialect, bytes: Uint8Array): Read<MessageIndex> {
  const index = new MessageIndex();
  const fault = index.index(dialect, bytes);
  return fault === undefined ? readOk(index) : { ok: false, error: fault };
}
