import type { Timers } from '../src/platform/env.ts';

/** Timers that a test lets pass by name, the milliseconds they were asked for; nothing passes by itself. */
export interface HandTimers extends Timers {
  /** How many wait for `ms` and have not been called off. */
  waiting(ms: number): number;
  /** How many waits of `ms` were ever asked for. */
  asked(ms: number): number;
  /** Lets every wait of `ms` pass. */
  pass(ms: number): void;
}

export function handTimers(): HandTimers {
  const open = new Map<number, Set<() => void>>();
  const asked = new Map<number, number>();
  const of = (ms: number): Set<() => void> => {
    const set = open.get(ms) ?? new Set();
    open.set(ms, set);
    return set;
  };
  return {
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        asked.set(ms, (asked.get(ms) ?? 0) + 1);
        const done = (): void => {
          of(ms).delete(done);
          resolve();
        };
        of(ms).add(done);
        signal?.addEventListener('abort', done, { once: true });
      }),
    after(ms, call) {
      asked.set(ms, (asked.get(ms) ?? 0) + 1);
      const done = (): void => {
        of(ms).delete(done);
        call();
      };
      of(ms).add(done);
      return () => void of(ms).delete(done);
    },
    waiting: (ms) => of(ms).size,
    asked: (ms) => asked.get(ms) ?? 0,
    pass(ms) {
      for (const done of of(ms)) done();
    },
  };
}
