import type { Dialect, FieldRow } from './dialect.ts';
import { decodeGb18030, encodeGb18030 } from './gb18030.ts';
import { copyOf, readError, type LocatedError, type Read } from './read.ts';

/** Digits, track and text fields are strings; `b` fields are bytes. */
export type FieldValue = string | Uint8Array;

export interface Message {
  /** Four digits. */
  readonly mti: string;
  readonly fields: ReadonlyMap<number, FieldValue>;
}

/** What `pack` takes: a map, or a plain object keyed by field number. */
export interface MessageInput {
  readonly mti: string;
  readonly fields: ReadonlyMap<number, FieldValue> | Readonly<Record<number, FieldValue>>;
}

/** Our own value does not fit our own table: a bug of the caller, never of the other end. */
export class PackError extends Error {
  readonly field: number;
  constructor(field: number, expected: string) {
    super(`field ${field}: ${expected}`);
    this.name = 'PackError';
    this.field = field;
  }
}

const messageBytesMax = 8192;
const digitsOnly = /^\d*$/;
const nibblesOnly = /^[0-9A-F]*$/;
const printable = /^[\u0020-\u007E]*$/;

/** One buffer for all packing: `pack` is synchronous and copies the result out. */
const scratch = Buffer.alloc(messageBytesMax);

function entriesOf(fields: MessageInput['fields']): [number, FieldValue][] {
  const entries: [number, FieldValue][] =
    fields instanceof Map
      ? [...(fields as ReadonlyMap<number, FieldValue>)]
      : Object.entries(fields as Readonly<Record<number, FieldValue>>).map(([k, v]) => [Number(k), v]);
  return entries.sort((a, b) => a[0] - b[0]);
}

function writeHex(hex: string, at: number): number {
  return at + scratch.write(hex, at, 'hex');
}

function writePrefix(dialect: Dialect, digits: 2 | 3, length: number, at: number): number {
  if (dialect.digits === 'ascii') return at + scratch.write(String(length).padStart(digits, '0'), at, 'latin1');
  return writeHex(String(length).padStart(digits === 2 ? 2 : 4, '0'), at);
}

function checkLength(number: number, row: FieldRow, length: number): void {
  if (length > row.length) throw new PackError(number, `at most ${row.length} long, got ${length}`);
}

function packDigits(dialect: Dialect, number: number, row: FieldRow, value: string, start: number): number {
  const digits = row.kind === 'z' ? value.replaceAll('=', 'D').toUpperCase() : value;
  if (!(row.kind === 'z' ? nibblesOnly : digitsOnly).test(digits)) throw new PackError(number, `${row.kind} digits`);
  checkLength(number, row, digits.length);
  if (row.prefix !== 0) {
    const at = writePrefix(dialect, row.prefix, digits.length, start);
    // Variable digits are left aligned: the prefix counts digits, so a last half byte is filled with 0.
    if (dialect.digits === 'bcd') return writeHex(digits.length % 2 === 0 ? digits : `${digits}0`, at);
    return at + scratch.write(row.kind === 'z' ? digits.replaceAll('D', '=') : digits, at, 'latin1');
  }
  const full = digits.padStart(row.length, '0');
  if (dialect.digits === 'ascii') return start + scratch.write(full, start, 'latin1');
  if (row.length % 2 === 0) return writeHex(full, start);
  return writeHex(row.align === 'left' ? `${full}0` : `0${full}`, start);
}

function packText(dialect: Dialect, number: number, row: FieldRow, value: string, start: number): number {
  if (row.kind !== 'text' && !printable.test(value)) throw new PackError(number, 'printable ASCII');
  const bytes = encodeGb18030(value);
  checkLength(number, row, bytes.length);
  if (row.prefix !== 0) {
    const at = writePrefix(dialect, row.prefix, bytes.length, start);
    scratch.set(bytes, at);
    return at + bytes.length;
  }
  scratch.fill(0x20, start, start + row.length);
  scratch.set(bytes, start);
  return start + row.length;
}

function packBytes(dialect: Dialect, number: number, row: FieldRow, value: Uint8Array, start: number): number {
  checkLength(number, row, value.length);
  if (row.prefix === 0 && value.length !== row.length) throw new PackError(number, `${row.length} bytes`);
  const at = row.prefix === 0 ? start : writePrefix(dialect, row.prefix, value.length, start);
  scratch.set(value, at);
  return at + value.length;
}

