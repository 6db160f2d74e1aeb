/** A cardholder looks whether a paper slip is genuine, complains about a sale, and follows the complaint. */
import { z } from 'zod';
import { fenText, isoText, ok, type Route } from './route.ts';
import { receiptState } from './receipts.ts';

const open = { kind: 'public' } as const;
const phone = z.string().max(20);
const code = z.string().max(10);
const words = z.string().trim().min(2).max(500);
const token = z.object({ token: z.string().max(80) });
const slip = z.object({
  terminalNo: z.string().regex(/^[0-9A-Za-z]{8}$/),
  rrn: z.string().regex(/^\d{12}$/),
  date: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  amountFen: fenText,
});
export const complaintReason = z.enum(['amount_wrong', 'charged_twice', 'not_received', 'not_mine', 'other']);
const codeRefusals = ['identity.code_wrong', 'identity.code_expired', 'identity.code_tries_used'] as const;

export const complaintRoutes = {
  'POST /api/public/receipts/checks': {
    summary: 'Is this paper slip ours? All four must fit, and no more is told than stands on it',
    guard: open,
    body: slip,
    answer: z.object({
      genuine: z.boolean(),
      merchantName: z.string().optional(),
      kind: z.string().optional(),
      state: receiptState.optional(),
    }),
  },
  'POST /api/public/complaints/codes': {
    summary: 'A code to complain with, or to find complaints again',
    guard: open,
    body: z.object({ phone }),
    answer: z.object({ resendAfterS: z.number() }),
    refusals: ['identity.phone_invalid', 'identity.code_too_soon', 'identity.code_limit'],
  },
  'POST /api/public/complaints': {
    summary: 'Complain about a sale: by the address of its e-receipt, or by what stands on the paper slip',
    guard: open,
    body: z.object({
      of: z.union([z.object({ token: z.string().max(60) }), slip]),
      reason: complaintReason,
      words,
      phone,
      code,
    }),
    answer: z.object({ token: z.string(), dueAt: isoText }),
    refusals: ['switching.receipt_unknown', 'servicing.complaint_limit', ...codeRefusals],
  },
  'POST /api/public/complaints/looks': {
    summary: 'The complaints of a phone that is proved by a code',
    guard: open,
    body: z.object({ phone, code }),
    answer: z.object({
      rows: z.array(
        z.object({
          token: z.string(),
          merchantName: z.string(),
          amountFen: fenText,
          state: z.string(),
          openedAt: isoText,
        }),
      ),
    }),
    refusals: codeRefusals,
  },
  'GET /api/public/complaints/:token': {
    summary: 'How far a complaint is, for whoever holds its address',
    guard: open,
    params: token,
    answer: z.object({
      ticketTail: z.string(),
      reason: complaintReason,
      words: z.string(),
      state: z.string(),
      merchantName: z.string(),
      amountFen: fenText,
      soldAt: isoText,
      openedAt: isoText,
      dueAt: isoText,
      overdue: z.boolean(),
      answer: z.string().optional(),
      /** Until when it may be taken up again; there while it is resolved. */
      reopenUntil: isoText.optional(),
    }),
    refusals: ['servicing.ticket_unknown'],
  },
  'POST /api/public/complaints/:token/reopen': {
    summary: 'The answer does not settle it: take it up again, with why',
    guard: open,
    params: token,
    body: z.object({ words }),
    answer: ok,
    refusals: ['servicing.ticket_unknown', 'servicing.ticket_elsewhere', 'servicing.talk_limit'],
  },
} as const satisfies Record<string, Route>;
