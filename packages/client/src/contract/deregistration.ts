/** 注销: the merchant's own page, devices that it gives back or has lost, and the desk that sees who waits for what. */
import { z } from 'zod';
import { fenText, isoText, ok } from './route.ts';

const applicant = { kind: 'applicant' } as const;
const reads = { kind: 'staff', permission: 'operate.read' } as const;
const acts = { kind: 'staff', permission: 'operate.act' } as const;
const state = z.enum(['requested', 'blocked', 'settling', 'unbinding', 'closed', 'cancelled']);
const serialNo = z.object({ serialNo: z.string().max(40) });
const code = z.string().regex(/^\d{6}$/);

export const blockerNames = z.enum([
  'unsettled_batch',
  'open_dispute',
  'open_complaint',
  'risk_hold',
  'negative_balance',
  'funds_pending',
  'device_not_returned',
  'deposit_open',
]);

/** One thing that stands in the way, with its figures, what it is about and since when. */
const blocker = z.object({
  name: blockerNames,
  amountFen: fenText.optional(),
  count: z.number().optional(),
  subjects: z.array(z.string()),
  since: isoText.optional(),
});

const course = z.object({
  state,
  askedAt: isoText,
  settlingAt: isoText.optional(),
  unbindingAt: isoText.optional(),
  endedAt: isoText.optional(),
  recourseUntil: z.string().optional(),
});

export const deregistrationRoutes = {
  'GET /api/merchant/deregistration': {
    summary: 'What stands in the way of my deregistration now, asked for or not, and whether it can be taken back',
    guard: applicant,
    answer: z.object({
      /** The newest; absent where it was never asked for. */
      course: course.optional(),
      blockers: z.array(blocker),
      /** Absent: it can still be taken back. */
      passed: z.enum(['unbinding', 'device_ended', 'not_active']).optional(),
      recourseMonths: z.number(),
      phone: z.string(),
      devices: z.array(
        z.object({
          serialNo: z.string(),
          terminalNo: z.string(),
          goesBack: z.enum(['ordered', 'collected', 'in_transit']).optional(),
        }),
      ),
      account: z.object({ masked: z.string(), state: z.enum(['active', 'blocked']) }).optional(),
    }),
    refusals: ['merchants.none'],
  },
  'POST /api/merchant/deregistration/code': {
    summary: 'A code to my own number, for a deregistration or a device that is lost',
    guard: applicant,
    answer: z.object({ messageId: z.string(), resendAfterS: z.number() }),
    refusals: ['merchants.none', 'identity.phone_invalid', 'identity.code_too_soon', 'identity.code_limit'],
  },
  'POST /api/merchant/deregistration': {
    summary: 'Ask for deregistration; sales stop once only money, devices and deposits are left',
    guard: applicant,
    body: z.object({ code }),
    answer: ok,
    refusals: [
      'merchants.none',
      'servicing.deregistration_open',
      'servicing.deregistration_closed',
      'identity.code_wrong',
      'identity.code_expired',
      'identity.code_tries_used',
    ],
  },
  'POST /api/merchant/deregistration/cancel': {
    summary: 'Take it back, before the point of no return',
    guard: applicant,
    answer: ok,
    refusals: ['merchants.none', 'servicing.deregistration_none', 'servicing.deregistration_passed'],
  },
  'POST /api/merchant/devices/:serialNo/give-back': {
    summary: 'Give a device back, with or without deregistration: a label is ordered',
    guard: applicant,
    params: serialNo,
    answer: z.object({ returnId: z.string() }),
    refusals: ['merchants.none', 'terminals.device_unknown', 'terminals.device_not_out', 'terminals.batch_open'],
  },
  'POST /api/merchant/devices/:serialNo/keep': {
    summary: 'Keep a device after all that nobody has fetched yet',
    guard: applicant,
    params: serialNo,
    answer: ok,
    refusals: ['merchants.none', 'terminals.return_unknown', 'terminals.return_elsewhere'],
  },
  'POST /api/merchant/devices/:serialNo/lost': {
    summary: 'Say that a device is lost: its keys are erased at once, and the signed terms decide its deposit',
    guard: applicant,
    params: serialNo,
    body: z.object({ code }),
    answer: ok,
    refusals: [
      'merchants.none',
      'terminals.device_unknown',
      'identity.code_wrong',
      'identity.code_expired',
      'identity.code_tries_used',
    ],
  },
  'POST /api/merchant/deposits/:depositId/accept': {
    summary: 'Do not appeal: the signed terms take effect now',
    guard: applicant,
    params: z.object({ depositId: z.string().max(40) }),
    answer: ok,
    refusals: ['merchants.none', 'deposits.unknown', 'deposits.not_missed'],
  },
  'GET /api/console/deregistrations': {
    summary: 'Who waits for what, since when; then what has ended',
    guard: reads,
    answer: z.object({
      rows: z.array(
        course.extend({
          merchantId: z.string(),
          merchantNo: z.string(),
          merchantName: z.string(),
          lookedAt: isoText.optional(),
          waits: z.array(z.object({ name: blockerNames, since: isoText })),
        }),
      ),
    }),
  },
  'GET /api/console/deregistrations/:merchantId': {
    summary: 'One deregistration as it is at this moment',
    guard: reads,
    params: z.object({ merchantId: z.string().max(40) }),
    answer: z.object({
      course,
      blockers: z.array(blocker),
      terminals: z.array(
        z.object({ terminalNo: z.string(), serialNo: z.string(), state: z.string(), binding: z.string().optional() }),
      ),
    }),
    refusals: ['servicing.deregistration_none'],
  },
  'GET /api/console/deposit-forfeits': {
    summary: 'Deposits that the signed terms allow to keep, and who has decided what',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          merchantId: z.string(),
          depositId: z.string(),
          merchantNo: z.string(),
          merchantName: z.string(),
          terminalNo: z.string(),
          amountFen: fenText,
          state: z.enum(['open', 'proposed', 'kept', 'given_back']),
          ground: z.enum(['early_return', 'device_lost']),
          activatedOn: z.string().optional(),
          deviceEndedOn: z.string(),
          giveBackDays: z.number(),
          openedAt: isoText,
          reason: z.string().optional(),
          proposedBy: z.string().optional(),
          /** Whoever asks has proposed it, and cannot confirm it. */
          mine: z.boolean(),
          decidedBy: z.string().optional(),
        }),
      ),
    }),
  },
  'POST /api/console/deposit-forfeits/:merchantId/:depositId': {
    summary:
      'Propose to keep it with the reason that the merchant reads, confirm as another person, drop the proposal, or give it back',
    guard: acts,
    params: z.object({ merchantId: z.string().max(40), depositId: z.string().max(40) }),
    body: z.object({
      event: z.enum(['propose', 'confirm', 'drop', 'give_back']),
      reason: z.string().trim().min(5).max(500).optional(),
    }),
    answer: ok,
    refusals: [
      'deposits.forfeit_unknown',
      'deposits.forfeit_elsewhere',
      'deposits.second_person',
      'deposits.forfeit_reason',
    ],
  },
} as const;
