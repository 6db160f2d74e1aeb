import { civilDate, type CivilDate } from '../../../kernel/instant.ts';
import type { Tx } from '../../../platform/postgres/database.ts';
import type { OwnLimit } from '../domain/own-limits.ts';

/** Limits as the row holds them: fen as text, because JSON knows no whole numbers of that size. */
export type StoredLimits = readonly (Omit<OwnLimit, 'singleFen' | 'dayFen' | 'monthFen' | 'until'> &
  Record<'singleFen' | 'dayFen' | 'monthFen' | 'until', string>)[];

export const toOwnLimits = (stored: StoredLimits | null): OwnLimit[] =>
  (stored ?? []).map((one) => ({
    ...one,
    singleFen: BigInt(one.singleFen),
    dayFen: BigInt(one.dayFen),
    monthFen: BigInt(one.monthFen),
    until: civilDate(one.until),
  }));

/** Puts a limit behind those that are there; what has ended and what it takes the place of is dropped from the row. */
export async function setOwnLimit(
  tx: Tx,
  of: { readonly merchantId: string; readonly limit: OwnLimit; readonly today: CivilDate },
): Promise<void> {
  const { merchantId, limit, today } = of;
  const rows = await tx.query<{ limits: StoredLimits | null }>(
    'SELECT limits FROM merchants.merchant WHERE merchant_id = $1 FOR UPDATE',
    [merchantId],
  );
  const same = (one: OwnLimit): boolean => one.by === limit.by && one.card === limit.card && one.entry === limit.entry;
  const kept = toOwnLimits(rows[0]?.limits ?? null).filter((one) => one.until >= today && !same(one));
  await tx.execute('UPDATE merchants.merchant SET limits = $2 WHERE merchant_id = $1', [
    merchantId,
    JSON.stringify([...kept, limit], (_name, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  ]);
}

/** Takes away what a case lowered; false where nothing of it was there. */
export async function liftOwnLimits(
  tx: Tx,
  of: { readonly merchantId: string; readonly reference: string },
): Promise<boolean> {
  const rows = await tx.query<{ limits: StoredLimits | null }>(
    'SELECT limits FROM merchants.merchant WHERE merchant_id = $1 FOR UPDATE',
    [of.merchantId],
  );
  const before = rows[0]?.limits ?? [];
  const kept = before.filter((one) => one.reference !== of.reference);
  if (kept.length === before.length) return false;
  await tx.execute('UPDATE merchants.merchant SET limits = $2 WHERE merchant_id = $1', [
    of.merchantId,
    JSON.stringify(kept),
  ]);
  return true;
}
