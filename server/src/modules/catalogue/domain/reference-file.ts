/** Files of reference data, read a package of lines at a time. Pure: what is known already is compared in the database. */
import { CsvError, parse } from 'csv-parse/sync';
import { unreachable } from '../../../kernel/assert.ts';
import { isCivilDate, weekday } from '../../../kernel/instant.ts';

export const REFERENCE_KINDS = ['calendar', 'bin', 'trade', 'branch'] as const;
export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

/** Most lines of a file: a leap year; twice the issuers of the network; all trades; twice the branches of the country. */
export const LINES_MAX: Readonly<Record<ReferenceKind, number>> = {
  calendar: 366,
  bin: 20_000,
  trade: 2_000,
  branch: 300_000,
};

/** Columns that a file must have; `gone` may stand beside them where a line can take something away. */
export const COLUMNS: Readonly<Record<ReferenceKind, readonly string[]>> = {
  calendar: ['day', 'kind'],
  bin: ['prefix', 'card_length', 'card_kind', 'bank_name', 'organisation'],
  trade: ['code', 'zh', 'en'],
  branch: ['branch_code', 'bank_name', 'branch_name', 'city'],
};
const GONE = 'gone';

export type LineFaultCode =
  | 'columns_wrong'
  | 'day_invalid'
  | 'kind_invalid'
  | 'day_needless'
  | 'other_year'
  | 'prefix_invalid'
  | 'length_invalid'
  | 'card_kind_invalid'
  | 'name_missing'
  | 'organisation_invalid'
  | 'code_invalid'
  | 'city_unknown'
  | 'gone_invalid'
  | 'twice';

export interface ReferenceLine {
  readonly lineNo: number;
  /** What the line is about: a day, a prefix, a code. */
  readonly key: string;
  /** The cells by their columns, as they are kept. */
  readonly row: Readonly<Record<string, string>>;
  readonly fault: LineFaultCode | undefined;
}

export type ReferencePackage =
  | { readonly readable: true; readonly lines: readonly ReferenceLine[] }
  | { readonly readable: false; readonly reason: 'header' | 'quotes'; readonly line: number };

const NAME_MAX = 80;
const named = (text: string): boolean => text !== '' && text.length <= NAME_MAX;
type Cells = Readonly<Record<string, string>>;
const cell = (cells: Cells, name: string): string => cells[name] ?? '';

/** A day off that falls on a weekend, or a day of work on a weekday, says nothing: such a line is a slip. */
function calendarFault(cells: Cells): LineFaultCode | undefined {
  const [day, kind] = [cell(cells, 'day'), cell(cells, 'kind')];
  if (!isCivilDate(day)) return 'day_invalid';
  if (kind !== 'off' && kind !== 'work') return 'kind_invalid';
  const isWeekend = [0, 6].includes(weekday(day));
  return isWeekend === (kind === 'off') ? 'day_needless' : undefined;
}

function binFault(cells: Cells): LineFaultCode | undefined {
  const length = Number(cell(cells, 'card_length'));
  if (!/^\d{3,12}$/.test(cell(cells, 'prefix'))) return 'prefix_invalid';
  if (!/^\d\d$/.test(cell(cells, 'card_length')) || length < 13 || length > 19) return 'length_invalid';
  if (!['debit', 'credit'].includes(cell(cells, 'card_kind'))) return 'card_kind_invalid';
  if (!named(cell(cells, 'bank_name'))) return 'name_missing';
  return /^[A-Z]{3}$/.test(cell(cells, 'organisation')) ? undefined : 'organisation_invalid';
}

function tradeFault(cells: Cells): LineFaultCode | undefined {
  if (!/^\d{4}$/.test(cell(cells, 'code'))) return 'code_invalid';
  return named(cell(cells, 'zh')) && named(cell(cells, 'en')) ? undefined : 'name_missing';
}

function branchFault(cells: Cells, knowsCity: (code: string) => boolean): LineFaultCode | undefined {
  if (!/^\d{12}$/.test(cell(cells, 'branch_code'))) return 'code_invalid';
  if (!named(cell(cells, 'bank_name')) || !named(cell(cells, 'branch_name'))) return 'name_missing';
  return knowsCity(cell(cells, 'city')) ? undefined : 'city_unknown';
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** Whoever reads a file knows which cities there are. */
export interface Gazetteer {
  readonly knowsCity: (code: string) => boolean;
}

function faultOf(kind: ReferenceKind, cells: Cells, { knowsCity }: Gazetteer): LineFaultCode | undefined {
  if (!['', '0', '1'].includes(cell(cells, GONE))) return 'gone_invalid';
  switch (kind) {
    case 'calendar':
      return calendarFault(cells);
    case 'bin':
      return binFault(cells);
    case 'trade':
      return tradeFault(cells);
    case 'branch':
      return branchFault(cells, knowsCity);
    default:
      return unreachable(kind);
  }
}

/**
 * @param text the header and some lines of the file
 * @param firstLine where the first of these lines stands in the file; the header is line 1
 */
export function readReference(
  kind: ReferenceKind,
  part: { readonly text: string; readonly firstLine: number },
  gazetteer: Gazetteer,
): ReferencePackage {
  let parsed: Parsed[];
  try {
    parsed = parse(part.text, {
      bom: true,
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { readable: false, reason: 'quotes', line: part.firstLine + Number(error['lines'] ?? 2) - 2 };
  }
  const [header, ...rows] = parsed;
  const names = (header?.record ?? []).map((name) => name.toLowerCase());
  const wanted = COLUMNS[kind];
  const others = names.filter((name) => !wanted.includes(name) && !(name === GONE && kind !== 'calendar'));
  if (others.length > 0 || new Set(names).size !== names.length || wanted.some((name) => !names.includes(name)))
    return { readable: false, reason: 'header', line: 1 };
  const lines = rows.map(({ record, info }): ReferenceLine => {
    const cells = Object.fromEntries(names.map((name, i) => [name, record[i] ?? '']));
    const fault = record.length === names.length ? faultOf(kind, cells, gazetteer) : 'columns_wrong';
    const key = cell(cells, wanted[0] ?? '').slice(0, 40);
    return { lineNo: part.firstLine + info.lines - 2, key, row: cells, fault };
  });
  return { readable: true, lines };
}
