import { z } from 'zod';
import { restrictionView } from './restrictions.ts';
import { regionCode } from './filing.ts';
import { fenText, isoText, ok, type Route, forCashier, forManager } from './route.ts';

const applicant = { kind: 'applicant' } as const;
const noMerchant = ['merchants.none'] as const;

export const saleRow = z.object({
  transactionId: z.string(),
  kind: z.enum([
    'sale',
    'test_sale',
    'deposit_freeze',
    'balance',
    'sale_void',
    'refund',
    'pre_auth',
    'pre_auth_void',
    'completion',
    'completion_advice',
    'completion_void',
    'qr_passive',
    'qr_active',
    'qr_void',
    'offline_sale',
    'tip',
    'adjustment',
    'deposit_capture',
    'deposit_release',
    'deposit_refund',
  ]),
  state: z.enum(['sent', 'approved', 'declined', 'unknown', 'reversing', 'reversed', 'voided']),
  amountFen: fenText,
  feeFen: fenText.optional(),
  card: z.string(),
  cardKind: z.enum(['debit', 'credit', 'qr']),
  bankName: z.string(),
  rrn: z.string(),
  at: isoText,
  businessDate: z.string(),
  responseCode: z.string().optional(),
  /** Not in the app any more: in the archive, asked for, out of it for some days, or past its ten years. */
  archive: z.enum(['archived', 'asked', 'readable', 'gone']).optional(),
  /** The case on whose word its money waits. */
  waitsFor: z.string().optional(),
  /** Its reversal came when it was settled: the money is to go back to the customer by a refund, or (`void`) was not paid. */
  lateReversal: z.enum(['sale', 'void']).optional(),
});

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);

export const receipt = z.object({
  merchantName: z.string(),
  merchantNo: z.string(),
  terminalNo: z.string(),
  card: z.string(),
  bankName: z.string(),
  entryMode: z.string(),
  transType: z.string(),
  batchNo: z.string(),
  stan: z.string(),
  authCode: z.string(),
  rrn: z.string(),
  at: isoText,
  amountFen: fenText,
  state: z.string(),
  /** Of a void or a refund: the voucher and the reference of what it takes back. */
  originalStan: z.string().optional(),
  originalRrn: z.string().optional(),
  /** SHA-256 over what never changes, in hex: the same on the page, the PDF and the picture. */
  digest: z.string(),
});

/** One sale from the device to the account. */
export const saleCourse = z.object({
  steps: z.array(
    z.object({
      name: z.enum(['taken', 'closed', 'confirmed', 'funded', 'settled', 'sent', 'arrived']),
      state: z.enum(['done', 'now', 'ahead', 'problem']),
      at: isoText.optional(),
      /** The day on which it is foreseen. */
      on: z.string().optional(),
      /** The file, the bank's number or its reason. */
      said: z.string().optional(),
    }),
  ),
  /** Why it goes no further. */
  stop: z.enum(['declined', 'reversed', 'voided', 'refunded', 'risk_hold', 'open']).optional(),
});

export const settlement = z.object({
  batchId: z.string(),
  /** Sales of earlier days, whose delay had ended. */
  resumed: z.boolean(),
  /** Paid on the day itself, for a surcharge. */
  t0: z.boolean(),
  businessDate: z.string(),
  payDate: z.string(),
  estimated: z.boolean(),
  saleCount: z.number(),
  grossFen: fenText,
  feeFen: fenText,
  surchargeFen: fenText,
  netFen: fenText,
  payoutState: z.string().optional(),
  bankReference: z.string().optional(),
  reason: z.string().optional(),
  arrivedAt: isoText.optional(),
});

/** Why T+0 pays nothing now; each says what comes next. */
export const T0_REFUSALS = [
  'settlement.t0_off',
  'settlement.t0_not_active',
  'settlement.t0_not_yet',
  'settlement.t0_terms',
  'settlement.t0_on_hold',
  'settlement.t0_account',
  'settlement.t0_debt',
  'settlement.t0_closed',
  'settlement.t0_too_early',
  'settlement.t0_nothing',
  'settlement.t0_single',
  'settlement.t0_day_used',
  'settlement.t0_below_min',
] as const;

