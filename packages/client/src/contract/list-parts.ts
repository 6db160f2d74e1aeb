/** What the console's long lists share: pages by key, and what each is filtered by. */
import { z } from 'zod';

/** So many rows a page where none are asked for, and so many at most: a sheet is fetched in the largest pages. */
export const LIST_PAGE = 50;
export const LIST_PAGE_MAX = 1_000;
/** Rows of one sheet at most: what a spreadsheet still opens, and 200 pages of the largest size. */
export const SHEET_ROWS_MAX = 200_000;

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
export const page = {
  after: z.string().max(80).optional(),
  /** Rows of a page, 1 to `LIST_PAGE_MAX`. */
  size: z
    .string()
    .regex(/^(?:[1-9]\d{0,2}|1000)$/)
    .optional(),
};
/** Name (also pinyin, first letters), number, phone, terminal or serial number of a merchant. */
const merchant = z.string().trim().min(1).max(40).optional();

export const merchantFilter = z.object({
  merchant,
  state: z.enum(['pending_activation', 'active', 'restricted', 'suspended', 'closing', 'closed']).optional(),
  ...days,
});
export const transactionFilter = z.object({
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
export const messageFilter = z.object({
  state: z.enum(['waiting', 'sent', 'delivered', 'undelivered', 'failed']).optional(),
  purpose: z.enum(MESSAGE_PURPOSES).optional(),
  ...days,
});
export const payoutFilter = z.object({
  merchant,
  state: z.enum(['prepared', 'sending', 'accepted', 'paid', 'returned', 'unknown']).optional(),
  ...days,
});

/** Terminals and devices by a beginning of a number, or by the end of a serial number. */
const number = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[\w-]{1,40}$/)
  .optional();
const model = z.enum(['esign_pos', 'smart_pos']).optional();
export const terminalFilter = z.object({
  merchant,
  state: z.enum(['pending_activation', 'activating', 'active', 'suspended', 'unbound', 'closed']).optional(),
  model,
  number,
});
export const shipmentFilter = z.object({
  merchant,
  state: z
    .enum(['ordered', 'awaiting_handover', 'collected', 'in_transit', 'delivered', 'lost', 'refused', 'cancelled'])
    .optional(),
  number,
});

const yes = z.enum(['yes']).optional();

export const depositFilter = z.object({
  merchant,
  state: z
    .enum(['quoted', 'frozen', 'captured', 'refunding', 'refunded', 'released', 'forfeited', 'capture_failed'])
    .optional(),
  target: z.enum(['counting', 'qualified', 'missed', 'appealed', 'applied']).optional(),
  /** Still counting, with at most so many days left. */
  daysLeft: z.enum(['7', '14', '30', '90']).optional(),
  /** Waits for a person: an appeal, a refund that is held or needs an account, a capture that failed. */
  waits: yes,
});

export const deviceFilter = z.object({
  /** By its beginning or its end. */
  serial: number,
  state: z.string().max(20).optional(),
  placeId: z.string().max(40).optional(),
  model,
});
export const ticketFilter = z.object({
  merchant,
  kind: z.enum(['question', 'complaint', 'repair']).optional(),
  /** Left out: all that has not ended. */
  stand: z.enum(['ours', 'waiting', 'ended']).optional(),
  /** The time for an answer is over. */
  overdue: yes,
  /** Taken by whoever asks. */
  mine: yes,
});
export const simFilter = z.object({
  merchant,
  shelf: z.enum(['due', 'lapsed', 'refused', 'waiting', 'all']).optional(),
});
export const breakFilter = z.object({
  /** Those that stand, or those that have ended. */
  standing: z.enum(['yes', 'no']).optional(),
  kind: z
    .enum([
      'net_only',
      'local_only',
      'amount_diff',
      'fee_diff',
      'duplicate',
      'wrong_date',
      'taken_back',
      'unexplained',
      'arrival_diff',
      'dispute',
    ])
    .optional(),
  date: day.optional(),
});
export const disputeFilter = z.object({
  /** Those that stand, or those that have ended. */
  standing: z.enum(['yes', 'no']).optional(),
  kind: z.enum(['document_request', 'chargeback', 'credit_adjustment', 'claim']).optional(),
});

export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row), /** Where older ones may be. */ next: z.string().optional() });
