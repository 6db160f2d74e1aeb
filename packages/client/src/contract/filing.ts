/** The merchant's side of the other two channels: who asks to file for me, visits, and my own form on paper. */
import { z } from 'zod';
import { isoText, ok, type Route } from './route.ts';

/** Never open to a filing: consents, signing and sign-in are the merchant's own. */
const applicant = { kind: 'applicant' } as const;

export const slot = z.enum(['morning', 'afternoon']);
export const dateText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const regionCode = z.string().regex(/^\d{6}$/);
const filingParams = z.object({ filingId: z.string().max(40) });

export const filingState = z.enum([
  'awaiting_consent',
  'open',
  'awaiting_officer',
  'awaiting_merchant',
  'filed',
  'stopped',
  'withdrawn',
]);

export const visit = z.object({
  visitId: z.string(),
  agentId: z.string(),
  agentName: z.string(),
  region: z.string(),
  address: z.string(),
  wantedDate: z.string(),
  slot,
  state: z.enum(['requested', 'accepted', 'checked_in', 'done', 'cancelled']),
  checkedInAt: isoText.optional(),
});

export const newVisit = z.object({
  agentId: z.string().max(40),
  region: regionCode,
  address: z.string().trim().min(4).max(120),
  wantedDate: dateText,
  slot,
});

export const filingRoutes = {
  'GET /api/applicant/filing-requests': {
    summary: 'Who asks to file for me, and who does',
    guard: applicant,
    answer: z.object({
      rows: z.array(
        z.object({
          filingId: z.string(),
          channel: z.enum(['counter', 'agent']),
          by: z.string(),
          person: z.string(),
          region: z.string(),
          state: filingState,
          certificateNumber: z.string().optional(),
          consents: z.array(z.string()),
          openedAt: isoText,
        }),
      ),
    }),
  },
  'POST /api/applicant/filing-requests/:filingId/grant': {
    summary: 'Agree that this agent fills in my application; the consents are recorded here, on my own phone',
    guard: applicant,
    params: filingParams,
    answer: ok,
    refusals: ['channels.filing_not_open', 'channels.application_closed'],
  },
  'POST /api/applicant/filing-requests/:filingId/refuse': {
    summary: 'Refuse, or take back an agreement that was given',
    guard: applicant,
    params: filingParams,
    answer: ok,
    refusals: ['channels.filing_not_open'],
  },
  'GET /api/applicant/form': {
    summary: 'My draft as a printable form (PDF), with a code that any counter can load it by',
    guard: applicant,
    answer: z.any(),
    refusals: ['applications.none'],
  },
  'DELETE /api/applicant/form': {
    summary: 'The codes of my printed forms stop working',
    guard: applicant,
    answer: ok,
  },
  'GET /api/applicant/visits': {
    summary: 'Visits that I booked',
    guard: applicant,
    answer: z.object({ rows: z.array(visit) }),
  },
  'POST /api/applicant/visits': {
    summary: 'Book a visit of an agent',
    guard: applicant,
    body: newVisit,
    answer: z.object({ visitId: z.string() }),
    refusals: [
      'channels.visits_open',
      'channels.visit_date',
      'channels.agent_suspended',
      'channels.certificate_expired',
      'channels.certificate_invalid',
      'channels.city_not_covered',
    ],
  },
  'POST /api/applicant/visits/:visitId/cancel': {
    summary: 'Call a visit off',
    guard: applicant,
    params: z.object({ visitId: z.string().max(40) }),
    answer: ok,
    refusals: ['channels.visit_moved'],
  },
} as const satisfies Record<string, Route>;
