import { Readable } from 'node:stream';
import type { Answer } from '@kaitong/client';
import { ledgerAccount, ledgerEvent, type BooksKey } from '@kaitong/client/contract';
import type { FastifyReply } from 'fastify';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import {
  addDays,
  businessDate,
  civilDate,
  dateInShanghai,
  isoText,
  parseIso,
  timeInShanghai,
  type CivilDate,
} from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { staffOf } from '../../../modules/identity/index.ts';
import {
  balanceDifferences,
  bookDays,
  bookMonths,
  booksStand,
  closeMonth,
  isOwnAccount,
  lastDayOf,
  monthTotals,
  openDays,
  searchJournals,
  statementPage,
  statementSummary,
  trialBalance,
  verifyBooks,
  type StatementLine,
  type StatementOf,
} from '../../../modules/ledger/index.ts';
import { merchantByNo, merchantNumbers } from '../../../modules/merchants/index.ts';
import type { Handlers } from '../context.ts';
import { SHEET_TYPES, sheetBytes, type Cell, type Sheet, type SheetFormat } from '@kaitong/sheets';
import { logAccess } from './access-log.ts';
import { adjustmentHandlers } from './adjustment-handlers.ts';

/** Days of a statement or of a search at most: a year, and the days around it. */
const PERIOD_DAYS_MAX = 400;
const SEARCH_DAYS = 31;
const PAGE_ROWS = 50;
const EXPORT_ROWS = 500;
/** Days that one request verifies: each may be a million journals. */
const VERIFY_DAYS_MAX = 31;
const MONTHS_SHOWN = 24;

type Language = 'zh-CN' | 'en';
const say = (pair: readonly [string, string], language: Language): string => pair[language === 'en' ? 1 : 0];

async function businessToday(world: World): Promise<CivilDate> {
  return businessDate(world.clock.now(), (await policyToday(world)).text('settlement.cut_off'));
}

type PeriodRefusal = Refusal<'ledger.period'>;
function periodOf(
  from: string,
  to: string,
  most = PERIOD_DAYS_MAX,
): Outcome<{ from: CivilDate; to: CivilDate }, PeriodRefusal> {
  const period = { from: civilDate(from), to: civilDate(to) };
  return period.to < period.from || addDays(period.from, most) <= period.to
    ? refuse('ledger.period', { days: most })
    : accept(period);
}

/** The merchant of a number; undefined where none was named. */
export async function merchantNamed(
  world: World,
  merchantNo: string | undefined,
): Promise<Outcome<string | undefined, Refusal<'ledger.merchant_unknown'>>> {
  if (merchantNo === undefined) return accept(undefined);
  const merchantId = await merchantByNo(world.db, merchantNo);
  return merchantId === undefined ? refuse('ledger.merchant_unknown') : accept(merchantId);
}

async function statementAsked(
  world: World,
  query: { account: string; merchantNo?: string | undefined; from: string; to: string },
): Promise<Outcome<StatementOf, PeriodRefusal | Refusal<'ledger.merchant_unknown' | 'ledger.account_not_own'>>> {
  const period = periodOf(query.from, query.to);
  if (period.refused) return period;
  const merchant = await merchantNamed(world, query.merchantNo);
  if (merchant.refused) return merchant;
  if (merchant.value !== undefined && !isOwnAccount(query.account)) return refuse('ledger.account_not_own');
  const merchantId = merchant.value;
  return accept({ account: query.account, ...period.value, ...(merchantId === undefined ? {} : { merchantId }) });
}

type LineView = Answer<'GET /api/console/statement'>['lines'][number];
async function lineViews(world: World, lines: readonly StatementLine[]): Promise<LineView[]> {
  const numbers = await merchantNumbers(world.db, [...new Set(lines.map((line) => line.merchantId))]);
  return lines.map(({ transactionId, ...line }) => ({
    ...line,
    ...(transactionId === undefined ? {} : { transactionId }),
    ...(numbers.has(line.merchantId) ? { merchantNo: numbers.get(line.merchantId) as string } : {}),
    at: isoText(line.at),
    amountFen: line.amountFen.toString(),
    balanceFen: line.balanceFen.toString(),
  }));
}

function sendSheet(reply: FastifyReply, name: string, format: SheetFormat, sheet: Sheet): 'sent' {
  void reply
    .type(SHEET_TYPES[format])
    .header(
      'content-disposition',
      `attachment; filename="${name}.${format}"; filename*=UTF-8''${encodeURIComponent(`${name}.${format}`)}`,
    )
    .header('cache-control', 'no-store')
    .send(Readable.from(sheetBytes(format, sheet)));
  return 'sent';
}

