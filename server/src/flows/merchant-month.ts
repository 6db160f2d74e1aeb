/** A merchant's month put together: its books, what arrived at the bank, what is looked into, and when the rest is paid. */
import { createHash } from 'node:crypto';
import {
  addMonths,
  civilDate,
  dateInShanghai,
  businessDate,
  isoText,
  parseIso,
  type CivilDate,
} from '../kernel/instant.ts';
import { nextWorkingDay, type WorkingDay } from '../kernel/working-days.ts';
import { readHolidays, readPolicy } from '../modules/catalogue/index.ts';
import { lastDayOf, merchantPeriod, monthEntries, type MonthEntry } from '../modules/ledger/index.ts';
import { settlementAccountOf, type Merchant } from '../modules/merchants/index.ts';
import { breaksAbout, type Break } from '../modules/reconciliation/index.ts';
import {
  arrivalsOf,
  dayOf,
  entriesOfLine,
  monthStatement,
  standsOf,
  type Arrival,
  type MonthLineName,
  type MonthStatement,
} from '../modules/settlement/index.ts';
import type { World } from './ports.ts';

export interface ArrivedEntry {
  readonly entry: MonthEntry;
  readonly payout: Arrival | undefined;
}

export interface MerchantMonth {
  readonly month: string;
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly running: boolean;
  readonly statement: MonthStatement;
  /** When what is pending at the end is paid, in the order of `statement.pending`. */
  readonly payDates: readonly WorkingDay[];
  readonly arrivals: readonly ArrivedEntry[];
  readonly breaks: readonly Break[];
  readonly blockedReason: string | undefined;
  /** Worked out from the figures: the same on every copy of them. */
  readonly check: string;
}

/** Payouts of a month: one a working day, and what T+0 paid between; the sums never depend on this. */
const ARRIVALS_MAX = 1_000;
const MONTHS_MAX = 24;
const CHECK_PLACES = 16;

/** The months of a merchant that can be asked for, the newest first. */
export async function monthsOf(world: World, merchant: Merchant): Promise<string[]> {
  const last = (await runningDay(world)).slice(0, 7);
  const first = dateInShanghai(parseIso(merchant.createdAt)).slice(0, 7);
  const months = [last];
  for (let day = addMonths(civilDate(`${last}-01`), -1); months.length < MONTHS_MAX; day = addMonths(day, -1)) {
    const month = day.slice(0, 7);
    if (month < first) break;
    months.push(month);
  }
  return months;
}

async function runningDay(world: World): Promise<CivilDate> {
  const now = world.clock.now();
  const policy = await readPolicy(world.db, dateInShanghai(now));
  return businessDate(now, policy.text('settlement.cut_off'));
}

export const daysOfMonth = (month: string): { from: CivilDate; to: CivilDate } => ({
  from: civilDate(`${month}-01`),
  to: lastDayOf(month),
});

/** A month of a merchant (`YYYY-MM`), by the days of the books. */
export async function merchantMonth(world: World, merchant: Merchant, month: string): Promise<MerchantMonth> {
  const { merchantId } = merchant;
  const days = daysOfMonth(month);
  const of = { merchantId, ...days };
  const [period, today, holidays, paid, breaks, account] = await Promise.all([
    merchantPeriod(world, of),
    runningDay(world),
    readHolidays(world.db),
    monthEntries(world, of, { ...entriesOfLine('arrivals'), limit: ARRIVALS_MAX }),
    breaksAbout(world.db, merchant),
    settlementAccountOf(world.db, merchantId),
  ]);
  const whole = monthStatement(period);
  const running = today <= days.to;
  const stands = await Promise.all(
    whole.pending.map(async (one) => {
      const pay = nextWorkingDay(one.businessDate, holidays);
      // of a month that is over, what was settled since is no matter: its date had not come when the month ended
      const settled = running && (await dayOf(world.db, one.businessDate))?.state === 'settled';
      return { ...one, pay, payDate: pay.date, settled };
    }),
  );
  const { ahead, heldFen } = standsOf(stands, running ? today : days.to);
  const statement = { ...whole, pending: ahead, pendingOlderFen: whole.pendingOlderFen + heldFen };
  const payouts = await arrivalsOf(world.db, merchantId, [...new Set(paid.map((one) => one.reference))]);
  const byId = new Map(payouts.map((one) => [one.payoutId, one]));
  return {
    month,
    ...days,
    running,
    statement,
    payDates: ahead.map((one) => one.pay),
    arrivals: paid.map((entry) => ({ entry, payout: byId.get(entry.reference) })),
    breaks,
    blockedReason: account?.state === 'blocked' ? (account.blockedReason ?? '') : undefined,
    check: checkOf(merchant.merchantNo, month, statement),
  };
}

function checkOf(merchantNo: string, month: string, { openingFen, lines, closingFen }: MonthStatement): string {
  const figures = [
    merchantNo,
    month,
    openingFen,
    ...lines.flatMap((one) => [one.line, one.count, one.amountFen]),
    closingFen,
  ];
  const digest = createHash('sha256').update(figures.map(String).join('|')).digest('hex');
  return digest.slice(0, CHECK_PLACES).toUpperCase();
}

const PAGE = 100;

export interface EntryPage {
  readonly rows: readonly MonthEntry[];
  readonly next: string | undefined;
}

/** What a line of a month is made of; `cursor` comes from the page before, one that cannot be read begins anew. */
export async function entriesOf(
  world: World,
  merchantId: string,
  asked: { readonly month: string; readonly line: MonthLineName; readonly cursor?: string | undefined },
): Promise<EntryPage> {
  const place = /^(\d{4}-\d{2}-\d{2}) (\S+)$/.exec(asked.cursor ?? '');
  const after = place === null ? undefined : { day: civilDate(place[1] ?? ''), journalId: place[2] ?? '' };
  const of = { merchantId, ...daysOfMonth(asked.month) };
  const found = await monthEntries(world, of, { ...entriesOfLine(asked.line), after, limit: PAGE + 1 });
  const rows = found.slice(0, PAGE);
  const last = rows.at(-1);
  return { rows, next: found.length > PAGE && last !== undefined ? `${last.day} ${last.journalId}` : undefined };
}

/** All of a line, read a page at a time while it is written. */
export async function* everyEntry(
  world: World,
  merchantId: string,
  asked: { readonly month: string; readonly line: MonthLineName },
): AsyncGenerator<MonthEntry> {
  let cursor: string | undefined;
  do {
    const page: EntryPage = await entriesOf(world, merchantId, { ...asked, cursor });
    yield* page.rows;
    cursor = page.next;
  } while (cursor !== undefined);
}

/** When it was made, for paper. */
export const madeAt = (world: World): string => isoText(world.clock.now());
