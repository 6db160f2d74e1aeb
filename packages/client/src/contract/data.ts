/** What a person may ask about their own data, and what forbids to erase it. */
import { z } from 'zod';
import { isoText, ok, type Route } from './route.ts';

const own = { kind: 'applicant', afterClose: true } as const;
const reads = { kind: 'staff', permission: 'operate.read' } as const;
const acts = { kind: 'staff', permission: 'risk.change' } as const;
const merchantNo = z.object({ merchantNo: z.string().regex(/^\w{15}$/) });
const reason = z.object({ reason: z.string().trim().min(5).max(300) });

export const dataClass = z.enum(['replaced', 'identity', 'decided', 'money', 'sign_ins']);
const request = z.object({
  requestId: z.string(),
  kind: z.enum(['export', 'erasure']),
  state: z.enum(['asked', 'held', 'ready', 'done', 'lapsed']),
  askedAt: isoText,
  dueAt: isoText,
  endedAt: isoText.optional(),
  /** How much of each class was erased. */
  erased: z.partialRecord(dataClass, z.number()).optional(),
});

export const dataRoutes = {
  'GET /api/applicant/data': {
    summary: 'What is kept of me, class by class: how much, why, how long, and what I have asked about it',
    guard: own,
    answer: z.object({
      classes: z.array(
        z.object({
          of: dataClass,
          count: z.number(),
          /** Why it stays; without it a request erases it. */
          keptBecause: z.enum(['in_review', 'law', 'proof', 'log', 'hold']).optional(),
        }),
      ),
      keptYears: z.number(),
      logDays: z.number(),
      draftDays: z.number(),
      requests: z.array(request),
    }),
  },
  'POST /api/applicant/data/requests': {
    summary: 'Ask for all of it as a file, or that it is erased',
    guard: own,
    body: z.object({ kind: z.enum(['export', 'erasure']) }),
    answer: z.object({ requestId: z.string() }),
    refusals: ['identity.data_request_open', 'identity.nothing_to_erase'],
  },
  'GET /api/applicant/data/requests/:requestId/file': {
    summary: 'The export (ZIP), while it lies ready',
    guard: own,
    params: z.object({ requestId: z.string().max(40) }),
    answer: z.any(),
    refusals: ['identity.data_request_unknown', 'identity.export_lapsed'],
  },
} as const satisfies Record<string, Route>;

export const dataDeskRoutes = {
  'GET /api/console/data-requests': {
    summary: 'Requests of people about their data that wait, the most urgent first',
    guard: reads,
    answer: z.object({ rows: z.array(request.extend({ phone: z.string() })) }),
  },
  'GET /api/console/merchants/:merchantNo/legal-holds': {
    summary: 'Legal holds of a merchant’s person, the newest first',
    guard: reads,
    params: merchantNo,
    answer: z.object({
      rows: z.array(
        z.object({
          reason: z.string(),
          placedBy: z.string(),
          placedAt: isoText,
          liftedBy: z.string().optional(),
          liftedAt: isoText.optional(),
          liftReason: z.string().optional(),
        }),
      ),
    }),
    refusals: ['merchants.unknown'],
  },
  'POST /api/console/merchants/:merchantNo/legal-holds': {
    summary: 'Forbid to erase anything of this merchant’s person',
    guard: acts,
    params: merchantNo,
    body: reason,
    answer: ok,
    refusals: ['merchants.unknown', 'identity.hold_stands'],
  },
  'POST /api/console/merchants/:merchantNo/legal-holds/lift': {
    summary: 'Lift the hold; what waited for it goes on',
    guard: acts,
    params: merchantNo,
    body: reason,
    answer: ok,
    refusals: ['merchants.unknown', 'identity.hold_none'],
  },
} as const satisfies Record<string, Route>;
