/** A merchant's month: sales against arrivals, what each line is made of, the statement, and asking about it. */
import { z } from 'zod';
import { complaintReason } from './complaints.ts';
import { fenText, forCashier, forManager, isoText, managerAfterClose, type Route } from './route.ts';

const month = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/);
export const monthLine = z.enum([
  'sales',
  'fees',
  'taken_back',
  'refunds',
  'surcharges',
  'sim_fees',
  'differences',
  'adjustments',
  'other',
  'arrivals',
]);
const standing = z.object({
  totalFen: fenText,
  pendingFen: fenText,
  availableFen: fenText,
  frozenFen: fenText,
  payingFen: fenText,
  /** What the merchant owes; > 0 makes the total less. */
  owesFen: fenText,
});
const ticket = z.object({
  ticketId: z.string(),
  kind: z.enum(['question', 'complaint', 'repair']),
  /** Of a repair: the device it was opened for. */
  serialNo: z.string().optional(),
  rated: z.boolean(),
  /** A cardholder complains about a sale: why. */
  complaint: complaintReason.optional(),
  month: month.optional(),
  line: monthLine.optional(),
  transactionId: z.string().optional(),
  state: z.string(),
  words: z.string(),
  openedAt: isoText,
  dueAt: isoText,
  answer: z.string().optional(),
  answeredAt: isoText.optional(),
});

export const monthRoutes = {
  'GET /api/merchant/month': {
    summary: 'A month: opening + lines = closing, to the fen, as the ledger has it; without `month` the running one',
    guard: forManager,
    query: z.object({ month: month.optional() }),
    answer: z.object({
      month,
      from: z.string(),
      to: z.string(),
      /** The month is not over. */
      running: z.boolean(),
      /** Months that can be asked for, the newest first. */
      months: z.array(month),
      opening: standing,
      closing: standing,
      /** In favour of the merchant > 0. */
      lines: z.array(z.object({ line: monthLine, count: z.number(), amountFen: fenText })),
      days: z.array(z.object({ day: z.string(), soldFen: fenText, arrivedFen: fenText })),
      /** Of what is pending at the end: the days it comes from, and when each is paid. */
      pending: z.array(
        z.object({ businessDate: z.string(), payDate: z.string(), estimated: z.boolean(), amountFen: fenText }),
      ),
      pendingOlderFen: fenText,
      debtsCollectedFen: fenText,
      deposits: z.array(z.object({ event: z.string(), count: z.number(), amountFen: fenText })),
      payouts: z.array(
        z.object({
          payoutId: z.string(),
          at: isoText,
          amountFen: fenText,
          businessDate: z.string().optional(),
          t0: z.boolean(),
          saleCount: z.number(),
          bankReference: z.string().optional(),
          /** The bank gave it back after it was booked. */
          returned: z.boolean(),
        }),
      ),
      t0ArrivedFen: fenText,
      /** Differences with the network that are looked into today. */
      breaks: z.array(
        z.object({ transactionId: z.string().optional(), date: z.string(), amountFen: fenText, kind: z.string() }),
      ),
      blockedReason: z.string().optional(),
      /** The same figures have the same number, on the page, on paper and in the sheet. */
      check: z.string(),
    }),
    refusals: ['merchants.none'],
  },
  'GET /api/merchant/month/lines': {
    summary: 'What a line of a month is made of, a page at a time',
    guard: forManager,
    query: z.object({ month, line: monthLine, cursor: z.string().max(120).optional() }),
    answer: z.object({
      rows: z.array(
        z.object({
          journalId: z.string(),
          day: z.string(),
          at: isoText,
          event: z.string(),
          amountFen: fenText,
          transactionId: z.string().optional(),
          reference: z.string(),
        }),
      ),
      next: z.string().optional(),
    }),
    refusals: ['merchants.none'],
  },
  'GET /api/merchant/month/statement': {
    summary: 'The statement of a month as PDF, or as XLSX with each transaction, streamed',
    guard: forManager,
    query: z.object({ month, format: z.enum(['pdf', 'xlsx']), language: z.enum(['zh-CN', 'en']).optional() }),
    answer: z.any(),
    refusals: ['merchants.none'],
  },
  'GET /api/merchant/tickets': {
    summary: 'What I asked about, and what was answered',
    guard: forCashier,
    answer: z.object({ rows: z.array(ticket) }),
    refusals: ['merchants.none'],
  },
  'POST /api/merchant/tickets': {
    summary: 'Something is wrong here: a ticket about a month, a line of it or a sale, with the figures filled in',
    guard: managerAfterClose,
    body: z.object({
      month,
      line: monthLine.optional(),
      transactionId: z.string().max(40).optional(),
      words: z.string().trim().max(500).optional(),
    }),
    answer: z.object({ ticketId: z.string(), dueAt: isoText }),
    refusals: ['merchants.none', 'switching.transaction_unknown', 'servicing.ticket_limit'],
  },
} as const satisfies Record<string, Route>;
