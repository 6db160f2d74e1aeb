import { z } from 'zod';
import { isoText, type Route } from './route.ts';

const reads = { kind: 'staff', permission: 'audit.read' } as const;
const day = z.iso.date();
const outcome = z.enum(['done', 'refused', 'failed']);

const filter = z.object({
  staffId: z.string().max(40).optional(),
  /** The beginning of an action, in whole words. */
  action: z.string().max(120).optional(),
  /** Key of an object or of what it stands in; a merchant by number or id. */
  object: z.string().trim().max(100).optional(),
  from: day.optional(),
  to: day.optional(),
  outcome: outcome.optional(),
});

const act = z.object({
  entryId: z.string(),
  at: isoText,
  wallAt: isoText,
  app: z.enum(['console', 'counter', 'agent']),
  staffId: z.string().optional(),
  name: z.string().optional(),
  role: z.string().optional(),
  address: z.string(),
  device: z.string(),
  action: z.string(),
  objectKind: z.string().optional(),
  objectKey: z.string().optional(),
  within: z.string().optional(),
  reason: z.string().optional(),
  outcome,
  code: z.string().optional(),
  /** Place in the chain and digest; a row of this very moment has none yet. */
  seq: z.number().optional(),
  digest: z.string().optional(),
});

export const auditRoutes = {
  'GET /api/console/audit': {
    summary: 'What staff did, newest first, page by page',
    guard: reads,
    query: filter.extend({ after: z.string().max(40).optional() }),
    answer: z.object({ rows: z.array(act), next: z.string().optional() }),
  },
  'GET /api/console/audit/choices': {
    summary: 'What the log can be filtered by: people, and everything that can be done',
    guard: reads,
    answer: z.object({
      staff: z.array(z.object({ staffId: z.string(), name: z.string(), role: z.string() })),
      actions: z.array(z.string()),
    }),
  },
  'GET /api/console/audit/export': {
    summary: 'What is filtered, as CSV, streamed; at most 100,000 rows',
    guard: reads,
    audited: true,
    query: filter.extend({ language: z.enum(['zh', 'en']).optional() }),
    answer: z.any(),
    refusals: ['audit.export_too_large'],
  },
  'GET /api/console/audit/chain': {
    summary: 'Check the next stretch of the chain; asked again with what it says until there is no next',
    guard: reads,
    query: z.object({
      after: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
    }),
    answer: z.object({
      checked: z.number(),
      /** Links of the whole chain. */
      total: z.number(),
      next: z.number().optional(),
      /** Of the last link: noted elsewhere it tells later that nothing was taken away. */
      head: z.string().optional(),
      faults: z.array(
        z.object({
          kind: z.enum(['changed', 'missing', 'gap', 'stray']),
          seq: z.number().optional(),
          entryId: z.string(),
        }),
      ),
    }),
  },
  'GET /api/console/audit/looks': {
    summary: 'Who looked at pictures and numbers of persons, newest first, page by page',
    guard: reads,
    query: z.object({ staffId: z.string().max(40).optional(), after: z.string().max(40).optional() }),
    answer: z.object({
      rows: z.array(
        z.object({
          accessId: z.string(),
          at: isoText,
          staffId: z.string(),
          name: z.string(),
          what: z.string(),
          subject: z.string(),
        }),
      ),
      next: z.string().optional(),
    }),
  },
} as const satisfies Record<string, Route>;
