/** What a shop does to its device: the state of the battery, and how good the network is where it stands. */
import type { Battery } from '@kaitong/terminal';

export const batteryKinds = ['full', 'low', 'empty', 'charging'] as const;
export const lineKinds = ['good', 'slow', 'losing', 'none'] as const;

export interface Conditions {
  readonly battery: (typeof batteryKinds)[number];
  readonly line: (typeof lineKinds)[number];
}

export const goodConditions: Conditions = { battery: 'full', line: 'good' };

export const batteries: Readonly<Record<Conditions['battery'], Battery>> = {
  full: { percent: 86, charging: false },
  low: { percent: 8, charging: false },
  empty: { percent: 0, charging: false },
  charging: { percent: 42, charging: true },
};

/** Bars on the screen. */
export const bars: Readonly<Record<Conditions['line'], number>> = { good: 4, slow: 2, losing: 1, none: 0 };

/** Milliseconds before a request leaves on a poor line: long enough to be seen, far from a time-out. */
export const slowMs = 6_000;

const among = <T extends string>(kinds: readonly T[], value: unknown): T | undefined =>
  kinds.find((one) => one === value);

/** The conditions after a wish from outside; what it does not name, or names wrongly, stays. */
export function changed(before: Conditions, wish: { readonly battery?: unknown; readonly line?: unknown }): Conditions {
  return {
    battery: among(batteryKinds, wish.battery) ?? before.battery,
    line: among(lineKinds, wish.line) ?? before.line,
  };
}
