/** A message as a person reads it: every field named in both languages, its parts opened, masked unless asked otherwise. Pure. */
import type { FieldValue, Message } from './codec.ts';
import { networkDialect, terminalDialect, type Dialect } from './dialect.ts';
import { shownField } from './dump.ts';
import { partsOf, type DescribedPart } from './describe-parts.ts';
import type { LocatedError } from './read.ts';
import { unpackLenient } from './unpack.ts';

export interface DescribedField {
  readonly number: number;
  readonly zh: string;
  readonly en: string;
  readonly value: string;
  readonly parts: readonly DescribedPart[];
}

export interface Description {
  readonly dialect: string;
  /** Only what stood before the message. */
  readonly length?: number;
  readonly tpdu?: string;
  readonly header?: string;
  readonly mti: string;
  readonly fields: readonly DescribedField[];
  /** Offsets are in the message, from its MTI on. */
  readonly faults: readonly LocatedError[];
}

export interface DescribeOptions {
  /** Default masked. Clear shows card numbers and keys: for test data only. */
  readonly show?: 'masked' | 'clear';
  /** Default: found out, the terminal leg unless the bytes are those of the network's. */
  readonly dialect?: Dialect;
}

interface Opened {
  readonly head: Pick<Description, 'length' | 'tpdu' | 'header'>;
  readonly body: Uint8Array;
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

/** Length, TPDU and header where they are there: each is recognised by itself. */
function opened(bytes: Uint8Array): Opened {
  const framed = bytes.length > 2 && (((bytes[0] as number) << 8) | (bytes[1] as number)) === bytes.length - 2;
  let at = framed ? 2 : 0;
  const head: { length?: number; tpdu?: string; header?: string } = framed ? { length: bytes.length - 2 } : {};
  if (bytes[at] === 0x60) {
    head.tpdu = hexOf(bytes.subarray(at, at + 5));
    at += 5;
    if (hexOf(bytes.subarray(at, at + 5)) === '4C5249001C') at += 33;
    head.header = hexOf(bytes.subarray(at, at + 6));
    at += 6;
  }
  return { head, body: bytes.subarray(at) };
}

/** Behind its 46-byte header, or bare: the network leg begins with four ASCII digits. */
function ofNetwork(bytes: Uint8Array): Uint8Array | undefined {
  const body = bytes[0] === 46 && bytes[1] === 2 ? bytes.subarray(46) : bytes;
  return body.length > 4 && /^\d{4}$/.test(Buffer.from(body.subarray(0, 4)).toString('latin1')) ? body : undefined;
}

function valueOf(message: Message, number: number, show: 'masked' | 'clear'): string {
  const value = message.fields.get(number) as FieldValue;
  if (show === 'masked') return shownField(number, value);
  return typeof value === 'string' ? value : hexOf(value);
}

/** What the bytes say: a frame, a message behind a TPDU, or a message alone. Never throws; what cannot be read is in `faults`. */
export function describeBytes(bytes: Uint8Array, options: DescribeOptions = {}): Description {
  const { show = 'masked' } = options;
  const network = options.dialect === undefined ? ofNetwork(bytes) : undefined;
  const dialect = options.dialect ?? (network === undefined ? terminalDialect : networkDialect);
  const { head, body } = network === undefined ? opened(bytes) : { head: {}, body: network };
  const { message, faults } = unpackLenient(dialect, body);
  const fields = [...message.fields.keys()].map((number) => ({
    number,
    zh: dialect.fields[number]?.zh ?? '',
    en: dialect.fields[number]?.name ?? '',
    value: valueOf(message, number, show),
    parts: dialect.digits === 'bcd' ? partsOf(message, number, show) : [],
  }));
  return { dialect: dialect.name, ...head, mti: message.mti, fields, faults };
}

/** The description as lines of text. */
export function renderDescription(description: Description): string {
  const { tpdu, header, length, faults } = description;
  return [
    ...(length === undefined ? [] : [`LEN    ${length}`]),
    ...(tpdu === undefined ? [] : [`TPDU   ${tpdu}`]),
    ...(header === undefined ? [] : [`HEAD   ${header}`]),
    `MTI    ${description.mti}  (${description.dialect})`,
    ...description.fields.flatMap(({ number, zh, en, value, parts }) => [
      `${String(number).padStart(3)}    ${zh} ${en}: ${value}`,
      ...parts.map((part) => `         ${part.label}: ${part.value}`),
    ]),
    ...faults.map((one) => `FAULT  field ${one.field}, offset ${one.offset}: expected ${one.expected}`),
  ].join('\n');
}
