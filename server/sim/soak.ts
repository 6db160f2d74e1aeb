/** A fleet for a minute (`fleet`) or with bad luck for an hour (`soak`): what it did, whether the books agree, whether memory is flat. */
import { readFileSync } from 'node:fs';
import { cardsOf, fleetFaults } from './fleet-audit.ts';
import { Fleet, type FleetOptions } from './fleet.ts';
import { daySchedule } from '../src/flows/jobs.ts';
import { businessDate, later, shanghaiInstant } from '../src/kernel/instant.ts';
import { openSimWorld, type SimWorld } from './world.ts';

const MB = 1_048_576;
const MINUTE_MS = 60_000;
/** Growth from the second quarter to the last, of a process that leaks nothing but still fills its caches. */
const GROWTH_MAX = 1.15;

/** Resident memory of a process in MB; undefined where the system has no /proc. */
function residentMb(pid: number): number | undefined {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return (pages * 4096) / MB;
  } catch {
    return undefined;
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
const round = (value: number): number => Math.round(value * 10) / 10;

/** The mean of the last quarter against that of the second, by which time caches are warm. */
function growthOf(samples: readonly number[]): number {
  const quarter = Math.floor(samples.length / 4);
  if (quarter === 0) return 1;
  return mean(samples.slice(-quarter)) / mean(samples.slice(quarter, quarter * 2));
}

/** So long before 23:00 that all processes know of the new time when it strikes. */
const BEFORE_CUT_OVER_MS = 10_000;

/** The business day turns in the midst of the traffic, as it does every evening. */
async function toCutOver(world: SimWorld, say: (line: string) => void): Promise<void> {
  const { clock } = world.opened.world;
  const { cutOff } = await daySchedule(world.opened.world);
  const target = later(shanghaiInstant(businessDate(clock.now(), cutOff), cutOff), -BEFORE_CUT_OVER_MS);
  if (target > clock.now()) await world.moveClock(target);
  say(`the business day turns at ${cutOff}`);
}

/** Returns how many things were wrong. */
export async function soak(
  options: FleetOptions & { readonly minutes: number; readonly cutOver: boolean },
  say: (line: string) => void,
): Promise<number> {
  say(`opening ${options.terminals} terminals`);
  const world = await openSimWorld();
  try {
    const fleet = await Fleet.open(world, options);
    const before = await cardsOf(world);
    const samples: number[] = [];
    let said = 0;
    let cut: Promise<void> | undefined;
    const missed = await fleet.trade(options.minutes * MINUTE_MS, (elapsedMs) => {
      if (options.cutOver && elapsedMs >= (options.minutes * MINUTE_MS) / 2) cut ??= toCutOver(world, say);
      const now = residentMb(world.gatewayPid());
      if (now !== undefined) samples.push(now);
      if (elapsedMs - said < 30_000) return;
      said = elapsedMs;
      const { done, declined, unheard, settled, unbalanced } = fleet.tally;
      say(
        `${Math.round(elapsedMs / 1000)} s: ${done} done, ${JSON.stringify(declined)} declined, ${unheard} unheard, ${settled} batches (${unbalanced} unequal), gateway ${round(now ?? 0)} MB`,
      );
    });
    await cut;
    await fleet.close();
    const faults = await fleetFaults(world, fleet, before);
    const growth = growthOf(samples);
    if (options.minutes >= 2 && growth > GROWTH_MAX) faults.push(`the gateway grew by ${round((growth - 1) * 100)} %`);
    report(fleet, { minutes: options.minutes, missed, growth, samples }, say);
    for (const fault of faults) say(`✗ ${fault}`);
    return faults.length;
  } finally {
    await world.close();
  }
}

function report(
  fleet: Fleet,
  { minutes, missed, growth, samples }: { minutes: number; missed: number; growth: number; samples: readonly number[] },
  say: (line: string) => void,
): void {
  const { done, declined, unheard, settled, unbalanced, times } = fleet.tally;
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.floor(sorted.length * share)] ?? 0);
  const figures = {
    tps: round(done / (minutes * 60)),
    done,
    declined,
    unheard,
    settled,
    unbalanced,
    missed,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    gatewayMb: round(samples.at(-1) ?? 0),
    growth: Math.round(growth * 1000) / 1000,
  };
  say(JSON.stringify(figures));
}
