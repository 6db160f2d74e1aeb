/** Business time: the wall plus an offset that only demo mode may move, kept in the database and read by every process. */
import { instant, type InstantMs } from '../kernel/instant.ts';
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
