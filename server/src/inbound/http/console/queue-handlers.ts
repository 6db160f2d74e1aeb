import type { QueueKey } from '@kaitong/client/contract';
import { isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { comingDue, queueStates, troubledJobs } from '../../../platform/jobs-view.ts';
import type { Handlers } from '../context.ts';

/** Ids and names alone: a job carries nothing else, and long texts are not for a table. */
const ABOUT_MAX = 6;
const VALUE_MAX = 80;

export const queueHandlers: Handlers<QueueKey> = {
  'GET /api/console/jobs': async ({ world, input }) => {
    const [queues, troubled, coming] = await Promise.all([
      queueStates(world.db),
      troubledJobs(world.db, input.query.queue),
      comingDue(world.db),
    ]);
    return accept({
      now: isoText(world.wall.now()),
      queues: queues.map(({ oldestAt, ...one }) => ({
        ...one,
        ...(oldestAt === undefined ? {} : { oldestAt: isoText(oldestAt) }),
      })),
      troubled: troubled.map(({ data, at, ...one }) => ({
        ...one,
        about: Object.entries(data)
          .slice(0, ABOUT_MAX)
          .map(([name, value]) => ({ name, value: String(value).slice(0, VALUE_MAX) })),
        at: isoText(at),
      })),
      coming: coming.map((one) => ({ ...one, at: isoText(one.at) })),
    });
  },
  'POST /api/console/jobs/:queue/:jobId/retry': async ({ world, input }) => {
    const { queue, jobId } = input.params;
    return (await world.jobs.retry(queue, jobId)) ? accept({ ok: true as const }) : refuse('jobs.not_given_up');
  },
};