const t0Sums = { saleCount: z.number(), grossFen: fenText, feeFen: fenText, surchargeFen: fenText };
const t0Overview = z.object({
  automatic: z.boolean(),
  /** When it pays by itself next, where that is planned. */
  automaticAt: isoText.optional(),
  /** Of the price plan; `agreed`: the merchant has signed it or said so here. */
  ratePpm: z.string().regex(/^\d{1,7}$/),
  agreed: z.boolean(),
  window: z.object({ from: z.string(), to: z.string() }),
  earliestMinutes: z.number(),
  minFen: fenText,
  singleMaxFen: fenText,
  dailyMaxFen: fenText,
  usedFen: fenText,
  leftFen: fenText,
  /** What would be paid now. */
  now: z.object({ ...t0Sums, payFen: fenText }).optional(),
  /** What waits for its quarter of an hour. */
  waiting: z.object({ saleCount: z.number(), grossFen: fenText, at: isoText }).optional(),
  why: z
    .object({
      code: z.enum(T0_REFUSALS),
      facts: z.record(z.string(), z.union([z.string(), z.number()])),
      at: isoText.optional(),
    })
    .optional(),
});

export const riskRuleKinds = z.enum([
  'own_card',
  'card_repeats',
  'amount_repeats',
  'amount_round',
  'hours',
  'credit_share',
  'amount_trade',
  'velocity',
  'undone_share',
  'inquiry_then_sale',
  'new_burst',
  'linked_card',
  'linked_device',
  'near_limit',
  'declined_tries',
]);

const delayedCase = z.object({
  caseId: z.string(),
  /** looked_at: a person looks; confirmed: kept, and may be appealed; released: paid again. */
  state: z.enum(['looked_at', 'confirmed', 'released']),
  openedAt: isoText,
  frozenFen: fenText,
  reasons: z.array(riskRuleKinds),
  sales: z.array(
    z.object({
      transactionId: z.string(),
      amountFen: fenText,
      card: z.string(),
      at: isoText,
      frozen: z.boolean(),
    }),
  ),
  statements: z.array(z.object({ words: z.string(), at: isoText })),
  files: z.array(z.object({ name: z.string(), at: isoText })),
  /** The newest proof that was asked for. */
  proof: z.object({ state: z.enum(['asked', 'answered', 'lapsed']), words: z.string(), dueAt: isoText }).optional(),
});

