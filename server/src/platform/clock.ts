/** Business time: the wall plus an offset that only demo mode may move, kept in the database and read by every process. */
import { instant, parseIso, type InstantMs } from '../kernel/instant.ts';
import { wallClock, type BusinessClock } from './env.ts';
import type { Listener } from './listen.ts';
import type { Database } from './postgres/database.ts';

export interface DemoClock extends BusinessClock {
  offsetMs(): number;
  refresh(): Promise<void>;
}

export async function openClock(db: Database, listener?: Listener): Promise<DemoClock> {
  let offset = 0;
  const refresh = async (): Promise<void> => {
    const rows = await db.query<{ offset_ms: bigint }>('SELECT offset_ms FROM platform.clock');
    offset = Number(rows[0]?.offset_ms ?? 0n);
  };
  await refresh();
  listener?.onClock(() => void refresh().catch(() => undefined));
  return { now: () => instant(wallClock.now() + offset), offsetMs: () => offset, refresh };
}

/** Moves business time to `target`, never back. Returns the offset in force. */
export async function moveClock(db: Database, clock: DemoClock, target: InstantMs): Promise<number> {
  const offset = Math.ceil(target - wallClock.now());
  await db.execute('UPDATE platform.clock SET offset_ms = greatest(offset_ms, $1)', [BigInt(offset)]);
  await db.query('SELECT pg_notify($1, $2)', ['kaitong_clock', String(offset)]);
  await clock.refresh();
  return clock.offsetMs();
}

/**
 * A demo that has never been moved begins at `begins`; one that was keeps its time. Tests begin at an hour of their own: what is told of
 * one business day would be of two shortly before the cut-over, and at night a sale is remarkable by its hour alone.
 * @throws where `begins` is no instant, or lies in the past: business time never goes back
 */
export async function beginAt(db: Database, clock: DemoClock, begins: string): Promise<void> {
  if (clock.offsetMs() !== 0) return;
  const target = parseIso(begins);
  if (Number.isNaN(target))
    throw new Error(`KAITONG_DEMO_BEGINS is no instant: ${begins} (2027-03-10T10:00:00+08:00 is one)`);
  if (target < clock.now())
    throw new Error(`KAITONG_DEMO_BEGINS lies in the past: ${begins}; take it away or name a later one`);
  await moveClock(db, clock, target);
}
