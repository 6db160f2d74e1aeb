import { civilDate } from '../src/kernel/instant.ts';
import type { SheetLine } from '../src/modules/ledger/index.ts';

/** The standard plan, and T+0 at the most that any plan may ask. */
export const sheetLines = (merchantId: string): SheetLine[] => {
  const from = civilDate('2026-01-01');
  return [
    { merchantId, charge: 'credit', from, ratePpm: 6_000n },
    { merchantId, charge: 'debit', from, ratePpm: 5_000n, capFen: 2_000n },
    { merchantId, charge: 'qr', from, ratePpm: 3_800n },
    { merchantId, charge: 't0', from, ratePpm: 1_000n },
  ];
};
