import { describe, expect, it } from 'vitest';
import type { MerchantMonth } from '../../../flows/merchant-month.ts';
import { fen, yuanText } from '../../../kernel/fen.ts';
import { civilDate } from '../../../kernel/instant.ts';
import { MONTH_LINES } from '../../../modules/settlement/index.ts';
import { monthSections } from './month-lines.ts';
import { printMonth } from './print-month.ts';
import { textOf } from '../../../../testing/read-paper.ts';

const none = { 'm:pending': 0n, 'm:avail': 0n, 'm:frozen': 0n, 'm:payout': 0n, merch_recv: 0n };
const lines = MONTH_LINES.map((line, i) => ({ line, count: i + 1, amountFen: BigInt(-1_234_567 * i + 100_000_001) }));
const month: MerchantMonth = {
  month: '2026-11',
  from: civilDate('2026-11-01'),
  to: civilDate('2026-11-30'),
  running: false,
  statement: {
    openingFen: 4_321n,
    closingFen: 4_321n + lines.reduce((sum, one) => sum + one.amountFen, 0n),
    opening: { ...none, 'm:pending': 4_321n },
    closing: {
      ...none,
      'm:pending': 700_011n,
      'm:avail': 55_501n,
      'm:frozen': 9_909n,
      'm:payout': 31_313n,
      merch_recv: -77n,
    },
    lines,
    days: [],
    debtsCollectedFen: 0n,
    deposits: [{ event: 'deposit_capture', count: 1, amountFen: 9_900n }],
    pending: [{ businessDate: civilDate('2026-11-30'), amountFen: 700_000n }],
    pendingOlderFen: 11n,
  },
  payDates: [{ date: civilDate('2026-12-01'), estimated: false }],
  arrivals: [],
  breaks: [],
  blockedReason: undefined,
  check: '0123456789ABCDEF',
};
const by = {
  acquirer: '开通支付',
  merchantName: '小满煎饼',
  merchantNo: '888331058140001',
  madeAt: '2026-12-02 10:00:00',
  language: 'zh-CN',
} as const;

describe('the printed month', () => {
  it('shows every figure of the page, who it is for and the number of its figures', async () => {
    const text = textOf(Buffer.from(await printMonth(month, by)));
    for (const section of monthSections(month, 'zh-CN'))
      for (const line of section.lines) expect(text).toContain(yuanText(fen(line.amount)));
    for (const word of [by.acquirer, by.merchantName, by.merchantNo, month.check, '退货', '手续费'])
      expect(text).toContain(word);
  });
  it('numbers its pages and has none that is empty', async () => {
    const pdf = Buffer.from(await printMonth(month, by));
    const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
    expect(textOf(pdf)).toContain(`${month.check} · ${pages}/${pages}`);
  });
  it('says what stands with us so that it adds up to the balance at the end', () => {
    const [sums, standing] = monthSections({ ...month, statement: { ...month.statement, closingFen: 796_657n } }, 'en');
    const parts = standing?.lines.filter((line) => !line.sum) ?? [];
    expect(parts.reduce((all, line) => all + line.amount, 0n)).toBe(standing?.lines.at(-1)?.amount);
    expect(sums?.lines.at(-1)?.amount).toBe(796_657n);
  });
});
