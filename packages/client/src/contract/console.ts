import { z } from 'zod';
import { signedIn } from './people.ts';
import { saleCourse } from './merchant.ts';
import { fenText, isoText, ok, type Route } from './route.ts';

/** Whoever works here. */
const enters = { kind: 'staff', permission: 'console.enter' } as const;
const operates = { kind: 'staff', permission: 'operate.read' } as const;
const acts = { kind: 'staff', permission: 'operate.act' } as const;

const batchTotals = z.object({
  debitFen: fenText,
  debitCount: z.number(),
  creditFen: fenText,
  creditCount: z.number(),
});

const caseParams = z.object({ merchantId: z.string().max(40), caseId: z.string().max(40) });
const riskCaseState = z.enum(['open', 'pending_release', 'pending_confirm', 'released', 'confirmed', 'pending_appeal']);
const riskCase = z.object({
  merchantId: z.string(),
  merchantName: z.string(),
  caseId: z.string(),
  state: riskCaseState,
  openedAt: isoText,
  movedAt: isoText,
  saleCount: z.number(),
  delayedCount: z.number(),
  points: z.number(),
});

const beat = z.object({
  at: isoText,
  approved: z.number(),
  declined: z.number(),
  open: z.number(),
  amountFen: fenText,
});

export const consoleRoutes = {
  'POST /api/console/sessions': {
    summary: 'Staff sign-in',
    guard: { kind: 'public' },
    body: z.object({ login: z.string().max(60), password: z.string().max(200) }),
    answer: signedIn,
    answersSecret: true,
    refusals: ['identity.sign_in_wrong', 'identity.sign_in_limit', 'identity.staff_locked'],
  },
  'GET /api/console/me': {
    summary: 'Who is signed in',
    guard: { ...enters, beforeFactor: true },
    answer: z.object({
      staffId: z.string(),
      displayName: z.string(),
      role: z.string(),
      permissions: z.array(z.string()),
      /** A second factor is demanded here and there is none yet: nothing but one's own account is open. */
      mustEnrol: z.boolean().optional(),
    }),
  },
  'DELETE /api/console/sessions/current': {
    summary: 'Sign out',
    guard: { ...enters, beforeFactor: true },
    answer: ok,
  },
  'GET /api/console/overview': {
    summary: 'Queues and money at a glance',
    guard: enters,
    answer: z.object({
      now: isoText,
      changesOpen: z.number(),
      casesOpen: z.number(),
      casesOverdue: z.number(),
      merchants: z.number(),
      stock: z.number(),
      messagesUndelivered: z.number(),
      payoutsOpen: z.number(),
      breaksOpen: z.number(),
      lateReversalsOpen: z.number(),
      ticketsOpen: z.number(),
      ticketsOverdue: z.number(),
      riskCasesOpen: z.number(),
      /** Settlement accounts to which nothing is sent, because the bank sent money back. */
      accountsBlocked: z.number(),
      /** Devices whose activation has begun or waits, and those without their test sale. */
      activationsOpen: z.number(),
      deregistrationsOpen: z.number(),
      trialBalanceFen: fenText,
      businessDate: z.string(),
    }),
  },
  'GET /api/console/pulse': {
    summary: 'What the terminals ask, by minute and by hour, payouts of the day, and what wants attention',
    guard: operates,
    answer: z.object({
      /** The last sixty minutes. */
      minutes: z.array(beat),
      /** The hours of the day in Shanghai. */
      hours: z.array(beat),
      payouts: z.array(z.object({ state: z.string(), count: z.number(), amountFen: fenText })),
      attention: z.array(
        z.object({
          kind: z.enum(['sms_down', 'network_down', 'bank_down', 'jobs_given_up', 'jobs_late', 'calendar_short']),
          count: z.number(),
        }),
      ),
    }),
  },
  'GET /api/console/watch-list': {
    summary: 'Numbers on the watch list, masked',
    guard: operates,
    answer: z.object({
      rows: z.array(
        z.object({
          kind: z.string(),
          masked: z.string(),
          list: z.enum(['black', 'watch']),
          until: isoText.optional(),
          reason: z.string(),
          source: z.string(),
          listedAt: isoText,
        }),
      ),
    }),
  },
  'POST /api/console/watch-list': {
    summary: 'Put a number on the watch list: review fails it, and what is approved but not shipped is stopped',
    guard: acts,
    body: z.object({
      kind: z.enum(['id_number', 'phone', 'account', 'credit_code', 'card']),
      value: z.string().trim().min(6).max(40),
      reason: z.string().trim().min(2).max(200),
      source: z.string().trim().min(2).max(100),
      list: z.enum(['black', 'watch']).optional(),
      /** The last day on which it hits. */
      until: z.iso.date().optional(),
    }),
    answer: ok.extend({
      /** Merchants whose number it is: each has a task of clearing out now. */
      merchants: z.number(),
    }),
  },
  'POST /api/console/watch-list/lift': {
    summary: 'Take a number off the watch list; why is kept in the log of accesses',
    guard: acts,
    body: z.object({
      kind: z.enum(['id_number', 'phone', 'account', 'credit_code', 'card']),
      value: z.string().trim().min(6).max(40),
      reason: z.string().trim().min(2).max(200),
    }),
    answer: ok,
    refusals: ['risk.not_listed'],
  },
  'GET /api/console/risk-cases': {
    summary: 'Risk cases, undecided ones first',
    guard: operates,
    answer: z.object({ rows: z.array(riskCase) }),
  },
  'GET /api/console/risk-cases/:merchantId/:caseId': {
    summary: 'A risk case: its sales with the rules that hit them, what was decided and said',
    guard: operates,
    params: caseParams,
    answer: z.object({
      case: riskCase,
      merchantNo: z.string(),
      merchantState: z.string(),
      frozenFen: fenText,
      sales: z.array(
        z.object({
          transactionId: z.string(),
          kind: z.string(),
          state: z.string(),
          rrn: z.string(),
          terminalNo: z.string(),
          amountFen: fenText,
          card: z.string(),
          bankName: z.string(),
          at: isoText,
          points: z.number(),
          delay: z.enum(['none', 'delayed', 'missed']),
          frozen: z.boolean(),
          hits: z.array(z.object({ rule: z.string(), version: z.number(), points: z.number() })),
        }),
      ),
      decisions: z.array(
        z.object({
          decision: z.enum(['keep', 'propose_release', 'propose_confirm', 'release', 'confirm']),
          reason: z.string(),
          by: z.string(),
          at: isoText,
        }),
      ),
      statements: z.array(z.object({ words: z.string(), at: isoText })),
      /** How many people each decision takes. */
      people: z.object({ release: z.number(), confirm: z.number() }),
      proofs: z.array(
        z.object({
          state: z.enum(['asked', 'answered', 'lapsed']),
          words: z.string(),
          by: z.string(),
          askedAt: isoText,
          dueAt: isoText,
        }),
      ),
      files: z.array(z.object({ fileId: z.string(), name: z.string(), at: isoText })),
    }),
    refusals: ['risk.case_unknown'],
  },
  'POST /api/console/risk-cases/:merchantId/:caseId/decisions': {
    summary: 'Release, keep or confirm; where the policy wants two, the first proposes and another decides',
    guard: acts,
    params: caseParams,
    body: z.object({ decision: z.enum(['keep', 'release', 'confirm']), reason: z.string().trim().min(2).max(500) }),
    answer: z.object({ state: riskCaseState }),
    refusals: ['risk.case_unknown', 'risk.case_elsewhere', 'risk.second_person'],
  },
  'GET /api/console/merchants/:merchantId/transactions/:transactionId/course': {
    summary: 'Where the money of one sale is, as its merchant sees it',
    guard: operates,
    params: z.object({ merchantId: z.string().max(40), transactionId: z.string().max(40) }),
    answer: z.object({ course: saleCourse.optional() }),
    refusals: ['switching.transaction_unknown'],
  },
  'GET /api/console/merchants/:merchantId/transactions/:transactionId/signature': {
    summary: 'The customer’s signature (PNG)',
    guard: operates,
    params: z.object({ merchantId: z.string().max(40), transactionId: z.string().max(40) }),
    answer: z.any(),
    refusals: ['switching.signature_none'],
  },
  'GET /api/console/batches': {
    summary: 'Batches that terminals have settled: both sides’ sums, and where they differ, row by row',
    guard: operates,
    answer: z.object({
      rows: z.array(
        z.object({
          merchantId: z.string(),
          terminalNo: z.string(),
          batchNo: z.string(),
          state: z.enum(['compared', 'uploading', 'closed']),
          balanced: z.boolean(),
          host: batchTotals,
          terminal: batchTotals,
          comparedAt: isoText,
          breaks: z.array(
            z.object({
              stan: z.string(),
              kind: z.enum(['host_only', 'terminal_only', 'amount', 'card']),
              hostFen: fenText.optional(),
              terminalFen: fenText.optional(),
            }),
          ),
        }),
      ),
    }),
  },
  'GET /api/console/settlement': {
    summary: 'Business days and payouts',
    guard: operates,
    answer: z.object({
      days: z.array(
        z.object({
          date: z.string(),
          state: z.string(),
          saleCount: z.number(),
          grossFen: fenText,
          networkNetFen: fenText.optional(),
          /** Merchants of its batches, and how many of them are paid so far. */
          merchantCount: z.number().int(),
          merchantsPaid: z.number().int(),
          payDate: z.string(),
          estimated: z.boolean(),
        }),
      ),
      /** T+0: our own funds that are with merchants until the network pays. */
      t0: z.object({ advancedFen: fenText, saleCount: z.number(), surchargeFen: fenText }),
      /** Payouts by file, newest first. */
      payoutFiles: z.array(
        z.object({
          fileId: z.string(),
          payDate: z.string(),
          format: z.string(),
          state: z.string(),
          payoutCount: z.number().int(),
          totalFen: fenText,
          reason: z.string().nullable(),
          madeAt: isoText,
        }),
      ),
      /** Payouts by file against the statement of the reserve account: posted = statement + in transit. */
      bank: z.object({
        postedFen: fenText,
        bankFen: fenText,
        inTransitFen: fenText,
        differences: z.array(z.object({ place: z.string(), reason: z.string(), amountFen: fenText })),
      }),
    }),
  },
  'POST /api/console/payouts/:payoutId/retry': {
    summary: 'Ask the bank now instead of waiting for the next try',
    guard: acts,
    params: z.object({ payoutId: z.string().max(80) }),
    answer: ok,
    refusals: ['settlement.payout_not_waiting'],
  },
  'POST /api/console/payout-files/:fileId/release': {
    summary: 'Let the payouts of a file that the bank refused as a whole go with the next file',
    guard: acts,
    params: z.object({ fileId: z.string().max(40) }),
    body: z.object({ note: z.string().trim().min(5).max(200) }),
    answer: ok,
    refusals: ['settlement.file_unknown', 'settlement.file_not_refused', 'settlement.file_booked'],
  },
  'GET /api/console/events': { summary: 'Live events for the console (server-sent)', guard: enters, answer: z.any() },
} as const satisfies Record<string, Route>;
