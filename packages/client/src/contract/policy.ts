import { z } from 'zod';
import { isoText, ok, type Route } from './route.ts';

const reads = { kind: 'staff', permission: 'review.read' } as const;
const acts = { kind: 'staff', permission: 'operate.act' } as const;

const mode = z.enum(['on', 'advise', 'off']);
const people = z.number().int().min(0).max(2);

/** The review policy as a document; checks that are not named are on. */
export const reviewPolicy = z.object({
  checks: z.record(z.string(), mode),
  people: z.object({
    companySmartPos: people,
    t0: people,
    override: people,
    samplePercent: z.number().min(0).max(100),
  }),
  /** What a check wants before it passes, beyond what it wants by itself. */
  thresholds: z.object({ faceSimilarity: z.number().optional(), sceneLines: z.number().optional() }).optional(),
  machine: z.object({ approves: z.boolean(), asksFix: z.array(z.string()) }),
});

const decision = z.object({ outcome: z.enum(['approved', 'human', 'fix']), people: z.number() });

const spread = z.object({ count: z.number(), p50Ms: z.number(), p95Ms: z.number() });
const stepName = z.enum(['filling_in', 'review', 'fixes', 'delivery', 'activation']);

export const policyRoutes = {
  'GET /api/console/onboarding-metrics': {
    summary:
      'How onboarding goes, by channel: yield, time to decision, elapsed and own time, the slowest step, reasons',
    guard: reads,
    query: z.object({ days: z.string().regex(/^\d{1,3}$/) }),
    answer: z.object({
      channels: z.array(
        z.object({
          channel: z.enum(['online', 'counter', 'agent']),
          applications: z.number(),
          submitted: z.number(),
          approved: z.number(),
          active: z.number(),
          firstPassPercent: z.number().nullable(),
          decision: spread,
          elapsed: spread,
          ownEffort: spread,
          steps: z.record(stepName, spread),
          slowestStep: stepName.nullable(),
          overturnPercent: z.number().nullable(),
        }),
      ),
      reasons: z.array(z.object({ reason: z.string(), count: z.number() })),
      days: z.array(z.object({ day: z.string(), submitted: z.number(), approved: z.number() })),
    }),
  },
  'GET /api/console/review-policies': {
    summary: 'Versions of the review policy, newest first, and every check there is',
    guard: reads,
    answer: z.object({
      current: z.number(),
      checks: z.array(z.string()),
      rows: z.array(
        z.object({
          version: z.number(),
          policy: reviewPolicy,
          note: z.string(),
          madeBy: z.string(),
          madeAt: isoText,
          effectiveFrom: z.string().optional(),
          switchedOnBy: z.string().optional(),
        }),
      ),
    }),
  },
  'POST /api/console/review-policies/dry-run': {
    summary: 'What the newest 500 applications would have come to under this policy; nothing is written',
    guard: reads,
    body: z.object({ policy: reviewPolicy }),
    answer: z.object({
      looked: z.number(),
      changed: z.array(
        z.object({ applicationId: z.string(), revisionNo: z.number(), before: decision, after: decision }),
      ),
    }),
    refusals: ['review.policy_invalid'],
  },
  'POST /api/console/review-policies': {
    summary: 'Write a new version; it changes nothing until somebody else switches it on',
    guard: acts,
    body: z.object({ policy: reviewPolicy, note: z.string().trim().min(2).max(200) }),
    answer: z.object({ version: z.number() }),
    refusals: ['review.policy_invalid'],
  },
  'POST /api/console/review-policies/:version/switch-on': {
    summary: 'Switch a version on from a day; never by whoever wrote it',
    guard: acts,
    params: z.object({ version: z.string().regex(/^\d{1,6}$/) }),
    body: z.object({ from: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) }),
    answer: ok,
    refusals: ['review.policy_unknown', 'review.policy_on_already', 'review.policy_four_eyes', 'review.policy_date'],
  },
} as const satisfies Record<string, Route>;
