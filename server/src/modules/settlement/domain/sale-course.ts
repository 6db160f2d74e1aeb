import type { CivilDate } from '../../../kernel/instant.ts';
import type { MoneyOfSale } from '../queries/money-of-sale.ts';

export type CourseName = 'taken' | 'closed' | 'confirmed' | 'funded' | 'settled' | 'sent' | 'arrived';

export interface CourseStep {
  readonly name: CourseName;
  /** problem: it will not go on by itself. */
  readonly state: 'done' | 'now' | 'ahead' | 'problem';
  readonly at?: string;
  /** The day on which it is foreseen. */
  readonly on?: CivilDate;
  readonly said?: string;
}

/** Why the money of a sale goes no further. */
export type CourseStop = 'declined' | 'reversed' | 'voided' | 'refunded' | 'risk_hold' | 'open';

export interface CourseFacts {
  readonly stop: CourseStop | undefined;
  readonly takenAt: string;
  readonly money: MoneyOfSale;
  /** T+1 of its business date. */
  readonly payDate: CivilDate;
}

const PAST: Readonly<Record<string, number>> = { closed: 1, cleared: 2, funded: 3, settling: 4, settled: 4 };

/**
 * Pure: one sale from the device to the account. T+0 pays before the day is closed, so that its course is shorter. What stops it stands where
 * it was reached; a step that is done is done whatever came after.
 */
export function saleCourse(facts: CourseFacts): { readonly steps: readonly CourseStep[]; readonly stop?: CourseStop } {
  const { stop, money, takenAt } = facts;
  const taken: CourseStep = { name: 'taken', state: 'done', at: takenAt };
  if (stop === 'declined' || stop === 'reversed')
    return { steps: [{ name: 'taken', state: 'problem', at: takenAt }], stop };
  const ways = money.batch?.part === 't0' ? paidEarly(facts) : withItsDay(facts);
  const steps = [taken, ...ways];
  if (stop === undefined) return { steps };
  const gone = money.payout === undefined;
  // what was voided, given back or held before it was paid goes no further
  return { steps: gone ? steps.filter((one) => one.state === 'done') : steps, stop };
}

function paidEarly({ money }: CourseFacts): CourseStep[] {
  const settled: CourseStep = { name: 'settled', state: 'done', at: money.batch?.madeAt ?? '' };
  return [settled, ...ofPayout(money, money.batch?.payDate)];
}

function withItsDay({ money, payDate }: CourseFacts): CourseStep[] {
  const reached = PAST[money.day?.state ?? ''] ?? 0;
  const missing = reached >= 2 && money.file === undefined;
  const day = money.day;
  const at = (name: CourseName, level: number): CourseStep => ({
    name,
    state: reached >= level ? 'done' : reached === level - 1 ? 'now' : 'ahead',
  });
  const closed: CourseStep = { ...at('closed', 1), ...(day === undefined ? {} : { at: day.closedAt }) };
  if (missing) return [closed, { name: 'confirmed', state: 'problem' }];
  const confirmed: CourseStep = { ...at('confirmed', 2), ...(money.file === undefined ? {} : { said: money.file }) };
  // its day may be settled without it: what was delayed until then waits for the next batch
  const settled: CourseStep = {
    ...(reached === 4 && money.batch === undefined ? { name: 'settled', state: 'now' } : at('settled', 4)),
    ...(money.batch === undefined ? { on: payDate } : { at: money.batch.madeAt }),
  };
  return [closed, confirmed, at('funded', 3), settled, ...ofPayout(money, money.batch?.payDate ?? payDate)];
}

function ofPayout({ payout, batch }: MoneyOfSale, on: CivilDate | undefined): CourseStep[] {
  const due = on === undefined ? {} : { on };
  if (payout === undefined) {
    // a batch that was eaten up by what the merchant owed has no payout
    const state = batch === undefined ? ('ahead' as const) : ('now' as const);
    return [
      { name: 'sent', state, ...due },
      { name: 'arrived', state: 'ahead', ...due },
    ];
  }
  const left = payout.state === 'accepted' || payout.state === 'paid' || payout.state === 'returned';
  const sent: CourseStep = {
    name: 'sent',
    state: left ? 'done' : 'now',
    ...(payout.sentAt === undefined ? due : { at: payout.sentAt }),
    ...(payout.reference === undefined ? {} : { said: payout.reference }),
  };
  if (payout.state === 'returned')
    return [
      sent,
      {
        name: 'arrived',
        state: 'problem',
        said: payout.reason ?? '',
        ...(payout.settledAt === undefined ? {} : { at: payout.settledAt }),
      },
    ];
  const paid = payout.state === 'paid';
  const arrived: CourseStep = {
    name: 'arrived',
    state: paid ? 'done' : left ? 'now' : 'ahead',
    ...(paid && payout.settledAt !== undefined ? { at: payout.settledAt } : due),
  };
  return [sent, arrived];
}
