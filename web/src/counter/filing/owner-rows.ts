import { isIdNumber } from '../../kit/id-number.ts';
import type { Word } from '../words.ts';
import type { Draft } from './filing-data.ts';

type Owner = NonNullable<Draft['owners']>[number];

/** As typed: every cell may still be empty. */
export interface OwnerRow {
  readonly name: string;
  readonly idNumber: string;
  readonly share: string;
}

/** A quarter each is the threshold, so there are at most four. */
export const OWNERS_MAX = 4;
/** Whoever controls a company without a quarter of it is entered too. */
const SHARE_MIN = 1;
export const NOBODY: OwnerRow = { name: '', idNumber: '', share: '' };

export const isName = (text: string): boolean => text.trim().length >= 2 && text.trim().length <= 80;
const shareOf = (row: OwnerRow): number => Number(row.share);
export const shareHolds = (row: OwnerRow): boolean =>
  /^\d{1,3}(\.\d{1,2})?$/.test(row.share) && shareOf(row) >= SHARE_MIN && shareOf(row) <= 100;
export const sumOf = (rows: readonly OwnerRow[]): number =>
  Math.round(rows.reduce((sum, row) => sum + (Number.isFinite(shareOf(row)) ? shareOf(row) : 0), 0) * 100) / 100;

export const rowsOf = (owners: readonly Owner[] | undefined): OwnerRow[] =>
  (owners ?? []).map(({ name, idNumber, sharePercent }) => ({ name, idNumber, share: String(sharePercent) }));
export const ownersOf = (rows: readonly OwnerRow[]): Owner[] =>
  rows.map((row) => ({ name: row.name.trim(), idNumber: row.idNumber, sharePercent: shareOf(row) }));

/** What keeps the table from being saved. Nobody at all is fine: then the legal person stands for the company. */
export function ownersFault(rows: readonly OwnerRow[]): Word | undefined {
  if (!rows.every((row) => isName(row.name) && isIdNumber(row.idNumber) && shareHolds(row))) return 'ownersIncomplete';
  if (new Set(rows.map((row) => row.idNumber)).size < rows.length) return 'ownerTwice';
  return sumOf(rows) > 100 ? 'sharesTooMuch' : undefined;
}
