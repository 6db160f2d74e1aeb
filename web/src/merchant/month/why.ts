/** Why what arrived is not what was sold: one sentence a reason, in the order in which money goes. Nothing here needs a browser. */
import type { Answer } from '../../kit/client.ts';
import { yuan } from '../../kit/money.ts';
import type { words } from './words.ts';

type Month = Answer<'GET /api/merchant/month'>;
export type LineName = Month['lines'][number]['line'];

export interface Reason {
  readonly key: string;
  readonly word: keyof typeof words;
  readonly facts: Readonly<Record<string, string>>;
  /** What it is in arrivals less sales; nothing where it only explains another. */
  readonly fen: bigint | undefined;
  /** Where its transactions are. */
  readonly href?: string;
  readonly see?: 'seeDelays' | 'seeSale' | 'seeSettlements' | 'seeBefore';
  readonly line?: LineName;
}

const size = (fen: bigint): string => yuan(fen < 0n ? -fen : fen);

/** `arrived - sold`, and reasons whose `fen` sum up to it. */
export function whyDifferent(month: Month, day: (date: string) => string): { fen: bigint; reasons: Reason[] } {
  const of = (line: LineName): bigint => BigInt(month.lines.find((one) => one.line === line)?.amountFen ?? '0');
  const fen = -of('arrivals') - of('sales');
  return { fen, reasons: [...openingOf(month), ...takenOf(month), ...standingOf(month, day), ...besides(month, day)] };
}

const before = (month: string): string => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
};

function openingOf({ opening, month }: Month): Reason[] {
  const from = { href: `/month?month=${before(month)}`, see: 'seeBefore' } as const;
  const owes = BigInt(opening.owesFen);
  const with_ = BigInt(opening.totalFen) + owes;
  const all: Reason[] = [];
  if (with_ !== 0n) all.push({ key: 'opening', word: 'why_opening', facts: { fen: size(with_) }, fen: with_, ...from });
  if (owes !== 0n)
    all.push({ key: 'openingOwed', word: 'why_openingOwed', facts: { fen: size(owes) }, fen: -owes, ...from });
  return all;
}

/** Lines that may go both ways have a sentence for each. */
const BOTH_WAYS: readonly LineName[] = ['differences', 'adjustments', 'other'];

const takenOf = (month: Month): Reason[] =>
  month.lines
    .filter(({ line, amountFen }) => line !== 'sales' && line !== 'arrivals' && amountFen !== '0')
    .map(({ line, count, amountFen }): Reason => {
      const fen = BigInt(amountFen);
      const way = fen < 0n ? 'minus' : 'plus';
      const word = BOTH_WAYS.includes(line)
        ? (`why_${line as 'other'}_${way}` as const)
        : line === 'fees' && fen > 0n
          ? 'why_feesBack'
          : (`why_${line as 'fees'}` as const);
      return { key: line, word, facts: { fen: size(fen), n: String(count) }, fen, line };
    });

const SETTLEMENTS = { href: '/settlements', see: 'seeSettlements' } as const;

function standingOf(
  { closing, pending, pendingOlderFen, blockedReason }: Month,
  day: (date: string) => string,
): Reason[] {
  const all: Reason[] = pending.map((one) => ({
    key: `pending ${one.businessDate}`,
    word: 'why_pending',
    facts: { fen: yuan(one.amountFen), date: day(one.businessDate), pay: day(one.payDate) },
    fen: -BigInt(one.amountFen),
    line: 'sales',
  }));
  const rest: readonly [key: string, word: keyof typeof words, fen: string, see?: Pick<Reason, 'href' | 'see'>][] = [
    ['older', 'why_pendingOlder', pendingOlderFen],
    ['available', blockedReason === undefined ? 'why_available' : 'why_blocked', closing.availableFen, SETTLEMENTS],
    ['frozen', 'why_frozen', closing.frozenFen, { href: '/delays', see: 'seeDelays' }],
    ['paying', 'why_paying', closing.payingFen, SETTLEMENTS],
    ['owes', 'why_owes', (-BigInt(closing.owesFen)).toString()],
  ];
  for (const [key, word, amount, see] of rest) {
    if (BigInt(amount) === 0n) continue;
    const facts = { fen: size(BigInt(amount)), reason: blockedReason ?? '' };
    all.push({ key, word, facts, fen: -BigInt(amount), ...see });
  }
  return all;
}

/** What explains lines above, and is no part of the sum. */
function besides({ debtsCollectedFen, t0ArrivedFen, breaks }: Month, day: (date: string) => string): Reason[] {
  const all: Reason[] = [];
  const note = (key: string, word: keyof typeof words, facts: Reason['facts'], href?: string): void => {
    all.push({ key, word, facts, fen: undefined, ...(href === undefined ? {} : { href, see: 'seeSale' }) });
  };
  if (debtsCollectedFen !== '0') note('collected', 'why_collected', { fen: yuan(debtsCollectedFen) });
  if (t0ArrivedFen !== '0') note('t0', 'why_t0', { fen: yuan(t0ArrivedFen) });
  for (const [i, one] of breaks.entries())
    note(
      `break ${i}`,
      'why_break',
      { fen: yuan(one.amountFen), date: day(one.date) },
      one.transactionId === undefined ? undefined : `/sales/${one.transactionId}`,
    );
  return all;
}
