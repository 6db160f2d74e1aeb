/** What a column of a long list is: one text for a sheet, and what a page shows of it. */
import type { ReactNode } from 'react';
import type { Cell } from '@kaitong/sheets';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** For a sheet: a text, or an amount in fen. */
  readonly text: (row: Row) => Cell;
  /** For the page, where that is more than the text. */
  readonly show?: (row: Row) => ReactNode;
  readonly align?: 'right';
  /** Not shown until it is chosen. */
  readonly extra?: true;
  /** Of the page alone: buttons. */
  readonly pageOnly?: true;
}

const storeKey = (list: string): string => `kaitong.columns.${list}`;

/** As this browser showed them last. */
export function keptColumns(list: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storeKey(list)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : [];
  } catch {
    return [];
  }
}
export function keepColumns(list: string, keys: readonly string[]): void {
  if (keys.length === 0) localStorage.removeItem(storeKey(list));
  else localStorage.setItem(storeKey(list), JSON.stringify(keys));
}

/** Columns of these names in the order of the page; none of them: the usual ones. */
export function chosenOf<Row>(columns: readonly Column<Row>[], keys: readonly string[]): readonly Column<Row>[] {
  const chosen = columns.filter((one) => keys.includes(one.key));
  return chosen.length === 0 ? columns.filter((one) => one.extra !== true) : chosen;
}
