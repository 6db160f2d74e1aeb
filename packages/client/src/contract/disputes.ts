import { z } from 'zod';
import { receipt } from './merchant.ts';
import { disputeFilter, page } from './list-parts.ts';
import { fenText, isoText, ok, forManager, managerAfterClose } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;
const acts = { kind: 'staff', permission: 'operate.act' } as const;
const afterClose = { kind: 'applicant', afterClose: true } as const;

const kind = z.enum(['document_request', 'chargeback', 'credit_adjustment', 'claim']);
const state = z.enum([
  'waiting_merchant',
  'waiting_us',
  'proposed',
  'sent',
  'won',
  'lost',
  'accepted',
  'answered',
  'expired',
  'carried',
  'declined',
  'withdrawn',
]);
const stepName = z.enum([
  'open',
  'more',
  'say',
  'overdue',
  'accept',
  'concede',
  'propose',
  'reply',
  'expire',
  'lapse',
  'approve',
  'refuse',
  'withdraw',
  'drop',
  'win',
  'carry',
  'decline',
  'fail',
  'again',
]);
/** merchant_id is `-` where no merchant of ours is known. */
const key = z.object({ merchantId: z.string().max(40), disputeId: z.string().max(40) });
const own = z.object({ disputeId: z.string().max(40) });
const words = z.string().trim().min(5).max(1_000);

const row = z.object({
  merchantId: z.string(),
  disputeId: z.string(),
  kind,
  state,
  amountFen: fenText,
  /** What of it the merchant bears now. */
  chargedFen: fenText,
  rrn: z.string(),
  /** The network's code of why. */
  reason: z.string(),
  openedAt: isoText,
  movedAt: isoText,
  /** Until when the network wants an answer; of one that is won, until when it may come again. */
  dueAt: isoText.optional(),
  merchantDueAt: isoText.optional(),
  merchantNo: z.string().optional(),
  merchantName: z.string().optional(),
  transactionId: z.string().optional(),
});
const proof = z.object({
  proofId: z.string(),
  contentType: z.string(),
  byteCount: z.number(),
  by: z.enum(['merchant', 'staff']),
  at: isoText,
});
const step = z.object({ event: stepName, by: z.string(), note: z.string(), at: isoText });

const ownRow = z.object({
  disputeId: z.string(),
  kind,
  state,
  amountFen: fenText,
  chargedFen: fenText,
  reason: z.string(),
  openedAt: isoText,
  /** Until when the merchant says something, while it may. */
  dueAt: isoText.optional(),
  transactionId: z.string().optional(),
  /** The sale: when, and with which card. */
  soldAt: isoText.optional(),
  card: z.string().optional(),
});

