/** Jobs and due dates as the console shows them. Times of jobs are of the wall clock, those of due dates of business time. */
import { z } from 'zod';
import { isoText, ok, type Route } from './route.ts';

const queue = z.string().regex(/^[a-z0-9-]{1,60}$/);

export const queueRoutes = {
  'GET /api/console/jobs': {
    summary: 'Queues with what waits and what failed, jobs in trouble, and what is due next',
    guard: { kind: 'staff', permission: 'operate.read' },
    query: z.object({ queue: queue.optional() }),
    answer: z.object({
      now: isoText,
      queues: z.array(
        z.object({
          queue: z.string(),
          waiting: z.number(),
          later: z.number(),
          active: z.number(),
          failed: z.number(),
          oldestAt: isoText.optional(),
        }),
      ),
      troubled: z.array(
        z.object({
          jobId: z.string(),
          queue: z.string(),
          state: z.enum(['retry', 'failed']),
          /** What it is about, by names of the ids. */
          about: z.array(z.object({ name: z.string(), value: z.string() })),
          error: z.string(),
          tries: z.number(),
          triesMax: z.number(),
          at: isoText,
        }),
      ),
      coming: z.array(z.object({ kind: z.string(), key: z.string(), at: isoText })),
    }),
  },
  'POST /api/console/jobs/:queue/:jobId/retry': {
    summary: 'One more try for a job that was given up',
    guard: { kind: 'staff', permission: 'operate.act' },
    params: z.object({ queue, jobId: z.string().max(40) }),
    body: z.object({}),
    answer: ok,
    refusals: ['jobs.not_given_up'],
  },
} as const satisfies Record<string, Route>;
