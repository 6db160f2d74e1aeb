import type { Timers } from '../../platform/env.ts';

/** A time by which something must be answered. `passed` settles when it has come, and also when it was called off. */
export interface Deadline {
  readonly over: boolean;
  readonly passed: Promise<void>;
  callOff(): void;
}

export function deadlineIn(timers: Timers, ms: number): Deadline {
  let over = false;
  let settle: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (settle = resolve));
  const stop = timers.after(ms, () => {
    over = true;
    settle();
  });
  return {
    get over() {
      return over;
    },
    passed,
    callOff() {
      stop();
      settle();
    },
  };
}