/** Disputes with the network: what cardholders' banks ask for and take back, and what is answered. */
export const disputeDeskRoutes = {
  'GET /api/console/disputes': {
    summary: 'Disputes with the network: standing ones by their deadline, ended ones the newest first',
    guard: reads,
    query: disputeFilter.extend(page),
    answer: z.object({
      rows: z.array(row),
      next: z.string().optional(),
      /** By the days that are left: up to one, three, ten, more; none where nothing is waited for but the network. */
      ages: z.array(
        z.object({ left: z.enum(['d1', 'd3', 'd10', 'later', 'none']), count: z.number(), amountFen: fenText }),
      ),
    }),
    refusals: ['console.list_place_wrong'],
  },
  'GET /api/console/disputes/:merchantId/:disputeId': {
    summary: 'One dispute: its sale and slip, proofs, history, and what may be done',
    guard: reads,
    params: key,
    answer: row.extend({
      originalDate: z.string(),
      fileName: z.string(),
      /** The difference that holds what no merchant bears. */
      breakId: z.string().optional(),
      slip: receipt.optional(),
      proofs: z.array(proof),
      steps: z.array(step),
      acts: z.array(z.enum(['concede', 'propose', 'reply'])),
      proposal: z.object({ by: z.string(), own: z.boolean(), reason: z.string(), at: isoText }).optional(),
    }),
    refusals: ['reconciliation.dispute_unknown'],
  },
  'GET /api/console/disputes/:merchantId/:disputeId/proofs/:proofId': {
    summary: 'A proof (image or PDF)',
    guard: reads,
    params: key.extend({ proofId: z.string().max(40) }),
    answer: z.any(),
    refusals: ['reconciliation.dispute_unknown'],
  },
  'POST /api/console/disputes/:merchantId/:disputeId/proofs': {
    summary: 'Add a proof that the merchant has sent another way (multipart: file)',
    guard: acts,
    params: key,
    form: z.object({}),
    answer: z.object({ proofId: z.string() }),
    refusals: [
      'reconciliation.dispute_unknown',
      'reconciliation.dispute_elsewhere',
      'reconciliation.proofs_full',
      'reconciliation.proof_unreadable',
    ],
  },
  'POST /api/console/disputes/:merchantId/:disputeId/acts': {
    summary: 'Propose a representment (another person decides), answer a document request, or let it go',
    guard: acts,
    params: key,
    body: z.object({ act: z.enum(['concede', 'propose', 'reply']), note: z.string().trim().min(5).max(500) }),
    answer: z.object({ state }),
    refusals: ['reconciliation.dispute_unknown', 'reconciliation.dispute_elsewhere'],
  },
  'POST /api/console/disputes/:merchantId/:disputeId/decision': {
    summary: 'Approve or refuse what another person proposed, or take one’s own proposal back',
    guard: acts,
    params: key,
    body: z.object({
      decision: z.enum(['approve', 'refuse', 'withdraw']),
      note: z.string().trim().max(500).optional(),
    }),
    answer: z.object({ state }),
    refusals: [
      'reconciliation.dispute_unknown',
      'reconciliation.dispute_elsewhere',
      'reconciliation.second_person',
      'reconciliation.not_yours',
      'reconciliation.not_creditable',
    ],
  },
  'POST /api/console/sales/:merchantId/:transactionId/credit-adjustment': {
    summary: 'Propose to give a sale, or a part of it, back to the cardholder over the network; another person decides',
    guard: acts,
    params: z.object({ merchantId: z.string().max(40), transactionId: z.string().max(40) }),
    body: z.object({ amountFen: z.string().regex(/^[1-9]\d{0,11}$/), reason: z.string().trim().min(5).max(500) }),
    answer: z.object({ disputeId: z.string() }),
    refusals: ['switching.transaction_unknown', 'reconciliation.not_creditable'],
  },
} as const;

/** The same for the merchant whose sale it is. */
export const merchantDisputeRoutes = {
  'GET /api/merchant/disputes': {
    summary: 'Disputes about my sales, what stands before what has ended',
    guard: forManager,
    answer: z.object({ rows: z.array(ownRow) }),
    refusals: ['merchants.none'],
  },
  'GET /api/merchant/disputes/:disputeId': {
    summary: 'One dispute: what is asked for and until when, what was handed in, and what came of it',
    guard: forManager,
    params: own,
    answer: ownRow.extend({
      slip: receipt.optional(),
      proofs: z.array(proof),
      /** In words of the page; notes are the merchant's own words alone. */
      steps: z.array(z.object({ event: stepName, words: z.string(), at: isoText })),
      acts: z.array(z.enum(['say', 'accept'])),
    }),
    refusals: ['reconciliation.dispute_unknown'],
  },
  'GET /api/merchant/disputes/:disputeId/proofs/:proofId': {
    summary: 'A proof of mine (image or PDF)',
    guard: forManager,
    params: own.extend({ proofId: z.string().max(40) }),
    answer: z.any(),
    refusals: ['reconciliation.dispute_unknown'],
  },
  'POST /api/merchant/disputes/:disputeId/proofs': {
    summary: 'Hand in a proof (multipart: file; JPEG, PNG or PDF)',
    guard: managerAfterClose,
    params: own,
    form: z.object({}),
    answer: z.object({ proofId: z.string() }),
    refusals: [
      'reconciliation.dispute_unknown',
      'reconciliation.dispute_elsewhere',
      'reconciliation.proofs_full',
      'reconciliation.proof_unreadable',
    ],
  },
  'POST /api/merchant/disputes/:disputeId/answer': {
    summary: 'Say what the sale was; people take it on from there',
    guard: managerAfterClose,
    params: own,
    body: z.object({ words }),
    answer: z.object({ state }),
    refusals: ['reconciliation.dispute_unknown', 'reconciliation.dispute_elsewhere'],
  },
  'POST /api/merchant/disputes/:disputeId/acceptance': {
    summary: 'Accept a chargeback: the money stays with the cardholder',
    guard: afterClose,
    params: own,
    answer: ok,
    refusals: ['reconciliation.dispute_unknown', 'reconciliation.dispute_elsewhere'],
  },
} as const;
