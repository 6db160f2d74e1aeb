/** Long lists of the console: newest first, page by page by key, filtered; what one saves of them, and what may be taken away as a sheet. */
import { z } from 'zod';
import { fenText, isoText, ok, type Route } from './route.ts';

const operates = { kind: 'staff', permission: 'operate.read' } as const;
const enters = { kind: 'staff', permission: 'console.enter' } as const;

/** So many rows a page where none are asked for, and so many at most: a sheet is fetched in the largest pages. */
export const LIST_PAGE = 50;
export const LIST_PAGE_MAX = 1_000;
/** Rows of one sheet at most: what a spreadsheet still opens, and 200 pages of the largest size. */
export const SHEET_ROWS_MAX = 200_000;
export const LISTS = ['merchants', 'transactions', 'messages', 'payouts'] as const;
export type ListName = (typeof LISTS)[number];

/** What messages are for. */
export const MESSAGE_PURPOSES = [
  'sign_in_code',
  'activation_code',
  'application_result',
  'review_late',
  'duty',
  'sign_filing',
  'payout',
  'code_locked',
  'filing',
  'recovery',
  'visit',
  'bind_account',
  'deposit',
  'risk',
  'late_reversal',
  'restriction',
  'document',
  'sim_fee',
  'reconciliation',
  'dispute',
  'ticket',
  'complaint',
  'receipt',
  'repair',
  'deregistration',
  'people',
  'security',
  'price',
] as const;

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const days = { from: day.optional(), through: day.optional() };
const page = {
  after: z.string().max(80).optional(),
  /** Rows of a page, 1 to `LIST_PAGE_MAX`. */
  size: z
    .string()
    .regex(/^(?:[1-9]\d{0,2}|1000)$/)
    .optional(),
};
/** Name (also pinyin, first letters), number, phone, terminal or serial number of a merchant. */
const merchant = z.string().trim().min(1).max(40).optional();

const merchantFilter = z.object({
  merchant,
  state: z.enum(['pending_activation', 'active', 'restricted', 'suspended', 'closing', 'closed']).optional(),
  ...days,
});
const transactionFilter = z.object({
  merchant,
  kind: z.enum(['sale', 'code', 'refund', 'void', 'pre_auth', 'deposit']).optional(),
  state: z.enum(['approved', 'declined', 'reversed', 'open']).optional(),
  paidWith: z.enum(['debit', 'credit', 'qr']).optional(),
  terminalNo: z.string().trim().max(8).optional(),
  rrn: z
    .string()
    .trim()
    .regex(/^\d{1,12}$/)
    .optional(),
  cardTail: z
    .string()
    .trim()
    .regex(/^\d{4}$/)
    .optional(),
  responseCode: z
    .string()
    .trim()
    .regex(/^\w{2}$/)
    .optional(),
  /** Business days. */
  ...days,
});
const messageFilter = z.object({
  state: z.enum(['waiting', 'sent', 'delivered', 'undelivered', 'failed']).optional(),
  purpose: z.enum(MESSAGE_PURPOSES).optional(),
  ...days,
});
const payoutFilter = z.object({
  merchant,
  state: z.enum(['prepared', 'sending', 'accepted', 'paid', 'returned', 'unknown']).optional(),
  ...days,
});

/** One list with its filter, as an export names it. */
const filtered = z.discriminatedUnion('list', [
  z.object({ list: z.literal('merchants'), filter: merchantFilter }),
  z.object({ list: z.literal('transactions'), filter: transactionFilter }),
  z.object({ list: z.literal('messages'), filter: messageFilter }),
  z.object({ list: z.literal('payouts'), filter: payoutFilter }),
]);

const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row), /** Where older ones may be. */ next: z.string().optional() });

export const savedView = z.object({
  name: z.string(),
  /** Filters as they stand in the address of the page. */
  query: z.string(),
  /** Columns that are shown, in their order; none: as the page shows them by itself. */
  columns: z.array(z.string()),
});

