/** What the dashboard draws: the last hour by minute, the day by hour, payouts of the day, and what wants attention. */
import {
  dateInShanghai,
  DAY_MS,
  HOUR_MS,
  instant,
  later,
  MINUTE_MS,
  shanghaiInstant,
  type InstantMs,
} from '../kernel/instant.ts';
import { coverageOf, readHolidays } from '../modules/catalogue/index.ts';
import { payoutsByState, type PayoutsInState } from '../modules/settlement/index.ts';
import { pulseOf, type Beat } from '../modules/switching/index.ts';
import { queueStates } from '../platform/jobs-view.ts';
import { outagesOf, outsideSeen } from '../platform/outside.ts';
import { keepFor } from './facts.ts';
import type { World } from './ports.ts';

export interface Attention {
  readonly kind: 'sms_down' | 'network_down' | 'bank_down' | 'jobs_given_up' | 'jobs_late' | 'calendar_short';
  /** How many, or how many days are left. */
  readonly count: number;
}

export interface Pulse {
  readonly minutes: readonly Beat[];
  readonly hours: readonly Beat[];
  readonly payouts: readonly PayoutsInState[];
  readonly attention: readonly Attention[];
}

const MINUTES = 60;
/** Work that is due is done within seconds; what waits for so long does not go on by itself. */
const LATE_MS = 5 * MINUTE_MS;

/** Looked at by every open dashboard every few seconds, and read once for all of them. */
export function pulseNow(world: World): Promise<Pulse> {
  return keepFor(world, 'pulse', () => readPulse(world));
}

async function readPulse(world: World): Promise<Pulse> {
  const now = world.clock.now();
  const minute = instant(Math.floor(now / MINUTE_MS) * MINUTE_MS);
  const midnight = shanghaiInstant(dateInShanghai(now), '00:00');
  const [minutes, hours, payouts, attention] = await Promise.all([
    pulseOf(world.db, {
      since: later(minute, -(MINUTES - 1) * MINUTE_MS),
      until: later(minute, MINUTE_MS),
      spanMs: MINUTE_MS,
    }),
    pulseOf(world.db, { since: midnight, until: later(midnight, DAY_MS), spanMs: HOUR_MS }),
    payoutsByState(world.db, midnight),
    attentionOf(world, now),
  ]);
  return { minutes, hours, payouts, attention };
}

async function attentionOf(world: World, now: InstantMs): Promise<Attention[]> {
  const [outside, queues, holidays] = await Promise.all([
    outsideSeen(world),
    queueStates(world.db),
    readHolidays(world.db),
  ]);
  const found: Attention[] = outagesOf(outside, world.wall.now()).map(({ name }) => ({
    kind: `${name}_down`,
    count: 1,
  }));
  const givenUp = queues.reduce((sum, one) => sum + one.failed, 0);
  if (givenUp > 0) found.push({ kind: 'jobs_given_up', count: givenUp });
  const late = queues.filter((one) => one.oldestAt !== undefined && world.wall.now() - one.oldestAt > LATE_MS);
  if (late.length > 0) found.push({ kind: 'jobs_late', count: late.reduce((sum, one) => sum + one.waiting, 0) });
  const { daysLeft, alarm } = coverageOf(holidays.coverageTo, dateInShanghai(now));
  if (alarm) found.push({ kind: 'calendar_short', count: daysLeft });
  return found;
}
