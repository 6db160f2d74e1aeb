/** The demo clock: business time jumps forward, and everything that was due on the way happens, in order. Demo mode only. */
import { unreachable } from '../kernel/assert.ts';
import {
  addDays,
  businessDate,
  dateInShanghai,
  later,
  shanghaiInstant,
  DAY_MS,
  HOUR_MS,
  type InstantMs,
} from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { nextWorkingDay } from '../kernel/working-days.ts';
import { readHolidays } from '../modules/catalogue/index.ts';
import { moveClock, type DemoClock } from '../platform/clock.ts';
import { nextDueAt, sweepDue } from '../platform/due.ts';
import type { World } from './ports.ts';
import { daySchedule } from './jobs.ts';

export type ClockTarget = 'next_event' | 'cut_off' | 'next_morning' | 'payout' | 'plus_1h' | 'plus_1d';

export interface RanDue {
  readonly kind: string;
  readonly key: string;
  readonly at: InstantMs;
}

const LOCK = 5_018_101;
const STEPS_MAX = 500;
/** Most work of an instant is done in milliseconds: looked at soon, then ever more seldom. */
const DRAIN_LOOK_MS = 4;
const DRAIN_LOOK_MS_MAX = 40;
const LOCKED_LOOK_MS = 10;
const DRAIN_LOOKS_MAX = 500; // 20 s: a partner that is down makes its job wait for its next try, which does not hold the clock

async function targetOf(world: World, to: ClockTarget): Promise<InstantMs> {
  const now = world.clock.now();
  const schedule = await daySchedule(world);
  const date = businessDate(now, schedule.cutOff);
  const pay = nextWorkingDay(date, await readHolidays(world.db)).date;
  switch (to) {
    case 'next_event':
      return (await nextDueAt(world, later(now, 400 * DAY_MS))) ?? later(now, HOUR_MS);
    case 'cut_off':
      return shanghaiInstant(date, schedule.cutOff);
    case 'next_morning':
      return shanghaiInstant(addDays(dateInShanghai(now), 1), '08:00');
    case 'payout':
      return later(shanghaiInstant(pay, schedule.payoutTime), 5 * 60_000);
    case 'plus_1h':
      return later(now, HOUR_MS);
    case 'plus_1d':
      return later(now, DAY_MS);
    default:
      return unreachable(to);
  }
}

/** One jump at a time over all processes. At each due instant on the way the clock stops, the outside world is told, the work is done. */
export async function advanceClock(
  world: World,
  input: { clock: DemoClock; to: ClockTarget; spread: (offsetMs: number) => Promise<void> },
): Promise<Outcome<RanDue[], Refusal<'demo.clock_busy'>>> {
  const lock = await world.db.pool.connect();
  try {
    const got = await lock.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [LOCK]);
    if (got.rows[0]?.got !== true) return refuse('demo.clock_busy');
    const ran = await jump(world, input);
    await lock.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    return accept(ran);
  } finally {
    lock.release();
  }
}

async function jump(
  world: World,
  input: { clock: DemoClock; to: ClockTarget; spread: (offsetMs: number) => Promise<void> },
): Promise<RanDue[]> {
  const target = await targetOf(world, input.to);
  const ran: RanDue[] = [];
  await drain(world); // what real time had made due is finished before the clock moves
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    const next = await nextDueAt(world, target);
    if (next === undefined) break;
    if (next > world.clock.now()) await input.spread(await moveClock(world.db, input.clock, next));
    ran.push(...(await dueBy(world, world.clock.now())));
    await handOverAllDue(world);
    await drain(world);
  }
  if (target > world.clock.now()) await input.spread(await moveClock(world.db, input.clock, target));
  await drain(world);
  return ran;
}

/**
 * Nothing that is due now is left behind. A worker's own sweep may hold a row at this moment: our sweep passes it over, and the job
 * it will become cannot be seen yet, so without this the clock would run past a day-end that has not begun.
 */
async function handOverAllDue(world: World): Promise<void> {
  await sweepDue(world);
  while ((await nextDueAt(world, world.clock.now())) !== undefined) {
    await world.timers.wait(LOCKED_LOOK_MS);
    await sweepDue(world);
  }
}

async function dueBy(world: World, now: InstantMs): Promise<RanDue[]> {
  return world.db.query<RanDue>(
    `SELECT kind, key, (extract(epoch FROM at) * 1000)::float8 AS at FROM platform.due WHERE state = 'waiting' AND at <= to_timestamp($1::float8 / 1000) ORDER BY at`,
    [now],
  );
}

async function drain(world: World): Promise<void> {
  for (let look = 0; look < DRAIN_LOOKS_MAX; look += 1) {
    if ((await world.jobs.waiting()) === 0) return;
    await world.timers.wait(Math.min(DRAIN_LOOK_MS * (look + 1), DRAIN_LOOK_MS_MAX));
  }
}
