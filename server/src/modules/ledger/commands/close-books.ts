import { MINUTE_MS, later, type CivilDate } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';

const LOOK_MS = 50;
const LOOKS_MAX = 40; // 2 s: a posting takes milliseconds, the settlement of a million sales some seconds; then the next try does it
const AGAIN_MS = MINUTE_MS;

/**
 * Closes the books up to and with `date`, which must be over: seals the days, waits for whoever may still have read one as open, then
 * makes totals and digest day by day. Doing it twice, or in two workers, closes each day once; what has to wait is due again in a minute.
 * Returns the days that this call closed.
 */
export async function closeBooks(env: Env, date: CivilDate): Promise<CivilDate[]> {
  await env.db.query('SELECT ledger.do_seal_days($1, $2)', [date, at(env.clock.now())]);
  const closed = await closeSealed(env);
  const waits = await env.db.query(`SELECT 1 FROM ledger.book_day WHERE state = 'sealed' LIMIT 1`);
  await withTx(env, async (tx) => {
    if (waits.length > 0)
      await scheduleDue(tx, { kind: 'close-books', key: date, at: later(env.clock.now(), AGAIN_MS), data: { date } });
    if (closed.length > 0)
      await env.jobs.emit(tx, {
        kind: 'books.closed',
        audience: ['console'],
        payload: { days: closed.length, through: closed.at(-1) ?? null },
      });
  });
  return closed;
}

/** Sealing, marking and closing are three transactions: each must see that the one before it has committed (decision 0011). */
async function closeSealed(env: Env): Promise<CivilDate[]> {
  const closed: CivilDate[] = [];
  await env.db.query('SELECT ledger.do_mark_days()');
  for (let looks = 0; looks < LOOKS_MAX;) {
    const rows = await env.db.query<{ day: CivilDate; done: boolean }>(
      'SELECT day, done FROM ledger.do_close_next($1)',
      [at(env.clock.now())],
    );
    const [next] = rows;
    if (next === undefined) return closed;
    if (next.done) {
      closed.push(next.day);
      continue;
    }
    looks += 1;
    await env.timers.wait(LOOK_MS);
  }
  return closed;
}
