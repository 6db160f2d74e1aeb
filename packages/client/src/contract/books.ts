import { z } from 'zod';
import { fenText, isoText, ok, type Route } from './route.ts';

const counts = { kind: 'staff', permission: 'ledger.read' } as const;
const adjusts = { kind: 'staff', permission: 'ledger.adjust' } as const;
const closes = { kind: 'staff', permission: 'ledger.close' } as const;

const day = z.iso.date();
const account = z.string().trim().min(1).max(80);
const merchantNo = z
  .string()
  .trim()
  .regex(/^\d{15}$/);
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const cursor = z.string().max(400).optional();
const format = z.enum(['csv', 'xlsx']);
const language = z.enum(['zh-CN', 'en']).optional();

const posting = z.object({ account: z.string(), amountFen: fenText });
const total = z.object({
  account: z.string(),
  debitFen: fenText,
  creditFen: fenText,
  balanceFen: fenText,
  postingCount: z.number(),
});
const statementQuery = z.object({ account, merchantNo: merchantNo.optional(), from: day, to: day });
const adjustmentState = z.enum(['proposed', 'approved', 'refused', 'withdrawn']);

/** What accountants do: balances as of a day or an instant, journals, statements, closings, adjustments by two. */
export const booksRoutes = {
  'GET /api/console/trial-balance': {
    summary: 'Every account, now or as of the end of a day of the books or of an instant; the total is zero',
    guard: counts,
    query: z.object({
      day: day.optional(),
      at: z.iso.datetime({ offset: true }).optional(),
      /** `0` leaves out the comparison of each merchant’s balances with all of its journals. */
      check: z.enum(['0', '1']).optional(),
    }),
    answer: z.object({
      totalFen: fenText,
      journalCount: z.number(),
      differences: z.number(),
      /** Closed days end with this one. */
      closedThrough: z.string().optional(),
      accounts: z.array(total),
    }),
  },
  'GET /api/console/journals': {
    summary: 'Journals that match, newest first',
    guard: counts,
    query: z.object({
      from: day.optional(),
      to: day.optional(),
      reference: z.string().trim().max(80).optional(),
      merchantNo: merchantNo.optional(),
      transactionId: z.string().trim().max(40).optional(),
      journalId: z.string().trim().max(120).optional(),
      account: account.optional(),
      event: z.string().trim().max(60).optional(),
      amountFen: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
      cursor,
    }),
    answer: z.object({
      rows: z.array(
        z.object({
          journalId: z.string(),
          merchantId: z.string(),
          merchantNo: z.string().optional(),
          event: z.string(),
          reference: z.string(),
          transactionId: z.string().optional(),
          reverses: z.string().optional(),
          date: z.string(),
          /** The day of the books that it stands in. */
          bookedOn: z.string(),
          at: isoText,
          postings: z.array(posting),
        }),
      ),
      next: z.string().optional(),
      /** Set where the search stopped for now: `next` goes on from here. */
      lookedBackTo: isoText.optional(),
    }),
    refusals: ['ledger.merchant_unknown', 'ledger.period'],
  },
  'GET /api/console/statement': {
    summary: 'Lines of one account in a period, each with the balance after it; sums and days with the first page',
    guard: counts,
    query: statementQuery.extend({ cursor }),
    answer: z.object({
      summary: z
        .object({
          openingFen: fenText,
          closingFen: fenText,
          debitFen: fenText,
          creditFen: fenText,
          lineCount: z.number(),
          days: z.array(z.object({ day: z.string(), debitFen: fenText, creditFen: fenText, balanceFen: fenText })),
        })
        .optional(),
      lines: z.array(
        z.object({
          day: z.string(),
          businessDate: z.string(),
          at: isoText,
          journalId: z.string(),
          merchantId: z.string(),
          merchantNo: z.string().optional(),
          event: z.string(),
          reference: z.string(),
          transactionId: z.string().optional(),
          amountFen: fenText,
          balanceFen: fenText,
        }),
      ),
      next: z.string().optional(),
    }),
    refusals: ['ledger.merchant_unknown', 'ledger.account_not_own', 'ledger.period'],
  },
  'GET /api/console/statement/export': {
    summary: 'The same as a sheet, streamed (CSV or XLSX)',
    guard: counts,
    audited: true,
    query: statementQuery.extend({ format, language }),
    answer: z.any(),
    refusals: ['ledger.merchant_unknown', 'ledger.account_not_own', 'ledger.period'],
  },
  'GET /api/console/books': {
    summary: 'Days of the books with their digests, and months',
    guard: counts,
    query: z.object({ month: month.optional() }),
    answer: z.object({
      month: z.string(),
      first: z.string().optional(),
      closedThrough: z.string().optional(),
      /** Digest of the last closed day: worth noting elsewhere. */
      head: z.string().optional(),
      days: z.array(
        z.object({
          day: z.string(),
          state: z.enum(['open', 'sealed', 'closed']),
          journalCount: z.number(),
          turnoverFen: fenText,
          closedAt: isoText.optional(),
          digest: z.string().optional(),
        }),
      ),
      months: z.array(
        z.object({
          month: z.string(),
          state: z.enum(['open', 'ready', 'closed']),
          closedBy: z.string().optional(),
          closedAt: isoText.optional(),
          digest: z.string().optional(),
          journalCount: z.number(),
          turnoverFen: fenText,
        }),
      ),
    }),
  },
  'POST /api/console/books/verify': {
    summary: 'Compute digests and totals of closed days again; a day that was touched says what was',
    guard: counts,
    body: z.object({ from: day, to: day }),
    answer: z.object({
      days: z.array(
        z.object({
          day: z.string(),
          journalCount: z.number(),
          faults: z.array(z.enum(['changed', 'more', 'fewer', 'link', 'gap', 'totals'])),
        }),
      ),
    }),
    refusals: ['ledger.period'],
  },
  'POST /api/console/books/months/:month/close': {
    summary: 'Close a month for good: its trial balance is kept as it stands',
    guard: closes,
    params: z.object({ month }),
    answer: ok,
    refusals: ['ledger.month_closed', 'ledger.month_open_days', 'ledger.month_earlier'],
  },
  'GET /api/console/books/months/:month': {
    summary: 'The trial balance that was kept when a month was closed',
    guard: counts,
    params: z.object({ month }),
    answer: z.object({ accounts: z.array(total) }),
  },
  'GET /api/console/books/months/:month/export': {
    summary: 'The same as a sheet (CSV or XLSX)',
    guard: counts,
    audited: true,
    params: z.object({ month }),
    query: z.object({ format, language }),
    answer: z.any(),
    refusals: ['ledger.month_not_closed'],
  },
  'GET /api/console/adjustments': {
    summary: 'Journals that people propose; those that wait come first',
    guard: counts,
    answer: z.object({
      rows: z.array(
        z.object({
          merchantId: z.string(),
          merchantNo: z.string().optional(),
          adjustmentId: z.string(),
          state: adjustmentState,
          lines: z.array(posting),
          reason: z.string(),
          attachment: z.string(),
          proposedBy: z.string(),
          proposedAt: isoText,
          /** Whoever asks proposed it. */
          own: z.boolean(),
          decidedBy: z.string().optional(),
          decidedAt: isoText.optional(),
          decisionReason: z.string().optional(),
          journalId: z.string().optional(),
        }),
      ),
      /** Accounts that may be adjusted; `*` at the end stands for the rest. */
      accounts: z.array(z.string()),
    }),
  },
  'POST /api/console/adjustments': {
    summary: 'Propose a journal; it is posted when somebody else approves',
    guard: adjusts,
    body: z.object({
      merchantNo: merchantNo.optional(),
      lines: z
        .array(z.object({ account, amountFen: fenText }))
        .min(2)
        .max(16),
      reason: z.string().trim().min(4).max(500),
      /** What it is based on: the text of a letter, a reference of the bank. */
      attachment: z.string().trim().max(4_000),
    }),
    answer: z.object({ adjustmentId: z.string() }),
    refusals: [
      'ledger.merchant_unknown',
      'ledger.adjust_unbalanced',
      'ledger.adjust_account',
      'ledger.adjust_merchant',
      'ledger.adjust_amount',
    ],
  },
  'POST /api/console/adjustments/:merchantId/:adjustmentId/decision': {
    summary: 'Approve or refuse what another proposed, or take back what is one’s own',
    guard: adjusts,
    params: z.object({ merchantId: z.string().max(40), adjustmentId: z.string().max(40) }),
    body: z.object({ event: z.enum(['approve', 'refuse', 'withdraw']), reason: z.string().trim().min(2).max(500) }),
    answer: z.object({ state: adjustmentState, journalId: z.string().optional() }),
    refusals: [
      'ledger.adjust_unknown',
      'ledger.adjust_decided',
      'ledger.adjust_second_person',
      'ledger.adjust_not_yours',
      'ledger.balance_short',
      'ledger.off_sheet',
      'ledger.adjust_account',
      'ledger.adjust_unbalanced',
      'ledger.adjust_merchant',
      'ledger.adjust_amount',
    ],
  },
} as const satisfies Record<string, Route>;
