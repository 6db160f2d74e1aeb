/** What the seeding place is handed: an Env whose business clock stands where the seeded day does, and whose jobs go nowhere. */
import type { InstantMs } from '../../kernel/instant.ts';
import type { Env } from '../../platform/env.ts';
import type { Jobs } from '../../platform/jobs.ts';

/** What is written here happened long ago: nobody is woken by it. */
const quietJobs: Jobs = {
  enqueue: () => Promise.resolve(),
  enqueueMany: () => Promise.resolve(),
  emit: () => Promise.resolve(),
  waiting: () => Promise.resolve(0),
  retry: () => Promise.resolve(false),
  startWorkers: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};

export interface SeedEnv extends Env {
  /** Where the seeded past stands. */
  set(at: InstantMs): void;
}

export function seedEnv(env: Env): SeedEnv {
  let now = env.clock.now();
  let made = 0;
  return {
    ...env,
    // in their order, so that the same seed gives the same ids; only an installation that has none is seeded
    ids: { next: (prefix) => `${prefix}_00seedid${String((made += 1)).padStart(18, '0')}` },
    jobs: quietJobs,
    clock: { now: () => now },
    set(at) {
      now = at;
    },
  };
}
