/** Policy parameters: what is in force, what was and what comes; changed by two people, from a day on. */
import { z } from 'zod';
import { isoText, type Route } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;
const changes = { kind: 'staff', permission: 'policy.change' } as const;

const value = z.union([z.number(), z.string()]);
const name = z.string().regex(/^[a-z0-9_.]{1,60}$/);
const note = z.string().trim().min(5).max(300);
const judged = [
  'catalogue.parameter_unknown',
  'catalogue.parameter_value',
  'catalogue.parameter_same',
  'catalogue.parameter_day',
  'catalogue.parameter_day_taken',
] as const;

export const parameterRoutes = {
  'GET /api/console/parameters': {
    summary: 'Every policy parameter with its versions, the latest first, and changes that were proposed',
    guard: reads,
    answer: z.object({
      today: z.string(),
      parameters: z.array(
        z.object({
          name: z.string(),
          unit: z.string(),
          /** In force today; none where the first version is still to come. */
          value: value.optional(),
          versions: z.array(z.object({ effectiveFrom: z.string(), value, source: z.string() })),
        }),
      ),
      changes: z.array(
        z.object({
          changeId: z.string(),
          name: z.string(),
          value,
          effectiveFrom: z.string(),
          state: z.enum(['proposed', 'approved', 'refused', 'withdrawn']),
          reason: z.string(),
          proposedBy: z.string(),
          proposedAt: isoText,
          own: z.boolean(),
          decidedBy: z.string().optional(),
          decisionReason: z.string().optional(),
        }),
      ),
    }),
  },
  'POST /api/console/parameters/changes': {
    summary: 'Propose another value from a day on; somebody else decides',
    guard: changes,
    body: z.object({
      name,
      value: z.string().max(60),
      effectiveFrom: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
      reason: note,
    }),
    answer: z.object({ changeId: z.string() }),
    refusals: judged,
  },
  'POST /api/console/parameters/changes/:changeId/decision': {
    summary: 'Approve or refuse what somebody else proposed, or take back one’s own',
    guard: changes,
    params: z.object({ changeId: z.string().max(40) }),
    body: z.object({ event: z.enum(['approve', 'refuse', 'withdraw']), reason: note }),
    answer: z.object({ state: z.string() }),
    refusals: [
      ...judged,
      'catalogue.parameter_change_unknown',
      'catalogue.parameter_decided',
      'catalogue.parameter_second_person',
      'catalogue.parameter_not_yours',
    ],
  },
} as const satisfies Record<string, Route>;
