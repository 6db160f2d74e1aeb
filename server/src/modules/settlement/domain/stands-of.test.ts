import { expect, it } from 'vitest';
import { civilDate } from '../../../kernel/instant.ts';
import { standsOf } from './month-statement.ts';

const on = (day: string, amountFen: bigint, payDate: string, settled = false) => ({
  businessDate: civilDate(day),
  amountFen,
  payDate: civilDate(payDate),
  settled,
});

it('what its day was settled without has no date of arrival, nor has what its date has passed', () => {
  const pending = [
    on('2026-11-29', 500n, '2026-11-30'),
    on('2026-11-30', 60_733n, '2026-12-01', true),
    on('2026-12-01', 10_000n, '2026-12-02'),
  ];
  expect(standsOf(pending, civilDate('2026-12-01'))).toEqual({ ahead: [pending[2]], heldFen: 61_233n });
});

it('a sale that was paid with a later file’s day is nothing together with it: nobody reads of less than nothing', () => {
  const pending = [on('2026-11-30', 60_733n, '2026-12-01'), on('2026-12-01', -99n, '2026-12-02')];
  expect(standsOf(pending, civilDate('2026-12-02'))).toEqual({ ahead: [], heldFen: 60_634n });
});

it('of a month that is over stands what was ahead when it ended', () => {
  const pending = [on('2026-11-30', 204_863n, '2026-12-01')];
  expect(standsOf(pending, civilDate('2026-11-30'))).toEqual({ ahead: pending, heldFen: 0n });
});
