/** A list as a sheet, made by the page itself: page after page of rows, so that it can say how far it is, stop, and go on after a fault. */
import { LIST_PAGE_MAX, SHEET_ROWS_MAX } from '@kaitong/client/contract';
import { sheetBytes, SHEET_TYPES, type Cell, type SheetFormat } from '@kaitong/sheets';
import type { Column } from './columns.ts';
import type { Fetch } from './list-page.tsx';
import type { Query } from './use-list-address.ts';

/** Rows that have been fetched; kept after a fault, so that nothing is fetched twice. */
export interface Taken {
  readonly rows: (readonly Cell[])[];
  next: string | undefined;
  /** All of it is here. */
  whole: boolean;
}

export const nothingTaken = (): Taken => ({ rows: [], next: undefined, whole: false });

/**
 * Goes on until all is here, the sheet is full, or `stopped` says so.
 * @throws what a page throws; what came before it stays in `taken`
 */
export async function takeRows<Row>(
  taken: Taken,
  of: {
    readonly fetch: Fetch<Row>;
    readonly filter: Query;
    readonly columns: readonly Column<Row>[];
    readonly onMoved: (count: number) => void;
    readonly stopped: () => boolean;
  },
): Promise<void> {
  const { fetch, filter, columns, onMoved, stopped } = of;
  while (!taken.whole && !stopped()) {
    const page = await fetch({
      ...filter,
      ...(taken.next === undefined ? {} : { after: taken.next }),
      size: String(LIST_PAGE_MAX),
    });
    const room = SHEET_ROWS_MAX - taken.rows.length;
    for (const row of page.rows.slice(0, room)) taken.rows.push(columns.map((one) => one.text(row)));
    taken.next = page.next;
    taken.whole = page.next === undefined || taken.rows.length >= SHEET_ROWS_MAX;
    onMoved(taken.rows.length);
  }
}

async function* each(rows: Taken['rows']): AsyncGenerator<readonly Cell[]> {
  for (const row of rows) yield row;
}

/** The sheet as one file. */
export async function sheetOf(
  rows: Taken['rows'],
  of: { readonly title: string; readonly head: readonly string[]; readonly format: SheetFormat },
): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of sheetBytes(of.format, { title: of.title, head: of.head, rows: each(rows) }))
    pieces.push(new Uint8Array(piece));
  return new Blob(pieces, { type: SHEET_TYPES[of.format] });
}

/** Hands a file to the browser's downloads. */
export function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