const debitOf = (fen: bigint): Cell => (fen > 0n ? fen : '');
const creditOf = (fen: bigint): Cell => (fen < 0n ? -fen : '');

/** Opening balance, every line, closing balance; read a few hundred lines at a time while it is sent. */
async function* statementRows(world: World, of: StatementOf, language: Language): AsyncGenerator<readonly Cell[]> {
  const words = (zh: string, en: string): string => (language === 'en' ? en : zh);
  const summary = await statementSummary(world, of);
  yield [of.from, '', words('期初余额', 'Opening balance'), '', '', '', '', '', '', summary.openingFen];
  let cursor: string | undefined;
  do {
    const page = await statementPage(world, of, { cursor, limit: EXPORT_ROWS });
    for (const line of await lineViews(world, page.lines)) {
      const amount = BigInt(line.amountFen);
      yield [
        line.day,
        `${dateInShanghai(parseIso(line.at))} ${timeInShanghai(parseIso(line.at))}`,
        say(ledgerEvent(line.event), language),
        line.reference,
        line.businessDate,
        line.merchantNo ?? '',
        line.journalId,
        debitOf(amount),
        creditOf(amount),
        BigInt(line.balanceFen),
      ];
    }
    cursor = page.next;
  } while (cursor !== undefined);
  yield [
    of.to,
    '',
    words('期末余额', 'Closing balance'),
    '',
    '',
    '',
    '',
    summary.debitFen,
    summary.creditFen,
    summary.closingFen,
  ];
}

const STATEMENT_HEAD = {
  'zh-CN': [
    '记账日',
    '时间',
    '事件',
    '参考号',
    '业务日',
    '商户编号',
    '凭证',
    '借方（元）',
    '贷方（元）',
    '余额（元，借正）',
  ],
  en: [
    'Booked on',
    'Time',
    'Event',
    'Reference',
    'Business date',
    'Merchant no.',
    'Journal',
    'Debit (CNY)',
    'Credit (CNY)',
    'Balance (CNY, debit positive)',
  ],
} as const;
const TOTAL_HEAD = {
  'zh-CN': ['科目', '名称', '本月借方（元）', '本月贷方（元）', '分录数', '月末余额（元，借正）'],
  en: [
    'Account',
    'Name',
    'Debit of the month (CNY)',
    'Credit of the month (CNY)',
    'Postings',
    'Balance at its end (CNY, debit positive)',
  ],
} as const;

const reading: Pick<
  Handlers<BooksKey>,
  | 'GET /api/console/trial-balance'
  | 'GET /api/console/journals'
  | 'GET /api/console/statement'
  | 'GET /api/console/statement/export'
