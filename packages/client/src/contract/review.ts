import { z } from 'zod';
import { draft, material, requirementItem } from './applicant.ts';
import { isoText, ok, type Route } from './route.ts';

const reads = { kind: 'staff', permission: 'review.read' } as const;
const decides = { kind: 'staff', permission: 'review.decide' } as const;
const caseId = z.object({ caseId: z.string().max(40) });

export const caseRow = z.object({
  caseId: z.string(),
  applicationId: z.string(),
  revisionNo: z.number(),
  name: z.string(),
  kind: z.enum(['individual', 'sole_proprietor', 'company']),
  channel: z.enum(['online', 'counter', 'agent']),
  state: z.enum(['queued', 'claimed', 'decided']),
  /** Who holds it now, by name; absent when the lease has run out. */
  claimedBy: z.string().optional(),
  mine: z.boolean(),
  stage: z.number(),
  appeal: z.boolean(),
  openedAt: isoText,
  dueAt: isoText,
  overdue: z.boolean(),
  /** When it was late and somebody who answers for it was told. */
  escalatedAt: isoText.optional(),
  decision: z.string().optional(),
  reasons: z.array(z.string()),
});

const verdict = z.object({
  item: requirementItem,
  verdict: z.enum(['pass', 'fix', 'reject']),
  reasons: z.array(z.string().max(40)).max(10),
  /** The applicant reads this. */
  note: z.string().max(300),
  /** Nobody outside reads this. */
  internalNote: z.string().max(1000),
});

const run = z.object({ text: z.string(), same: z.boolean() });
const slot = z.enum([
  'interview',
  'id_front',
  'id_back',
  'licence',
  'bank_card',
  'permit',
  'account_letter',
  'premises',
  'letter',
  'legal_id_front',
  'legal_id_back',
  'scene',
]);

/** `lines`: what was read in a picture of the scene, line by line. */
const shownMaterial = material.extend({ slot, lines: z.array(z.string()) });

/** What a reviewer may change of the terms. */
const terms = z.object({
  settlement: z.enum(['t1', 't0']).optional(),
  deviceModel: z.enum(['esign_pos', 'smart_pos']).optional(),
});

const caseView = z.object({
  case: caseRow,
  person: z.object({ name: z.string(), idNumber: z.string(), idValidTo: z.string(), phone: z.string() }),
  draft,
  /** The trade that the draft names by code. */
  trade: z.object({ zh: z.string(), en: z.string() }).optional(),
  /** `passFrom` and `humanFrom` are the bands of policy: at or above the first the machine passes it, below the second it refuses. */
  face: z.object({
    state: z.string(),
    similarity: z.number(),
    hasImage: z.boolean(),
    passFrom: z.number(),
    humanFrom: z.number(),
  }),
  /** What was asked in the recorded interview. */
  interview: z.object({ questions: z.array(z.string()), askedAt: isoText }).optional(),
  /** Items of this application, in order; each wants a verdict where a check has a doubt. */
  items: z.array(requirementItem),
  checks: z.array(
    z.object({
      check: z.string(),
      item: z.string(),
      version: z.number(),
      verdict: z.enum(['pass', 'warn', 'fail', 'skip']),
      reason: z.string().optional(),
      evidence: z.record(z.string(), z.any()),
    }),
  ),
  materials: z.array(shownMaterial),
  /** Places that must say the same name, with the characters in which they do not. */
  matrix: z.array(
    z.object({
      left: z.string(),
      right: z.string(),
      comparison: z.enum(['exact', 'variant', 'mismatch', 'unread']),
      leftRuns: z.array(run),
      rightRuns: z.array(run),
    }),
  ),
  /** `carriedFrom`: given at that earlier revision, of which nothing has changed since. */
  verdicts: z.array(verdict.extend({ carriedFrom: z.number().optional() })),
  /** How many different people must say yes, and how many where a failed check is overridden. */
  people: z.number(),
  peopleOverride: z.number(),
  /** Field by field, against the revision before; empty for the first. */
  changes: z.array(z.object({ path: z.string(), before: z.string().optional(), after: z.string().optional() })),
  previousFixes: z.array(z.object({ item: z.string(), reasons: z.array(z.string()), note: z.string() })),
  history: z.array(
    z.object({
      seq: z.number(),
      at: isoText,
      by: z.string(),
      decision: z.string(),
      revisionNo: z.number(),
      hash: z.string(),
    }),
  ),
  appealWords: z.string().optional(),
  /** On these terms instead of those that were signed; `by` is whoever proposed them. */
  changedTerms: terms.extend({ note: z.string(), by: z.string() }).optional(),
  fixReasons: z.record(z.string(), z.array(z.string())),
  rejectReasons: z.array(z.string()),
});

