/**
 * Dialects are data: a new field is a new row here and a golden vector in the tests.
 * Source of the terminal leg: the UnionPay POS dialect as it is met in the field; of the network leg: the shape of the
 * acquirer-to-network interface (ASCII fields, 128-bit bitmap, MAC in 128).
 */

/** n digits, z track digits (nibbles 0-F), an/ans printable ASCII, text GB18030, b raw bytes. */
export type FieldKind = 'n' | 'z' | 'an' | 'ans' | 'text' | 'b';

export interface FieldRow {
  readonly name: string;
  readonly zh: string;
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

type Row = readonly [number, string, string, FieldKind, number, (0 | 2 | 3)?, 'left'?];

function table(rows: readonly Row[], size: 65 | 129): readonly (FieldRow | undefined)[] {
  const fields = Array.from<FieldRow | undefined>({ length: size });
  for (const [number, name, zh, kind, length, prefix = 0, align] of rows) {
    fields[number] = { name, zh, kind, length, prefix, ...(align === undefined ? {} : { align }) };
  }
  return fields;
}

/** Rows that both legs share, in order; the wire form differs by `digits`. */
const commonRows: readonly Row[] = [
  [2, 'primary account number', '主账号', 'n', 19, 2],
  [3, 'processing code', '交易处理码', 'n', 6],
  [4, 'amount', '交易金额', 'n', 12],
  [11, 'system trace audit number', '受卡方系统跟踪号', 'n', 6],
  [12, 'local time', '受卡方所在地时间', 'n', 6],
  [13, 'local date', '受卡方所在地日期', 'n', 4],
  [14, 'expiry', '卡有效期', 'n', 4],
  [15, 'settlement date', '清算日期', 'n', 4],
  [22, 'entry mode', '服务点输入方式码', 'n', 3, 0, 'left'],
  [23, 'card sequence number', '卡序列号', 'n', 3],
  [25, 'condition code', '服务点条件码', 'n', 2],
  [26, 'PIN capture code', '服务点 PIN 获取码', 'n', 2],
  [32, 'acquirer id', '受理机构标识码', 'n', 11, 2],
  [35, 'track 2', '二磁道数据', 'z', 37, 2],
  [36, 'track 3', '三磁道数据', 'z', 104, 3],
  [37, 'retrieval reference number', '检索参考号', 'an', 12],
  [38, 'authorisation code', '授权标识应答码', 'an', 6],
  [39, 'response code', '应答码', 'an', 2],
  [41, 'terminal number', '受卡机终端标识码', 'ans', 8],
  [42, 'merchant number', '受卡方标识码', 'ans', 15],
  [44, 'additional response', '附加响应数据', 'ans', 25, 2],
  [49, 'currency', '交易货币代码', 'an', 3],
  [52, 'PIN block', '个人标识码数据', 'b', 8],
  [53, 'security control', '安全控制信息', 'n', 16],
  [54, 'balance', '附加金额', 'an', 40, 3],
  [55, 'IC data', 'IC 卡数据域', 'b', 255, 3],
];

const terminalRows: readonly Row[] = [
  ...commonRows,
  [48, 'settlement totals', '附加数据', 'n', 322, 3],
  [57, 'acquirer private', '收单自定义域', 'text', 999, 3],
  [58, 'e-purse data', '电子钱包数据', 'ans', 100, 3],
  [59, 'terminal information', '终端信息', 'text', 999, 3],
  [60, 'custom: type, batch, management code', '自定义域', 'n', 19, 3],
  [61, 'original transaction', '原始信息域', 'n', 29, 3],
  [62, 'custom: keys, parameters, images', '自定义域', 'b', 999, 3],
  [63, 'operator, organisation, text', '自定义域', 'text', 163, 3],
  [64, 'MAC', '报文鉴别码', 'b', 8],
];

const networkRows: readonly Row[] = [
  ...commonRows,
  [7, 'transmission time', '交易传输时间', 'n', 10],
  [18, 'merchant category', '商户类型', 'n', 4],
  [33, 'forwarding institution', '发送机构标识码', 'n', 11, 2],
  [43, 'merchant name and place', '受卡方名称地址', 'text', 40],
  [48, 'private data', '附加数据', 'text', 512, 3],
  [59, 'terminal information', '终端信息', 'text', 600, 3],
  [60, 'private: reason, conditions', '自定义域', 'ans', 100, 3],
  [61, 'identity check', '原始信息域', 'text', 200, 3],
  [62, 'private data', '自定义域', 'text', 200, 3],
  [63, 'network private data', '自定义域', 'text', 512, 3],
  [70, 'network management code', '网络管理信息码', 'n', 3],
  [90, 'original data', '原始数据元', 'n', 42],
  [96, 'key data', '报文安全码', 'b', 8],
  [100, 'receiving institution', '接收机构标识码', 'n', 11, 2],
  [102, 'account 1', '账户标识 1', 'ans', 28, 2],
  [103, 'account 2', '账户标识 2', 'ans', 28, 2],
  [128, 'MAC', '报文鉴别码', 'b', 8],
];

/** Terminal to acquirer: packed BCD, 64-bit bitmap, MAC in 64. */
export const terminalDialect: Dialect = {
  name: 'terminal',
  digits: 'bcd',
  bitmapBytes: 8,
  macField: 64,
  fields: table(terminalRows, 65),
};

/**
 * A dialect that differs from another in a few fields: a row there replaces the row, or adds it; `undefined` forbids the field.
 * Throws for a field number that the bitmap has no bit for.
 */
export function varyDialect(
  base: Dialect,
  name: string,
  changes: Readonly<Record<number, FieldRow | undefined>>,
): Dialect {
  const fields = [...base.fields];
  for (const [key, row] of Object.entries(changes)) {
    const number = Number(key);
    if (number < 2 || number >= fields.length) throw new Error(`${base.name} has no place for field ${number}`);
    fields[number] = row;
  }
  return { ...base, name, fields };
}

function longer(base: Dialect, number: number, length: number): FieldRow {
  const row = base.fields[number];
  if (row === undefined) throw new Error(`${base.name} has no field ${number}`);
  return { ...row, length };
}

/** The same with the 16-byte PIN block of the SM4 profile; 52 stands before 53, so the profile must be known first. */
export const terminalDialectSm4: Dialect = varyDialect(terminalDialect, 'terminal-sm4', {
  52: longer(terminalDialect, 52, 16),
});

/** The same for terminals that encrypt length and track as one buffer: whole blocks of 8 bytes, so 3 of them and 7. */
export const terminalDialectWholeTrack: Dialect = varyDialect(terminalDialect, 'terminal-whole-track', {
  35: longer(terminalDialect, 35, 48),
  36: longer(terminalDialect, 36, 112),
});

/** Acquirer to network: ASCII digits, 128-bit bitmap, MAC in 128. */
export const networkDialect: Dialect = {
  name: 'network',
  digits: 'ascii',
  bitmapBytes: 16,
  macField: 128,
  fields: table(networkRows, 129),
};
