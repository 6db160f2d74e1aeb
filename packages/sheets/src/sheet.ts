/** A sheet that is written while it is sent: rows come one by one and are never all in memory. */
import { amountText } from './amount.ts';
import { csvCell } from './csv.ts';
import { xlsxOf } from './xlsx.ts';

/** A text, or an amount in fen. */
export type Cell = string | bigint;
export type SheetFormat = 'csv' | 'xlsx';

export interface Sheet {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: AsyncIterable<readonly Cell[]>;
}

export const SHEET_TYPES: Readonly<Record<SheetFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export const sheetBytes = (format: SheetFormat, sheet: Sheet): AsyncGenerator<Uint8Array> =>
  format === 'csv' ? csvBytes(sheet) : xlsxOf(sheet);

const CHUNK_CHARACTERS = 16_384;
const encoder = new TextEncoder();

async function* csvBytes({ head, rows }: Sheet): AsyncGenerator<Uint8Array> {
  let text = `\uFEFF${head.map(csvCell).join(',')}\r\n`;
  for await (const row of rows) {
    // an amount is made by us: its minus sign is no formula
    const cells = row.map((cell) => (typeof cell === 'bigint' ? amountText(cell) : csvCell(cell)));
    text += `${cells.join(',')}\r\n`;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}