export const listRoutes = {
  'GET /api/console/merchants': {
    summary: 'Merchants, newest first, page by page',
    guard: operates,
    query: merchantFilter.extend(page),
    answer: pageOf(
      z.object({
        merchantId: z.string(),
        merchantNo: z.string(),
        name: z.string(),
        principal: z.string(),
        mcc: z.string(),
        region: z.string(),
        planId: z.string(),
        settlement: z.enum(['t1', 't0']),
        state: z.string(),
        createdAt: isoText,
      }),
    ),
    refusals: ['console.list_place_wrong'],
  },
  'GET /api/console/transactions': {
    summary:
      'Card transactions, newest first, page by page. A page may hold fewer rows than asked for and still name a next one: what is looked for is rare, and the search goes on from there',
    guard: operates,
    query: transactionFilter.extend(page),
    answer: z.object({
      rows: z.array(
        z.object({
          transactionId: z.string(),
          merchantId: z.string(),
          merchantNo: z.string(),
          terminalNo: z.string(),
          kind: z.string(),
          state: z.string(),
          amountFen: fenText,
          card: z.string(),
          bank: z.string(),
          rrn: z.string(),
          stan: z.string(),
          responseCode: z.string().optional(),
          at: isoText,
          businessDate: z.string(),
          /** The customer's signature lies with it. */
          signed: z.boolean(),
        }),
      ),
      next: z.string().optional(),
      /** Set where the page was ended by time: everything newer than this has been looked through. */
      lookedBackTo: isoText.optional(),
    }),
    refusals: ['console.list_place_wrong'],
  },
  'GET /api/console/messages': {
    summary: 'Messages to people and what became of them (never the text), newest first, page by page',
    guard: operates,
    query: messageFilter.extend(page),
    answer: pageOf(
      z.object({
        messageId: z.string(),
        purpose: z.string(),
        phone: z.string(),
        state: z.string(),
        reason: z.string().nullable(),
        createdAt: isoText,
      }),
    ),
    refusals: ['console.list_place_wrong'],
  },
  'GET /api/console/payouts': {
    summary: 'Payouts, newest first, page by page',
    guard: operates,
    query: payoutFilter.extend(page),
    answer: z.object({
      rows: z.array(
        z.object({
          payoutId: z.string(),
          merchantId: z.string(),
          merchantNo: z.string(),
          amountFen: fenText,
          state: z.string(),
          reason: z.string().nullable(),
          bankReference: z.string().nullable(),
          tries: z.number(),
          /** Of T+0. */
          t0: z.boolean(),
          createdAt: isoText,
        }),
      ),
      next: z.string().optional(),
      lookedBackTo: isoText.optional(),
    }),
    refusals: ['console.list_place_wrong'],
  },
  'POST /api/console/exports': {
    summary:
      'Take a list away as a sheet: how many rows it has; who took what is in the log of accesses before a row is read',
    guard: operates,
    body: z.intersection(z.object({ format: z.enum(['csv', 'xlsx']) }), filtered),
    answer: z.object({
      /** Rows that the filter lets through, counted up to one more than a sheet holds. */
      total: z.number().int(),
      /** There are more than a sheet holds. */
      more: z.boolean(),
    }),
    refusals: ['console.export_days'],
  },
  'GET /api/console/my/views': {
    summary: 'My saved views of a list',
    guard: enters,
    query: z.object({ list: z.enum(LISTS) }),
    answer: z.object({ views: z.array(savedView) }),
  },
  'PUT /api/console/my/views': {
    summary: 'Save a view under a name; the same name again replaces it',
    guard: enters,
    body: z.object({
      list: z.enum(LISTS),
      name: z.string().trim().min(1).max(40),
      query: z.string().max(600),
      columns: z.array(z.string().max(40)).max(40),
    }),
    answer: ok,
    refusals: ['identity.views_limit'],
  },
  'POST /api/console/my/views/forget': {
    summary: 'Forget a saved view',
    guard: enters,
    body: z.object({ list: z.enum(LISTS), name: z.string().max(40) }),
    answer: ok,
  },
} as const satisfies Record<string, Route>;
