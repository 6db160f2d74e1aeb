import { CsvError, parse } from 'csv-parse/sync';

/** 2,000 lines of about 60 bytes are 120 kB: what fits into one request and into one transaction of a second. */
export const STOCK_ROWS_MAX = 2_000;
const COLUMNS = ['serial_no', 'model', 'wrapped_key'] as const;
/** May be left out, as a whole or in a line: then the device speaks as most do. */
const PROFILE = 'profile';
const ICCID = 'iccid';
const OPTIONAL: readonly string[] = [PROFILE, ICCID];
const CARD_NUMBER = /^\d{19,20}$/;
const PROFILES: Readonly<Record<string, StockLine['profile']>> = {
  '': 'cup-double',
  'cup-double': 'cup-double',
  sm4: 'sm4',
};
const SERIAL = /^[A-Z0-9]{8,20}$/;
const MODELS = ['esign_pos', 'smart_pos'] as const;

export interface StockLine {
  /** As an editor counts: the header is line 1. */
  readonly line: number;
  readonly serialNo: string;
  readonly model: (typeof MODELS)[number];
  readonly wrappedKey: string;
  /** The ciphers that the device was made for. */
  readonly profile: 'cup-double' | 'sm4';
  /** Number of the data SIM card in it; undefined where there is none, or none of ours. */
  readonly iccid: string | undefined;
}

export type LineReason =
  | 'serial_invalid'
  | 'model_unknown'
  | 'profile_unknown'
  | 'iccid_invalid'
  | 'duplicate_in_file'
  | 'in_stock_already'
  | 'key_unreadable'
  | 'columns_wrong';
export interface LineFault {
  readonly line: number;
  readonly serialNo: string;
  readonly reason: LineReason;
}

export type StockFile =
  | { readonly readable: true; readonly lines: readonly StockLine[]; readonly faults: readonly LineFault[] }
  | {
      readonly readable: false;
      readonly reason: 'header' | 'encoding' | 'quotes' | 'too_many_rows' | 'empty';
      readonly line: number;
    };

/** UTF-8 with or without byte-order mark; what is not UTF-8 is GB18030, as spreadsheets in China write it. Undefined where it is neither. */
function textOf(bytes: Uint8Array): string | undefined {
  for (const encoding of ['utf-8', 'gb18030'])
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  return undefined;
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** A vendor's stock file, line by line: what is good, and what is wrong with the rest and where. Never throws for what is in the file. */
export function parseStockFile(bytes: Uint8Array): StockFile {
  const unreadable = (reason: Extract<StockFile, { readable: false }>['reason'], line: number): StockFile => ({
    readable: false,
    reason,
    line,
  });
  const text = textOf(bytes);
  if (text === undefined) return unreadable('encoding', 1);
  let parsed: Parsed[];
  try {
    parsed = parse(text, {
      bom: true,
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'], // files that two programs have had in hand mix them
      to: STOCK_ROWS_MAX + 2,
    }) as unknown as Parsed[];
  } catch (error) {
    if (error instanceof CsvError) return unreadable('quotes', Number(error['lines'] ?? 1));
    throw error;
  }
  const [header, ...rows] = parsed;
  const names = (header?.record ?? []).map((name) => name.toLowerCase());
  const others = names.filter((name) => !OPTIONAL.includes(name));
  const isTwice = new Set(names).size !== names.length;
  if (isTwice || others.length !== COLUMNS.length || COLUMNS.some((name) => !names.includes(name)))
    return unreadable('header', 1);
  if (rows.length > STOCK_ROWS_MAX) return unreadable('too_many_rows', STOCK_ROWS_MAX + 2);
  if (rows.length === 0) return unreadable('empty', 1);
  return { readable: true, ...judgeLines(rows, names) };
}

function judgeLines(
  rows: readonly Parsed[],
  names: readonly string[],
): { readonly lines: StockLine[]; readonly faults: LineFault[] } {
  const [lines, faults]: [StockLine[], LineFault[]] = [[], []];
  const seen = new Set<string>();
  for (const { record, info } of rows) {
    const cell = (name: (typeof COLUMNS)[number] | typeof PROFILE | typeof ICCID): string =>
      record[names.indexOf(name)] ?? '';
    const serialNo = cell('serial_no').toUpperCase();
    const model = MODELS.find((one) => one === cell('model').toLowerCase());
    const profile = PROFILES[cell(PROFILE).toLowerCase()];
    const iccid = cell(ICCID);
    const fault = (reason: LineReason): void =>
      void faults.push({ line: info.lines, serialNo: serialNo.slice(0, 40), reason });
    if (record.length !== names.length) fault('columns_wrong');
    else if (!SERIAL.test(serialNo)) fault('serial_invalid');
    else if (model === undefined) fault('model_unknown');
    else if (profile === undefined) fault('profile_unknown');
    else if (iccid !== '' && !CARD_NUMBER.test(iccid)) fault('iccid_invalid');
    else if (seen.has(serialNo) || seen.has(iccid)) fault('duplicate_in_file');
    else {
      const card = iccid === '' ? undefined : iccid;
      lines.push({ line: info.lines, serialNo, model, wrappedKey: cell('wrapped_key'), profile, iccid: card });
    }
    seen.add(serialNo);
    if (iccid !== '') seen.add(iccid);
  }
  return { lines, faults };
}
