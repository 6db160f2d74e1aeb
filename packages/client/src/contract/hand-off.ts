/** From the desktop to the phone: a code on the screen opens the same step on the phone, signed in, without typing. */
import { z } from 'zod';
import { isoText, ok, type Route } from './route.ts';

const applicant = { kind: 'applicant' } as const;

/** The steps that want a camera: nothing else is ever opened this way. Signing has a code of its own. */
export const handOffStep = z.enum([
  'identity',
  'face',
  'licence',
  'authorisation',
  'card',
  'account',
  'premises',
  'scene',
  'interview',
]);

export const handOffRoutes = {
  'POST /api/applicant/hand-offs': {
    summary: 'A one-time code that opens this step on my phone; an earlier one that waits is dead from now on',
    guard: applicant,
    body: z.object({ step: handOffStep }),
    example: { step: 'identity' },
    /** The token is told here and never again; it lives for `lifeS` seconds. */
    answer: z.object({ handOffId: z.string(), token: z.string(), lifeS: z.number() }),
    answersSecret: true,
    refusals: ['identity.hand_off_limit'],
  },
  'GET /api/applicant/hand-offs': {
    summary: 'Codes of mine that wait, and phones that one of them opened and that are still signed in',
    guard: applicant,
    answer: z.object({
      rows: z.array(
        z.object({
          handOffId: z.string(),
          step: handOffStep,
          state: z.enum(['waiting', 'opened']),
          /** User agent of the phone. */
          device: z.string().optional(),
          openedAt: isoText.optional(),
          /** Whether it opened the session that asks. */
          here: z.boolean(),
        }),
      ),
    }),
  },
  'DELETE /api/applicant/hand-offs/:handOffId': {
    summary: 'Take a code back, or sign the phone out that it opened',
    guard: applicant,
    params: z.object({ handOffId: z.string().max(40) }),
    answer: ok,
    refusals: ['identity.hand_off_unknown'],
  },
  'POST /api/public/hand-offs/redemption': {
    summary: 'Open this phone with a scanned code, once. Only ever by POST: whoever previews a link spends nothing',
    guard: { kind: 'public' },
    body: z.object({ token: z.string().min(1).max(200) }),
    answer: z.object({ step: handOffStep, phone: z.string() }),
    refusals: ['identity.hand_off_invalid'],
  },
} as const satisfies Record<string, Route>;
