/** 账户核实: whose a corporate account is, by a few fen or by a letter under its bank's seal. */
import { z } from 'zod';
import { ok, type Route } from './route.ts';

const filling = { kind: 'applicant', filing: true } as const;

export const accountProofRoutes = {
  'GET /api/applicant/application/account-proof': {
    summary: 'Where the micro transfer to my corporate account stands',
    guard: filling,
    answer: z.object({ state: z.enum(['none', 'asked', 'sent', 'proved', 'failed', 'refused']) }),
    refusals: ['applications.none'],
  },
  'GET /api/applicant/application/account-letter': {
    summary: 'The letter for the bank of my corporate account to seal, filled in, as PDF',
    guard: filling,
    answer: z.unknown(),
    refusals: ['applications.none', 'review.proof_no_account'],
  },
  'POST /api/applicant/application/account-proof': {
    summary: 'Send an amount of 1 to 99 fen to the corporate account of my draft',
    guard: filling,
    answer: z.object({ state: z.string() }),
    refusals: [
      'applications.none',
      'review.proof_no_account',
      'review.proof_limit',
      'review.proof_refused',
      'review.proof_unanswered',
    ],
  },
  'POST /api/applicant/application/account-proof/confirmation': {
    summary: 'Tell the amount that arrived',
    guard: filling,
    body: z.object({ amountFen: z.string().regex(/^\d{1,4}$/) }),
    answer: ok,
    refusals: [
      'applications.none',
      'review.proof_no_account',
      'review.proof_not_sent',
      'review.proof_wrong',
      'review.proof_tries_used',
    ],
  },
} as const satisfies Record<string, Route>;
