/**
 * Dialects are data: a new field is a new row here and a golden vector in the tests.
 * Source of the terminal leg: the UnionPay POS dialect as it is met in the field; of the network leg: the shape of the
 * acquirer-to-network interface (ASCII fields, 128-bit bitmap, MAC in 128).
 */

/** n digits, z track digits (nibbles 0-F), an/ans printable ASCII, text GB18030, b raw bytes. */
export type FieldKind = 'n' | 'z' | 'an' | 'ans' | 'text' | 'b';

export interface FieldRow {
  readonly name: string;
  readonly kind: FieldKind;
  /** Exact length when `prefix` is 0, else the largest. Digits for n and z, bytes for everything else. */
  readonly length: number;
  /** Digits of the length prefix: 0 fixed, 2 LL, 3 LLL. */
  readonly prefix: 0 | 2 | 3;
  /** Fixed odd-length n is right aligned on the terminal leg, except field 22. */
  readonly align?: 'left';
}

export interface Dialect {
  readonly name: string;
  /** How digits and prefixes are written: packed BCD, or one ASCII byte a digit. */
  readonly digits: 'bcd' | 'ascii';
  readonly bitmapBytes: 8 | 16;
  /** The last field of the dialect, 8 bytes. */
  readonly macField: 64 | 128;
  /** Index = field number; a hole is a field that this dialect forbids. */
  readonly fields: readonly (FieldRow | undefined)[];
}

type Row = readonly [number, string, FieldKind, number, (0 | 2 | 3)?, 'left'?];

function table(rows: readonly Row[], size: 65 | 129): readonly (FieldRow | undefined)[] {
  const fields = Array.from<FieldRow | undefined>({ length: size });
  for (const [number, name, kind, length, prefix = 0, align] of rows) {
    fields[number] = { name, kind, length, prefix, ...(align === undefined ? {} : { align }) };
  }
  return fields;
}

/** Rows that both legs share, in order; the wire form differs by `digits`. */
const commonRows: readonly Row[] = [
  [2, 'primary account number', 'n', 19, 2],
  [3, 'processing code', 'n', 6],
  [4, 'amount', 'n', 12],
  [11, 'system trace audit number', 'n', 6],
  [12, 'local time', 'n', 6],
  [13, 'local date', 'n', 4],
  [14, 'expiry', 'n', 4],
  [15, 'settlement date', 'n', 4],
  [22, 'entry mode', 'n', 3, 0, 'left'],
  [23, 'card sequence number', 'n', 3],
  [25, 'condition code', 'n', 2],
  [26, 'PIN capture code', 'n', 2],
  [32, 'acquirer id', 'n', 11, 2],
  [35, 'track 2', 'z', 37, 2],
  [36, 'track 3', 'z', 104, 3],
  [37, 'retrieval reference number', 'an', 12],
  [38, 'authorisation code', 'an', 6],
  [39, 'response code', 'an', 2],
  [41, 'terminal number', 'ans', 8],
  [42, 'merchant number', 'ans', 15],
  [44, 'additional response', 'ans', 25, 2],
  [49, 'currency', 'an', 3],
  [52, 'PIN block', 'b', 8],
  [53, 'security control', 'n', 16],
  [54, 'balance', 'an', 40, 3],
  [55, 'IC data', 'b', 255, 3],
];

const terminalRows: readonly Row[] = [
  ...commonRows,
  [48, 'settlement totals', 'n', 322, 3],
  [57, 'acquirer private', 'text', 999, 3],
  [58, 'e-purse data', 'ans', 100, 3],
  [59, 'terminal information', 'text', 999, 3],
  [60, 'custom: type, batch, management code', 'n', 19, 3],
  [61, 'original transaction', 'n', 29, 3],
  [62, 'custom: keys, parameters, images', 'b', 999, 3],
  [63, 'operator, organisation, text', 'text', 163, 3],
  [64, 'MAC', 'b', 8],
];

const networkRows: readonly Row[] = [
  ...commonRows,
  [7, 'transmission time', 'n', 10],
  [18, 'merchant category', 'n', 4],
  [33, 'forwarding institution', 'n', 11, 2],
  [43, 'merchant name and place', 'text', 40],
  [48, 'private data', 'text', 512, 3],
  [59, 'terminal information', 'text', 600, 3],
  [60, 'private: reason, conditions', 'ans', 100, 3],
  [61, 'identity check', 'text', 200, 3],
  [62, 'private data', 'text', 200, 3],
  [63, 'network private data', 'text', 512, 3],
  [70, 'network management code', 'n', 3],
  [90, 'original data', 'n', 42],
  [96, 'key data', 'b', 8],
  [100, 'receiving institution', 'n', 11, 2],
  [102, 'account 1', 'ans', 28, 2],
  [103, 'account 2', 'ans', 28, 2],
  [128, 'MAC', 'b', 8],
];

/** Terminal to acquirer: packed BCD, 64-bit bitmap, MAC in 64. */
export const terminalDialect: Dialect = {
  name: 'terminal',
  digits: 'bcd',
  bitmapBytes: 8,
  macField: 64,
  fields: table(terminalRows, 65),
};

/** The same with the 16-byte PIN block of the SM4 profile; 52 stands before 53, so the profile must be known first. */
export const terminalDialectSm4: Dialect = {
  ...terminalDialect,
  name: 'terminal-sm4',
  fields: terminalDialect.fields.map((row, n) => (n === 52 && row !== undefined ? { ...row, length: 16 } : row)),
};

/** Acquirer to network: ASCII digits, 128-bit bitmap, MAC in 128. */
export const networkDialect: Dialect = {
  name: 'network',
  digits: 'ascii',
  bitmapBytes: 16,
  macField: 128,
  fields: table(networkRows, 129),
};
