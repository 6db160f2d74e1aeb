/** What a message is to those who write and read one: its values, and the mistakes one can make with them. */

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
