/** The lines of a merchant's month as they stand on paper and in the sheet: the figures of the page, in the same order. */
import { MONTH_WORDS, ledgerEvent } from '@kaitong/client/contract';
import type { MerchantMonth } from '../../../flows/merchant-month.ts';
import { dateInShanghai } from '../../../kernel/instant.ts';

export type Language = 'zh-CN' | 'en';
export const say = (pair: readonly [string, string], language: Language, facts: Record<string, string> = {}): string =>
  pair[language === 'en' ? 1 : 0].replaceAll(/\{(\w+)\}/g, (all, name: string) => facts[name] ?? all);

export interface PaperLine {
  readonly label: string;
  readonly date: string;
  readonly count: string;
  /** Fen. */
  readonly amount: bigint;
  readonly note: string;
  /** A sum of what stands above it. */
  readonly sum: boolean;
}

export interface PaperSection {
  readonly title: string;
  readonly lines: readonly PaperLine[];
}

const line = (label: string, amount: bigint, some: Partial<PaperLine> = {}): PaperLine => ({
  label,
  date: '',
  count: '',
  note: '',
  sum: false,
  ...some,
  amount,
});

/** Every figure of a month but the single transactions. Sections without a line are left out. */
export function monthSections(seen: MerchantMonth, language: Language): PaperSection[] {
  const w = (name: keyof typeof MONTH_WORDS, facts: Record<string, string> = {}): string =>
    say(MONTH_WORDS[name], language, facts);
  const { statement } = seen;
  const sums = [
    line(w('opening'), statement.openingFen, { date: seen.from }),
    ...statement.lines.map((one) => line(w(one.line), one.amountFen, { count: String(one.count) })),
    line(w('closing'), statement.closingFen, { date: seen.to, sum: true }),
  ];
  const sections = [
    { title: w('equation'), lines: sums },
    { title: w('closing'), lines: standingLines(seen, w) },
    { title: w('payouts'), lines: arrivalLines(seen, w) },
    {
      title: w('deposits'),
      lines: statement.deposits.map((one) =>
        line(say(ledgerEvent(one.event), language), one.amountFen, { count: String(one.count) }),
      ),
    },
  ];
  return sections.filter((section) => section.lines.length > 0);
}

type Words = (name: keyof typeof MONTH_WORDS, facts?: Record<string, string>) => string;

function standingLines({ statement, payDates, blockedReason }: MerchantMonth, w: Words): PaperLine[] {
  const { closing } = statement;
  const all = [
    ...statement.pending.map((one, i) =>
      line(w('pending'), one.amountFen, {
        date: one.businessDate,
        note: w('expected', { date: payDates[i]?.date ?? '' }),
      }),
    ),
    line(`${w('pending')} · ${w('older')}`, statement.pendingOlderFen),
    line(w('available'), closing['m:avail'], { note: blockedReason ?? '' }),
    line(w('frozen'), closing['m:frozen']),
    line(w('paying'), closing['m:payout']),
    line(w('owes'), closing.merch_recv),
  ].filter((one) => one.amount !== 0n);
  return [...all, line(w('closing'), statement.closingFen, { sum: true })];
}

const arrivalLines = ({ arrivals }: MerchantMonth, w: Words): PaperLine[] =>
  arrivals.map(({ entry, payout }) => {
    const t0 = payout?.part === 't0' ? w('paidT0') : '';
    const day = payout === undefined ? '' : w('forDay', { date: payout.businessDate });
    const back = entry.event === 'payout_returned' ? w('returned') : '';
    return line(w('arrived'), -entry.amountFen, {
      date: dateInShanghai(entry.at),
      count: payout === undefined ? '' : String(payout.saleCount),
      note: [t0, back, day, payout?.bankReference ?? ''].filter((one) => one !== '').join(' · '),
    });
  });
