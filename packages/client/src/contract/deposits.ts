import { z } from 'zod';
import { depositFilter, page, pageOf } from './list-parts.ts';
import { fenText, isoText, ok, forManager } from './route.ts';

const applicant = { kind: 'applicant' } as const;
const reads = { kind: 'staff', permission: 'operate.read' } as const;
const acts = { kind: 'staff', permission: 'operate.act' } as const;
const words = z.string().trim().min(5).max(1_000);

/** A deposit with its clock, its days and its refund; what the merchant and people see alike. */
export const depositView = z.object({
  depositId: z.string(),
  terminalNo: z.string(),
  serialNo: z.string(),
  amountFen: fenText,
  state: z.enum(['quoted', 'frozen', 'captured', 'refunding', 'refunded', 'released', 'forfeited', 'capture_failed']),
  card: z.string().optional(),
  paidBy: z.enum(['card', 'transfer']).optional(),
  frozenAt: isoText.optional(),
  /** When a freeze becomes a deposit, unless the target is reached before. */
  captureOn: z.string().optional(),
  capturedAt: isoText.optional(),
  /** The issuer's last no to a capture. */
  refusedCode: z.string().optional(),
  target: z.object({
    state: z.enum(['counting', 'qualified', 'missed', 'appealed', 'applied']),
    targetFen: fenText,
    targetDays: z.number(),
    giveBackDays: z.number().optional(),
    signedAt: isoText,
    /** From activation on. */
    clock: z
      .object({
        from: z.string(),
        last: z.string(),
        daysLeft: z.number(),
        countedFen: fenText,
        projectedFen: fenText,
        neededPerDayFen: fenText,
        pace: z.enum(['reached', 'starting', 'on_track', 'behind', 'far_behind', 'over']),
      })
      .optional(),
    appealUntil: z.string().optional(),
  }),
  days: z.array(z.object({ day: z.string(), countedFen: fenText })),
  refund: z
    .object({
      state: z.enum(['held', 'ready', 'sending', 'unknown', 'accepted', 'account_wanted', 'paid']),
      way: z.enum(['card', 'account']),
      askedAt: isoText,
      dueOn: z.string(),
      late: z.boolean(),
      reason: z.string().optional(),
      settledAt: isoText.optional(),
    })
    .optional(),
  /** The device has ended before the target was decided, and the terms allow to keep the deposit. */
  forfeit: z
    .object({
      state: z.enum(['open', 'proposed', 'kept', 'given_back']),
      ground: z.enum(['early_return', 'device_lost']),
      reason: z.string().optional(),
    })
    .optional(),
  appeal: z
    .object({
      words: z.string(),
      at: isoText,
      decision: z.enum(['granted', 'refused']).optional(),
      reason: z.string().optional(),
    })
    .optional(),
});

export const depositRoutes = {
  'GET /api/merchant/deposits': {
    summary: 'My deposits: where the money is, how far the target is, the refund and its clock',
    guard: forManager,
    answer: z.object({ rows: z.array(depositView) }),
    refusals: ['merchants.none'],
  },
  'POST /api/merchant/deposits/:depositId/refund': {
    summary: 'Ask for a deposit whose target is reached; again when the account has been put right',
    guard: applicant,
    params: z.object({ depositId: z.string().max(40) }),
    answer: ok,
    refusals: [
      'merchants.none',
      'deposits.unknown',
      'deposits.not_qualified',
      'deposits.not_captured',
      'deposits.account_blocked',
    ],
  },
  'POST /api/merchant/deposits/:depositId/appeal': {
    summary: 'Say why a missed target should count',
    guard: applicant,
    params: z.object({ depositId: z.string().max(40) }),
    body: z.object({ words }),
    answer: ok,
    refusals: ['merchants.none', 'deposits.unknown', 'deposits.not_missed'],
  },
  'GET /api/console/deposits': {
    summary: 'Deposits of all merchants, newest first, page by page',
    guard: reads,
    query: depositFilter.extend(page),
    answer: pageOf(
      depositView
        .omit({ days: true, forfeit: true })
        .extend({ merchantId: z.string(), merchantNo: z.string(), merchantName: z.string() }),
    ),
    refusals: ['console.list_place_wrong'],
  },
  'POST /api/console/deposits/:merchantId/:depositId/appeal-decision': {
    summary: 'Decide an appeal: granted, the deposit may be refunded; refused, the signed terms are applied',
    guard: acts,
    params: z.object({ merchantId: z.string().max(40), depositId: z.string().max(40) }),
    body: z.object({ granted: z.boolean(), reason: words }),
    answer: ok,
    refusals: ['deposits.unknown', 'deposits.no_appeal'],
  },
} as const;
