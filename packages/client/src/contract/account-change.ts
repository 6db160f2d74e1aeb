import { z } from 'zod';
import { isoText, ok } from './route.ts';

const applicant = { kind: 'applicant' } as const;

/** The account that a merchant's money goes to, and another in its place. */
export const accountChangeRoutes = {
  'GET /api/merchant/account': {
    summary: 'Where my money goes, and the change that waits',
    guard: applicant,
    answer: z.object({
      kind: z.enum(['personal', 'corporate']),
      masked: z.string(),
      bankName: z.string(),
      state: z.enum(['active', 'blocked']),
      blockedReason: z.string().optional(),
      /** Digits of the number to which the code goes. */
      phone: z.string(),
      change: z.object({ masked: z.string(), bankName: z.string(), effectiveAt: isoText }).optional(),
    }),
    refusals: ['merchants.none'],
  },
  'POST /api/merchant/account/code': {
    summary: 'A code to my own number, for a change of the account',
    guard: applicant,
    answer: z.object({ messageId: z.string(), resendAfterS: z.number() }),
    refusals: ['merchants.none', 'identity.phone_invalid', 'identity.code_too_soon', 'identity.code_limit'],
  },
  'POST /api/merchant/account/change': {
    summary:
      'Another account: the bank is asked whether it is its owner’s (a corporate one with its branch), and it is paid to after the cooling time',
    guard: applicant,
    body: z.object({
      number: z.string().regex(/^\d{8,32}$/),
      branch: z.object({ code: z.string().regex(/^\d{12}$/), name: z.string().trim().min(2).max(60) }).optional(),
      code: z.string().regex(/^\d{6}$/),
    }),
    answer: z.object({ effectiveAt: isoText }),
    refusals: [
      'merchants.none',
      'merchants.account_branch',
      'merchants.account_company',
      'merchants.account_number',
      'merchants.account_credit',
      'merchants.account_same',
      'merchants.account_limit',
      'merchants.account_not_yours',
      'merchants.account_phone',
      'merchants.account_class',
      'merchants.account_unanswered',
      'merchants.account_waits',
      'identity.code_wrong',
      'identity.code_expired',
      'identity.code_tries_used',
    ],
  },
  'POST /api/merchant/account/change/stop': {
    summary: 'Stop the change that waits',
    guard: applicant,
    answer: ok,
    refusals: ['merchants.none', 'merchants.account_none'],
  },
} as const;