export const merchantRoutes = {
  'GET /api/merchant/home': {
    summary: 'Today at a glance, and what to do next',
    guard: forManager,
    answer: z.object({
      merchantNo: z.string(),
      name: z.string(),
      state: z.string(),
      businessDate: z.string(),
      today: z.object({
        count: z.number(),
        grossFen: fenText,
        feeFen: fenText,
        netFen: fenText,
        /** Voids and refunds; in no other figure here. */
        refundCount: z.number(),
        refundFen: fenText,
        payDate: z.string(),
        payDateEstimated: z.boolean(),
      }),
      balances: z.object({ pendingFen: fenText, availableFen: fenText, payoutFen: fenText }),
      account: z
        .object({ masked: z.string(), bankName: z.string(), state: z.string(), blockedReason: z.string().optional() })
        .optional(),
      todos: z.array(
        z.enum([
          'activate_device',
          'await_delivery',
          'do_test_sale',
          'fix_account',
          'answer_delay',
          'answer_dispute',
          'answer_proof',
          'renew_sim',
          'renew_document',
          'fix_change',
        ]),
      ),
      /** Notices that were not looked at yet, up to 99. */
      unread: z.number(),
      /** Why its terminals take no money; empty: they do. */
      restrictions: z.array(restrictionView),
      /** Money of sales whose settlement is delayed; it is in no other balance. */
      delayedFen: fenText,
      deposit: z
        .object({
          amountFen: fenText,
          state: z.string(),
          card: z.string().optional(),
          frozenAt: isoText.optional(),
          targetFen: fenText,
          targetDays: z.number(),
          paidBy: z.enum(['card', 'transfer']).optional(),
          capturedAt: isoText.optional(),
          /** Where it may be paid in by transfer, while it is open. */
          transfer: z
            .object({ holder: z.string(), number: z.string(), bank: z.string(), remark: z.string() })
            .optional(),
        })
        .optional(),
    }),
    refusals: noMerchant,
  },
  'GET /api/merchant/transactions': {
    summary: 'My transactions, newest first, fifty at a time',
    guard: forCashier,
    query: z.object({
      /** Business dates, inclusive. */
      from: day.optional(),
      through: day.optional(),
      kind: z.enum(['sale', 'code', 'refund', 'void', 'pre_auth', 'deposit']).optional(),
      card: z.enum(['debit', 'credit', 'qr', 'foreign']).optional(),
      terminalNo: z.string().max(8).optional(),
      minFen: fenText.optional(),
      maxFen: fenText.optional(),
      state: z.enum(['approved', 'voided', 'declined', 'reversed', 'open']).optional(),
      /** The end of a reference number, a voucher number, the last four places of a card, or an amount in yuan. */
      text: z.string().max(20).optional(),
      after: z.string().max(80).optional(),
    }),
    answer: z.object({ rows: z.array(saleRow), next: z.string().optional() }),
    refusals: noMerchant,
  },
  'GET /api/merchant/transactions/:transactionId': {
    summary: 'One transaction with its e-receipt',
    guard: forCashier,
    params: z.object({ transactionId: z.string().max(40) }),
    answer: z.object({
      sale: saleRow,
      receipt: receipt.optional(),
      signed: z.boolean(),
      /** T+0 has paid it: a refund takes it back, a void does not. */
      paidT0: z.boolean(),
      address: z.string().optional(),
      /** Phones that its e-receipt was sent to, masked, the newest first; `state` is that of the message. */
      shares: z.array(z.object({ phone: z.string(), state: z.string(), at: isoText })),
      /** Where its receipt is where it is not in the app: by when it comes out of the archive, or how long it can be read. */
      archive: z
        .object({
          state: z.enum(['archived', 'asked', 'readable', 'gone']),
          readyBy: isoText.optional(),
          readableTo: z.string().optional(),
        })
        .optional(),
      /** Where its money is; left out of what brings none. */
      course: saleCourse.optional(),
      /** Disputes about it, the newest first. */
      disputes: z.array(z.object({ disputeId: z.string(), kind: z.string(), open: z.boolean() })),
    }),
    refusals: ['merchants.none', 'switching.transaction_unknown'],
  },
  'GET /api/merchant/transactions/:transactionId/signature': {
    summary: 'The customer’s signature (PNG)',
    guard: forCashier,
    params: z.object({ transactionId: z.string().max(40) }),
    answer: z.any(),
    refusals: [
      'merchants.none',
      'switching.transaction_unknown',
      'switching.signature_none',
      'servicing.receipt_archived',
    ],
  },
  'GET /api/merchant/settlements': {
    summary: 'My settlements: gross, fee, net, arrival',
    guard: forManager,
    answer: z.object({ rows: z.array(settlement) }),
    refusals: noMerchant,
  },
  'GET /api/merchant/t0': {
    summary: 'T+0: what can be paid now, the surcharge, limits used and left; or why not, and when',
    guard: forManager,
    answer: t0Overview,
    refusals: noMerchant,
  },
  'POST /api/merchant/t0': {
    summary: 'Pay me now; the amounts are those that were shown',
    guard: applicant,
    body: z.object({ surchargeFen: fenText, payFen: fenText }),
    answer: z.object({ payoutId: z.string(), payFen: fenText, surchargeFen: fenText }),
    refusals: ['merchants.none', 'settlement.t0_changed', ...T0_REFUSALS],
  },
  'POST /api/merchant/t0/agreement': {
    summary: 'Agree to the surcharge of T+0 as it was shown',
    guard: applicant,
    body: z.object({ ratePpm: z.string().regex(/^\d{1,7}$/) }),
    answer: ok,
    refusals: ['merchants.none', 'settlement.t0_changed'],
  },
  'PUT /api/merchant/t0/automatic': {
    summary: 'T+0 without being asked, or no more',
    guard: applicant,
    body: z.object({ on: z.boolean() }),
    answer: ok,
    refusals: ['merchants.none', 'settlement.t0_terms'],
  },
  'GET /api/merchant/delays': {
    summary: 'Sales whose settlement is delayed: which, why in words, what I have said to it',
    guard: forManager,
    answer: z.object({ rows: z.array(delayedCase) }),
    refusals: noMerchant,
  },
  'POST /api/merchant/delays/:caseId/statements': {
    summary: 'Say what delayed sales were, or appeal',
    guard: forManager,
    params: z.object({ caseId: z.string().max(40) }),
    body: z.object({ words: z.string().trim().min(5).max(1_000) }),
    answer: ok,
    refusals: ['merchants.none', 'risk.case_unknown', 'risk.case_elsewhere', 'risk.statement_limit'],
  },
  'GET /api/merchant/devices': {
    summary: 'My terminals, their parcels and activation codes (never the code itself)',
    guard: forCashier,
    answer: z.object({
      rows: z.array(
        z.object({
          serialNo: z.string(),
          model: z.string(),
          terminalNo: z.string(),
          state: z.string(),
          testSaleDone: z.boolean(),
          lastSeenAt: isoText.optional(),
          deviceState: z.string(),
          activationState: z.string().optional(),
          suspendedReason: z.enum(['place_drift', 'risk']).optional(),
          /** The network would not register it: its sales are refused. */
          registrationRefused: z.boolean(),
          place: z.object({ region: z.string(), address: z.string() }),
          /** Sales outside the city since it was last registered; as many as `max` stop it. */
          drift: z.object({ count: z.number(), max: z.number(), distanceKm: z.number() }).optional(),
          relocation: z
            .object({
              state: z.enum(['in_review', 'registering', 'done', 'refused', 'cancelled']),
              address: z.string(),
              reason: z.string().optional(),
            })
            .optional(),
          /** An open repair of it. */
          repairTicketId: z.string().optional(),
          /** Another device is to take its place, or just has. */
          replacement: z
            .object({
              serialNo: z.string(),
              way: z.enum(['courier', 'agent']),
              state: z.enum(['reserved', 'taken_over']),
              deviceState: z.string(),
              waybillNo: z.string().optional(),
              courier: z.string().optional(),
            })
            .optional(),
          /** What was reported of it and is being looked into. */
          report: z.object({ kind: z.enum(['wrong_serial', 'lost']), arrivedSerial: z.string().optional() }).optional(),
          shipment: z
            .object({ state: z.string(), waybillNo: z.string().optional(), courier: z.string().optional() })
            .optional(),
          code: z
            .object({ state: z.string(), messageState: z.string().optional(), expiresAt: isoText.optional() })
            .optional(),
        }),
      ),
    }),
    refusals: noMerchant,
  },
  'POST /api/merchant/devices/:serialNo/activation-code': {
    summary: 'Send a new activation code by SMS; the earlier one stops working',
    guard: applicant,
    params: z.object({ serialNo: z.string().max(40) }),
    answer: ok,
    refusals: [
      'merchants.none',
      'terminals.unknown',
      'terminals.report_open',
      'activation.already_active',
      'activation.reissue_limit',
    ],
  },
  'POST /api/merchant/devices/:serialNo/relocation': {
    summary: 'Move a device: within the city the network is told at once, to another city a person looks first',
    guard: forManager,
    params: z.object({ serialNo: z.string().max(40) }),
    body: z.object({ region: regionCode, address: z.string().trim().min(5).max(120) }),
    answer: z.object({ state: z.enum(['in_review', 'registering']) }),
    refusals: ['merchants.none', 'terminals.unknown', 'terminals.relocate_not_now', 'terminals.relocation_open'],
  },
  'POST /api/merchant/devices/:serialNo/reports': {
    summary: 'Before activation: another device came (its serial number), or it is gone; the code dies at once',
    guard: forCashier,
    params: z.object({ serialNo: z.string().max(40) }),
    body: z.object({
      kind: z.enum(['wrong_serial', 'lost']),
      arrivedSerial: z.string().trim().toUpperCase().min(4).max(40).optional(),
    }),
    answer: ok,
    refusals: [
      'merchants.none',
      'terminals.unknown',
      'terminals.report_too_late',
      'terminals.report_open',
      'terminals.serial_needed',
      'terminals.serial_is_right',
    ],
  },
} as const satisfies Record<string, Route>;