function packField(dialect: Dialect, number: number, value: FieldValue, at: number): number {
  const row = dialect.fields[number];
  if (row === undefined) throw new PackError(number, `a field of the ${dialect.name} dialect`);
  if (row.kind === 'b') {
    if (typeof value === 'string') throw new PackError(number, 'bytes');
    return packBytes(dialect, number, row, value, at);
  }
  if (typeof value !== 'string') throw new PackError(number, 'a string');
  if (row.kind === 'n' || row.kind === 'z') return packDigits(dialect, number, row, value, at);
  return packText(dialect, number, row, value, at);
}

/**
 * Bytes of a message from the MTI to its last field, without frame, TPDU and header.
 * Fixed digits may be given short (zeros are put before them) and fixed text too (spaces after it).
 * Throws PackError when a value does not fit the dialect's table.
 */
export function pack(dialect: Dialect, message: MessageInput): Uint8Array {
  if (!/^\d{4}$/.test(message.mti)) throw new PackError(0, 'an MTI of four digits');
  const bitmapAt = dialect.digits === 'bcd' ? writeHex(message.mti, 0) : scratch.write(message.mti, 0, 'latin1');
  let at = bitmapAt + dialect.bitmapBytes;
  scratch.fill(0, bitmapAt, at);
  if (dialect.bitmapBytes === 16) scratch[bitmapAt] = 0x80;
  for (const [number, value] of entriesOf(message.fields)) {
    at = packField(dialect, number, value, at);
    const place = bitmapAt + ((number - 1) >> 3);
    scratch[place] = (scratch[place] as number) | (0x80 >> ((number - 1) & 7));
  }
  return copyOf(scratch, 0, at);
}

/** A place in the bytes; `failed` is the first error met. One object a message, none a field. */
class Cursor {
  readonly bytes: Buffer;
  at = 0;
  failed: LocatedError | undefined;
  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  fail(field: number, offset: number, expected: string): '' {
    this.failed ??= { field, offset, expected };
    return '';
  }
  /** Moves over `length` bytes and returns where they began, or -1 when they are not there. */
  take(field: number, length: number): number {
    const start = this.at;
    if (start + length > this.bytes.length) {
      this.fail(field, start, `${length} more bytes`);
      return -1;
    }
    this.at = start + length;
    return start;
  }
}

function readPrefix(cursor: Cursor, dialect: Dialect, number: number, row: FieldRow): number {
  const bytes = dialect.digits === 'ascii' ? row.prefix : row.prefix === 2 ? 1 : 2;
  const start = cursor.take(number, bytes);
  if (start < 0) return 0;
  const text = cursor.bytes.toString(dialect.digits === 'ascii' ? 'latin1' : 'hex', start, start + bytes);
  if (!digitsOnly.test(text)) cursor.fail(number, start, 'a length in decimal digits');
  const length = Number(text);
  if (length > row.length) cursor.fail(number, start, `a length of at most ${row.length}`);
  return cursor.failed === undefined ? length : 0;
}

function readBcd(cursor: Cursor, number: number, row: FieldRow, length: number): string {
  const bytes = (length + 1) >> 1;
  const start = cursor.take(number, bytes);
  if (start < 0) return '';
  const hex = cursor.bytes.toString('hex', start, start + bytes);
  if (row.kind === 'z') return hex.slice(0, length).toUpperCase();
  const padFirst = length % 2 === 1 && row.prefix === 0 && row.align !== 'left';
  if (!digitsOnly.test(hex)) return cursor.fail(number, start, 'packed decimal digits');
  if (length % 2 === 1 && hex[padFirst ? 0 : length] !== '0')
    return cursor.fail(number, start, 'a filling half byte of 0');
  return padFirst ? hex.slice(1) : hex.slice(0, length);
}

function readAsciiDigits(cursor: Cursor, number: number, row: FieldRow, length: number): string {
  const start = cursor.take(number, length);
  if (start < 0) return '';
  const text = cursor.bytes.toString('latin1', start, start + length);
  if (row.kind === 'z') {
    const nibbles = text.replaceAll('=', 'D');
    return nibblesOnly.test(nibbles) ? nibbles : cursor.fail(number, start, 'track digits');
  }
  return digitsOnly.test(text) ? text : cursor.fail(number, start, 'decimal digits');
}

