import { z } from 'zod';
import { fenText, isoText, ok, type Route } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;
const changes = { kind: 'staff', permission: 'price.change' } as const;
const applicant = { kind: 'applicant' } as const;

const day = z.iso.date();
const ppm = z.string().regex(/^\d{1,6}$/);
const note = z.string().trim().min(2).max(500);
const planId = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9_]{1,30}$/);
const terms = z.object({
  creditPpm: ppm,
  debitPpm: ppm,
  debitCapFen: z.string().regex(/^\d{1,6}$/),
  qrPpm: ppm,
  t0Ppm: ppm,
});
const parts = z.enum(['creditPpm', 'debitPpm', 'debitCapFen', 'qrPpm', 't0Ppm']);
const judged = [
  'catalogue.plan_below_cost',
  'catalogue.plan_above_limit',
  'catalogue.plan_too_early',
  'catalogue.plan_unchanged',
] as const;

/** Versions of price plans: proposed and published by two persons, told to merchants, acknowledged or objected to. */
export const priceDeskRoutes = {
  'GET /api/console/price-plans': {
    summary: 'Versions of every plan with who was told and who acknowledged; proposals; objections for people',
    guard: reads,
    answer: z.object({
      /** No part may be below these. */
      floors: terms,
      noticeDays: z.number(),
      /** The first business day on which a rise approved now could apply. */
      riseFrom: z.string(),
      /** The first day that has not begun. */
      fallFrom: z.string(),
      versions: z.array(
        terms.extend({
          planId: z.string(),
          effectiveFrom: z.string(),
          state: z.enum(['past', 'in_force', 'coming']),
          dearer: z.array(parts),
          told: z.number(),
          read: z.number(),
          acknowledged: z.number(),
          objected: z.number(),
        }),
      ),
      proposals: z.array(
        terms.extend({
          proposalId: z.string(),
          planId: z.string(),
          state: z.enum(['proposed', 'approved', 'refused', 'withdrawn']),
          effectiveFrom: z.string(),
          reason: z.string(),
          proposedBy: z.string(),
          proposedAt: isoText,
          own: z.boolean(),
          decidedBy: z.string().optional(),
          decidedAt: isoText.optional(),
          decisionReason: z.string().optional(),
          takesEffect: z.string().optional(),
          dearer: z.array(parts),
        }),
      ),
      objections: z.array(
        z.object({
          merchantId: z.string(),
          merchantNo: z.string().optional(),
          planId: z.string(),
          effectiveFrom: z.string(),
          note: z.string(),
          at: isoText,
          settled: z.object({ by: z.string(), at: isoText, note: z.string() }).optional(),
        }),
      ),
    }),
  },
  'POST /api/console/price-plans/proposals': {
    summary: 'Propose a version of a plan, or a plan that is new; somebody else publishes it',
    guard: changes,
    body: z.object({ planId, terms, effectiveFrom: day, reason: note }),
    answer: z.object({ proposalId: z.string() }),
    refusals: judged,
  },
  'POST /api/console/price-plans/proposals/:proposalId/decision': {
    summary: 'Publish or refuse a version that somebody else proposed, or take back one’s own',
    guard: changes,
    params: z.object({ proposalId: z.string() }),
    body: z.object({ event: z.enum(['approve', 'refuse', 'withdraw']), reason: note }),
    answer: z.object({ state: z.string(), takesEffect: z.string().optional() }),
    refusals: [
      ...judged,
      'catalogue.plan_unknown',
      'catalogue.plan_decided',
      'catalogue.plan_second_person',
      'catalogue.plan_not_yours',
    ],
  },
  'GET /api/console/price-plans/:planId/:effectiveFrom/notices': {
    summary: 'The log of a version: who was told when, and said what; a page at a time',
    guard: reads,
    params: z.object({ planId, effectiveFrom: day }),
    query: z.object({ after: z.string().max(40).optional() }),
    answer: z.object({
      rows: z.array(
        z.object({
          merchantNo: z.string(),
          appliesFrom: z.string(),
          sentAt: isoText,
          words: z.array(z.object({ word: z.string(), at: isoText, note: z.string() })),
        }),
      ),
      /** For the next page, where there is one. */
      next: z.string().optional(),
    }),
  },
  'POST /api/console/price-plans/objections/:merchantId/:effectiveFrom/settlement': {
    summary: 'Settle an objection: the older price stays, or the plan applies from a day that has not begun',
    guard: changes,
    params: z.object({ merchantId: z.string(), effectiveFrom: day }),
    body: z.object({ note, applyFrom: day.optional() }),
    answer: ok,
    refusals: ['merchants.notice_unknown', 'merchants.notice_settled', 'catalogue.plan_too_early'],
  },
} as const satisfies Record<string, Route>;

const line = z.object({
  charge: z.string(),
  from: z.string(),
  ratePpm: z.string().optional(),
  capFen: fenText.optional(),
  amountFen: fenText.optional(),
});

/** The merchant's own prices. */
export const merchantPriceRoutes = {
  'GET /api/merchant/prices': {
    summary: 'The price sheet in force, what comes and when, and what was',
    guard: applicant,
    answer: z.object({
      today: z.string(),
      inForce: z.array(line),
      coming: z.array(line),
      past: z.array(line),
      notices: z.array(
        z.object({
          effectiveFrom: z.string(),
          appliesFrom: z.string(),
          rise: z.boolean(),
          sentAt: isoText,
          /** It may still be objected to. */
          open: z.boolean(),
          words: z.array(z.object({ word: z.string(), at: isoText, note: z.string() })),
          before: terms,
          after: terms,
        }),
      ),
      /** The merchant objected, and people have not decided. */
      held: z.boolean(),
    }),
    refusals: ['merchants.none'],
  },
  'POST /api/merchant/prices/:effectiveFrom/word': {
    summary: 'Read, acknowledge, or object to a version before it applies',
    guard: applicant,
    params: z.object({ effectiveFrom: day }),
    body: z.object({ word: z.enum(['read', 'acknowledged', 'objected']), note: z.string().trim().max(500).optional() }),
    answer: ok,
    refusals: ['merchants.none', 'merchants.notice_unknown', 'merchants.notice_over', 'merchants.notice_said'],
  },
} as const satisfies Record<string, Route>;
