import type { InstantMs } from '../../../kernel/instant.ts';

const HOUR_MS = 3_600_000;

/** Whether a terminal's working keys have served their time. One without any signs in by itself; 0 hours: keys do not age. */
export function workingKeysDue(facts: {
  readonly has: boolean;
  readonly keysAt: InstantMs | undefined;
  readonly now: InstantMs;
  readonly hoursMax: number;
}): boolean {
  const { has, keysAt, now, hoursMax } = facts;
  return has && keysAt !== undefined && hoursMax > 0 && now - keysAt >= hoursMax * HOUR_MS;
}