> = {
  'GET /api/console/trial-balance': async ({ world, input }) => {
    const { day, at, check } = input.query;
    const balance = await trialBalance(world.db, {
      ...(day === undefined ? {} : { day: civilDate(day) }),
      ...(at === undefined ? {} : { at: parseIso(at) }),
    });
    const { closedThrough } = await booksStand(world.db);
    return accept({
      totalFen: balance.totalFen.toString(),
      journalCount: balance.journalCount,
      differences: check === '0' ? 0 : (await balanceDifferences(world.db)).length,
      ...(closedThrough === undefined ? {} : { closedThrough }),
      accounts: balance.accounts.map((one) => ({
        account: one.account,
        debitFen: one.debitFen.toString(),
        creditFen: one.creditFen.toString(),
        balanceFen: one.balanceFen.toString(),
        postingCount: one.postingCount,
      })),
    });
  },
  'GET /api/console/journals': async ({ world, input }) => {
    const { from, to, merchantNo, amountFen, cursor, ...names } = input.query;
    const today = await businessToday(world);
    // after the cut-off a journal stands in the day that has begun
    const last = to === undefined ? addDays(today, 1) : civilDate(to);
    const named = [names.reference, names.transactionId, names.journalId, merchantNo].some((one) => one !== undefined);
    const period = periodOf(from ?? addDays(last, -(named ? PERIOD_DAYS_MAX - 1 : SEARCH_DAYS)), last);
    if (period.refused) return period;
    const merchant = await merchantNamed(world, merchantNo);
    if (merchant.refused) return merchant;
    const given = Object.fromEntries(Object.entries(names).filter(([, value]) => value !== undefined && value !== ''));
    const filter = {
      ...period.value,
      ...given,
      ...(merchant.value === undefined ? {} : { merchantId: merchant.value }),
      ...(amountFen === undefined ? {} : { amountFen: BigInt(amountFen) }),
    };
    const page = await searchJournals(world, filter, { cursor, limit: PAGE_ROWS });
    const numbers = await merchantNumbers(world.db, [...new Set(page.rows.map((row) => row.merchantId))]);
    return accept({
      rows: page.rows.map((row) => ({
        journalId: row.journalId,
        merchantId: row.merchantId,
        ...(numbers.has(row.merchantId) ? { merchantNo: numbers.get(row.merchantId) as string } : {}),
        event: row.event,
        reference: row.reference,
        ...(row.transactionId === undefined ? {} : { transactionId: row.transactionId }),
        ...(row.reverses === undefined ? {} : { reverses: row.reverses }),
        date: row.businessDate,
        bookedOn: row.bookedOn,
        at: isoText(row.at),
        postings: row.postings.map((one) => ({ account: one.account, amountFen: one.amountFen.toString() })),
      })),
      ...(page.next === undefined ? {} : { next: page.next }),
      ...(page.lookedBackTo === undefined ? {} : { lookedBackTo: isoText(page.lookedBackTo) }),
    });
  },
  'GET /api/console/statement': async ({ world, input }) => {
    const asked = await statementAsked(world, input.query);
    if (asked.refused) return asked;
    const { cursor } = input.query;
    const page = await statementPage(world, asked.value, { cursor, limit: PAGE_ROWS });
    const summary = cursor === undefined ? await statementSummary(world, asked.value) : undefined;
    return accept({
      ...(summary === undefined
        ? {}
        : {
            summary: {
              openingFen: summary.openingFen.toString(),
              closingFen: summary.closingFen.toString(),
              debitFen: summary.debitFen.toString(),
              creditFen: summary.creditFen.toString(),
              lineCount: summary.lineCount,
              days: summary.days.map((one) => ({
                day: one.day,
                debitFen: one.debitFen.toString(),
                creditFen: one.creditFen.toString(),
                balanceFen: one.balanceFen.toString(),
              })),
            },
          }),
      lines: await lineViews(world, page.lines),
      ...(page.next === undefined ? {} : { next: page.next }),
    });
  },
  'GET /api/console/statement/export': async ({ world, input, subjectId, reply }) => {
    const asked = await statementAsked(world, input.query);
    if (asked.refused) return asked;
    const { format, language = 'zh-CN' } = input.query;
    const of = asked.value;
    await logAccess(world, {
      staffId: subjectId,
      what: 'statement_exported',
      subject: `${of.account} ${of.merchantId ?? ''} ${of.from} ${of.to}`,
    });
    const name = `${of.account.replaceAll(':', '-')}_${of.from}_${of.to}`;
    const title = say(ledgerAccount(of.account), language);
    return sendSheet(reply, name, format, {
      title,
      head: STATEMENT_HEAD[language],
      rows: statementRows(world, of, language),
    });
  },
};

type BooksView = Answer<'GET /api/console/books'>;

/** Each day of a month up to the running one: closed, sealed or open. */
async function daysOfMonth(world: World, month: string, today: CivilDate): Promise<BooksView['days']> {
  const from = civilDate(`${month}-01`);
  const last = lastDayOf(month);
  const stored = new Map((await bookDays(world.db, { from, to: last })).map((one) => [one.day, one]));
  const open = new Map((await openDays(world)).map((one) => [one.day, one]));
  const stand = await booksStand(world.db);
  const first = [stand.first, ...open.keys()].filter((day) => day !== undefined).sort()[0] ?? today;
  const days: BooksView['days'] = [];
  for (let day = last < today ? last : today; day >= from && day >= first; day = addDays(day, -1)) {
    const one = stored.get(day);
    const now = one?.state === 'closed' ? one : open.get(day);
    days.push({
      day,
      state: one?.state ?? 'open',
      journalCount: now?.journalCount ?? 0,
      turnoverFen: (now?.turnoverFen ?? 0n).toString(),
      ...(one?.closedAt === undefined ? {} : { closedAt: one.closedAt }),
      ...(one?.digest === undefined ? {} : { digest: one.digest }),
    });
  }
  return days;
}