export const reviewRoutes = {
  'GET /api/console/cases': {
    summary: 'The review queue, most urgent first',
    guard: reads,
    answer: z.object({ rows: z.array(caseRow) }),
  },
  'POST /api/console/cases/next': {
    summary: 'Take the most urgent case that I may decide; null when there is none',
    guard: decides,
    answer: z.object({ caseId: z.string().nullable() }),
  },
  'GET /api/console/cases/:caseId': {
    summary:
      'One case: what was filed, what the machine found, the photos, what was decided before. Numbers are masked',
    guard: reads,
    params: caseId,
    answer: caseView,
    refusals: ['review.case_unknown'],
  },
  'GET /api/console/cases/:caseId/previous': {
    summary: 'The papers of the revision before, to be compared with those of now; masked like the case, and logged',
    guard: reads,
    params: caseId,
    answer: z.object({ revisionNo: z.number(), materials: z.array(shownMaterial) }),
    refusals: ['review.case_unknown', 'review.no_previous'],
  },
  'POST /api/console/cases/:caseId/reveal': {
    summary: 'The full numbers of a case; every look is logged',
    guard: decides,
    params: caseId,
    answer: z.object({
      idNumber: z.string(),
      phone: z.string(),
      accountNumber: z.string(),
      legalPersonIdNumber: z.string().optional(),
    }),
    refusals: ['review.case_unknown', 'review.not_claimed'],
  },
  'GET /api/console/cases/:caseId/images/:materialId': {
    summary:
      'A photo or video of the case (bytes; photos carry the viewer’s name and the time; every look is logged). materialId "face" is the live picture',
    guard: reads,
    params: z.object({ caseId: z.string().max(40), materialId: z.string().max(40) }),
    answer: z.any(),
    refusals: ['review.case_unknown', 'materials.erased'],
  },
  'POST /api/console/cases/:caseId/claim': {
    summary: 'Take a case for ten minutes (again renews)',
    guard: decides,
    params: caseId,
    answer: ok,
    refusals: ['review.case_unknown', 'review.case_taken', 'review.case_decided', 'review.four_eyes'],
  },
  'POST /api/console/cases/:caseId/release': {
    summary: 'Give a case back to the queue',
    guard: decides,
    params: caseId,
    answer: ok,
  },
  'PUT /api/console/cases/:caseId/verdicts/:item': {
    summary: 'Note what I say of one item; it may be changed until the case is decided',
    guard: decides,
    params: caseId.extend({ item: requirementItem }),
    body: verdict.omit({ item: true }),
    answer: ok,
    refusals: [
      'review.case_unknown',
      'review.case_decided',
      'review.not_claimed',
      'review.fix_reason_unknown',
      'review.item_not_asked',
    ],
  },
  'DELETE /api/console/cases/:caseId/verdicts/:item': {
    summary: 'Take a verdict back',
    guard: decides,
    params: caseId.extend({ item: requirementItem }),
    answer: ok,
    refusals: ['review.case_unknown', 'review.case_decided', 'review.not_claimed'],
  },
  'PUT /api/console/cases/:caseId/terms': {
    summary:
      'Approve it on other terms than were signed: the merchant has to sign them first; may be changed until the decision',
    guard: decides,
    params: caseId,
    body: terms.extend({ note: z.string().trim().max(300) }),
    answer: ok,
    refusals: [
      'review.case_unknown',
      'review.case_decided',
      'review.not_claimed',
      'review.terms_same',
      'review.terms_not_fitting',
    ],
  },
  'DELETE /api/console/cases/:caseId/terms': {
    summary: 'Back to the terms as they were signed',
    guard: decides,
    params: caseId,
    answer: ok,
    refusals: ['review.case_unknown', 'review.case_decided', 'review.not_claimed'],
  },
  'POST /api/console/cases/:caseId/decision': {
    summary:
      'Decide the case by its verdicts: any reject rejects, else any fix asks for it, else it is approved or handed to a second person',
    guard: decides,
    params: caseId,
    body: z.object({ revisionNo: z.number().int(), internalNote: z.string().max(1000) }),
    answer: z.object({ outcome: z.enum(['approve', 'change_terms', 'need_second', 'fix', 'reject', 'send_back']) }),
    refusals: [
      'review.case_unknown',
      'review.not_claimed',
      'review.case_decided',
      'review.stale_revision',
      'review.hard_failure',
      'review.verdict_missing',
      'review.four_eyes',
    ],
  },
} as const satisfies Record<string, Route>;