function trimPadding(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x20) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

function readText(cursor: Cursor, number: number, row: FieldRow, length: number): string {
  const start = cursor.take(number, length);
  if (start < 0) return '';
  let text: string | undefined;
  if (row.kind === 'text') {
    text = decodeGb18030(cursor.bytes.subarray(start, start + length));
    if (text === undefined) return cursor.fail(number, start, 'GB18030 text');
  } else {
    text = cursor.bytes.toString('latin1', start, start + length);
    if (!printable.test(text)) return cursor.fail(number, start, 'printable ASCII');
  }
  return row.prefix === 0 ? trimPadding(text) : text;
}

function readField(cursor: Cursor, dialect: Dialect, number: number): FieldValue {
  const row = dialect.fields[number];
  if (row === undefined) return cursor.fail(number, cursor.at, `no field ${number} in the ${dialect.name} dialect`);
  const length = row.prefix === 0 ? row.length : readPrefix(cursor, dialect, number, row);
  if (cursor.failed !== undefined) return '';
  switch (row.kind) {
    case 'n':
    case 'z':
      return dialect.digits === 'bcd'
        ? readBcd(cursor, number, row, length)
        : readAsciiDigits(cursor, number, row, length);
    case 'b': {
      const start = cursor.take(number, length);
      return start < 0 ? '' : copyOf(cursor.bytes, start, start + length);
    }
    default:
      return readText(cursor, number, row, length);
  }
}

function readMti(cursor: Cursor, dialect: Dialect): string {
  const bytes = dialect.digits === 'bcd' ? 2 : 4;
  const start = cursor.take(0, bytes);
  if (start < 0) return '';
  const mti = cursor.bytes.toString(dialect.digits === 'bcd' ? 'hex' : 'latin1', start, start + bytes);
  return digitsOnly.test(mti) ? mti : cursor.fail(0, start, 'an MTI of four digits');
}

/**
 * The message in the bytes (MTI to last field), or where and what was expected. Never throws on bytes from outside; bytes
 * left over are an error. Fixed text comes back without its filling spaces, track digits upper case with D as separator.
 */
export function unpack(dialect: Dialect, bytes: Uint8Array): Read<Message> {
  const cursor = new Cursor(bytes);
  const mti = readMti(cursor, dialect);
  const bitmapAt = cursor.failed === undefined ? cursor.take(0, dialect.bitmapBytes) : -1;
  if (cursor.failed !== undefined) return { ok: false, error: cursor.failed };
  const first = cursor.bytes[bitmapAt] as number;
  if (dialect.bitmapBytes === 16 ? first < 0x80 : first >= 0x80) {
    return readError(0, bitmapAt, dialect.bitmapBytes === 16 ? 'a bitmap of 128 bits' : 'a bitmap of 64 bits');
  }
  const fields = new Map<number, FieldValue>();
  const last = dialect.bitmapBytes * 8;
  for (let number = 2; number <= last; number += 1) {
    const byte = cursor.bytes[bitmapAt + ((number - 1) >> 3)] as number;
    if ((byte & (0x80 >> ((number - 1) & 7))) === 0) continue;
    fields.set(number, readField(cursor, dialect, number));
    if (cursor.failed !== undefined) return { ok: false, error: cursor.failed };
  }
  if (cursor.at !== bytes.length) return readError(0, cursor.at, 'the end of the message');
  return { ok: true, value: { mti, fields } };
}

/** A string field, or undefined when it is absent or holds bytes. */
export function textField(message: Message, number: number): string | undefined {
  const value = message.fields.get(number);
  return typeof value === 'string' ? value : undefined;
}

/** A `b` field, or undefined when it is absent. */
export function bytesField(message: Message, number: number): Uint8Array | undefined {
  const value = message.fields.get(number);
  return value instanceof Uint8Array ? value : undefined;
}

/** The MTI of the answer to a request: request + 10 (0200 -> 0210, 0421 -> 0430 as the field does it for repeats). */
export function answerMti(mti: string): string {
  return `${mti.slice(0, 2)}${String(Number(mti[2]) + 1)}0`;
}