/** Months since the books began: closed, ready to be closed, or open. */
async function monthsOf(world: World, today: CivilDate): Promise<BooksView['months']> {
  const [closed, stand] = await Promise.all([bookMonths(world.db), booksStand(world.db)]);
  const byMonth = new Map(closed.map((one) => [one.month, one]));
  const months: BooksView['months'] = [];
  const first = stand.first?.slice(0, 7) ?? today.slice(0, 7);
  let earlierClosed = true;
  for (let month = first; month <= today.slice(0, 7); month = addDays(lastDayOf(month), 1).slice(0, 7)) {
    const one = byMonth.get(month);
    const ready = earlierClosed && (stand.closedThrough ?? '') >= lastDayOf(month);
    months.push({
      month,
      state: one !== undefined ? 'closed' : ready ? 'ready' : 'open',
      journalCount: one?.journalCount ?? 0,
      turnoverFen: (one?.turnoverFen ?? 0n).toString(),
      ...(one === undefined
        ? {}
        : {
            closedBy: (await staffOf(world, one.closedBy))?.displayName ?? one.closedBy,
            closedAt: one.closedAt,
            digest: one.digest,
          }),
    });
    earlierClosed = one !== undefined;
  }
  return months.reverse().slice(0, MONTHS_SHOWN);
}

const closing: Omit<Handlers<BooksKey>, keyof typeof reading | keyof typeof adjustmentHandlers> = {
  'GET /api/console/books': async ({ world, input }) => {
    const today = await businessToday(world);
    const month = input.query.month ?? today.slice(0, 7);
    const { first, closedThrough, head } = await booksStand(world.db);
    return accept({
      month,
      ...(first === undefined ? {} : { first }),
      ...(closedThrough === undefined ? {} : { closedThrough }),
      ...(head === undefined ? {} : { head }),
      days: await daysOfMonth(world, month, today),
      months: await monthsOf(world, today),
    });
  },
  'POST /api/console/books/verify': async ({ world, input, subjectId }) => {
    const period = periodOf(input.body.from, input.body.to, VERIFY_DAYS_MAX);
    if (period.refused) return period;
    const days: Answer<'POST /api/console/books/verify'>['days'] = [];
    for await (const { day, journalCount, faults } of verifyBooks(world.db, period.value))
      days.push({ day, journalCount, faults: faults.map((fault) => fault.kind) });
    const found = days.filter((one) => one.faults.length > 0).length;
    await logAccess(world, {
      staffId: subjectId,
      what: 'books_verified',
      subject: `${period.value.from} ${period.value.to}: ${found} touched`,
    });
    return accept({ days });
  },
  'POST /api/console/books/months/:month/close': async ({ world, input, subjectId }) => {
    const { month } = input.params;
    const closed = await closeMonth(world, { month, by: subjectId });
    if (closed.refused) return closed;
    await logAccess(world, { staffId: subjectId, what: 'month_closed', subject: month });
    return accept({ ok: true as const });
  },
  'GET /api/console/books/months/:month': async ({ world, input }) =>
    accept({
      accounts: (await monthTotals(world.db, input.params.month)).map((one) => ({
        account: one.account,
        debitFen: one.debitFen.toString(),
        creditFen: one.creditFen.toString(),
        balanceFen: one.balanceFen.toString(),
        postingCount: one.lineCount,
      })),
    }),
  'GET /api/console/books/months/:month/export': async ({ world, input, subjectId, reply }) => {
    const { month } = input.params;
    const { format, language = 'zh-CN' } = input.query;
    const kept = (await bookMonths(world.db)).find((one) => one.month === month);
    if (kept === undefined) return refuse('ledger.month_not_closed');
    const totals = await monthTotals(world.db, month);
    await logAccess(world, { staffId: subjectId, what: 'month_exported', subject: month });
    async function* rows(): AsyncGenerator<readonly Cell[]> {
      for (const one of totals)
        yield await Promise.resolve([
          one.account,
          say(ledgerAccount(one.account), language),
          one.debitFen,
          one.creditFen,
          String(one.lineCount),
          one.balanceFen,
        ]);
      yield ['SHA-256', kept?.digest ?? '', '', '', '', ''];
    }
    return sendSheet(reply, `trial-balance_${month}`, format, {
      title: month,
      head: TOTAL_HEAD[language],
      rows: rows(),
    });
  },
};

export const booksHandlers: Handlers<BooksKey> = { ...reading, ...closing, ...adjustmentHandlers };
