import type { Timers } from '../../platform/env.ts';

/** A time by which something must be answered. `passed` settles when it has come, and also when it was called off. */
export interface Deadline {
  readonly over: boolean;
  readonly passed: Promise<void>;
  callOff(): void;
}

export function deadlineIn(timers: Timers, ms: number): Deadline {
  const stop = new AbortController();
  let over = false;
  const passed = timers.wait(ms, stop.signal).then(() => {
    over = !stop.signal.aborted;
  });
  return {
    get over() {
      return over;
    },
    passed,
    callOff: () => stop.abort(),
  };
}
