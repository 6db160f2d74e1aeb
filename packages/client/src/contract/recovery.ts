/** 换号找回: whoever lost their phone or number gets their account back, by card and face, after a cooling time. */
import { z } from 'zod';
import { livenessAction } from './applicant.ts';
import { isoText, ok, type Route } from './route.ts';

const open = { kind: 'public' } as const;

export const recoveryRoutes = {
  'POST /api/public/recoveries/codes': {
    summary: 'A code to the number that the account is to have',
    guard: open,
    body: z.object({ phone: z.string().max(20) }),
    answer: z.object({ resendAfterS: z.number() }),
    refusals: ['identity.phone_invalid', 'identity.code_too_soon', 'identity.code_limit'],
  },
  'POST /api/public/recoveries': {
    summary: 'Start: who I am. The answer does not tell whether there is such an account',
    guard: open,
    body: z.object({
      phone: z.string().max(20),
      code: z.string().max(10),
      name: z.string().trim().min(2).max(60),
      idNumber: z.string().trim().min(15).max(20),
    }),
    answer: z.object({ recoveryId: z.string(), actions: z.array(livenessAction) }),
    refusals: ['identity.code_wrong', 'identity.code_expired', 'identity.code_tries_used', 'identity.recovery_limit'],
  },
  'POST /api/public/recoveries/:recoveryId/face': {
    summary: 'My living face, with consent to compare it (multipart: atMs as JSON array, consent=yes, frames in order)',
    guard: open,
    params: z.object({ recoveryId: z.string().max(40) }),
    form: z.object({ atMs: z.string().max(2000), consent: z.literal('yes') }),
    answer: z.object({ coolingUntil: isoText }),
    refusals: [
      'identity.recovery_unknown',
      'identity.recovery_no_match',
      'identity.recovery_over',
      'identity.phone_taken',
    ],
  },
  'POST /api/applicant/recovery/stop': {
    summary: 'That was not me: the account keeps its number',
    guard: { kind: 'applicant' },
    answer: ok,
    refusals: ['identity.recovery_unknown'],
  },
} as const satisfies Record<string, Route>;
