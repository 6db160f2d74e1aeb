import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { compareSerials } from '../domain/stock-machines.ts';
import { placeOf } from '../queries/stock-of.ts';

export type OpenCountRefusal = Refusal<'terminals.place_unknown' | 'terminals.count_open_already'>;
export type CountRefusal = Refusal<'terminals.count_unknown' | 'terminals.count_elsewhere'>;
export type ConfirmCountRefusal = CountRefusal | Refusal<'terminals.count_same_person'>;

/** One count of a place at a time. */
export async function openCount(
  env: Env,
  input: { readonly placeId: string; readonly by: string },
): Promise<Outcome<string, OpenCountRefusal>> {
  if ((await placeOf(env.db, input.placeId)) === undefined) return refuse('terminals.place_unknown');
  const countId = env.ids.next('cnt');
  const opened = await env.db.execute(
    `INSERT INTO terminals.stock_count (count_id, place_id, state, opened_by, opened_at) VALUES ($1, $2, 'open', $3, $4)
     ON CONFLICT (place_id) WHERE state IN ('open', 'differs') DO NOTHING`,
    [countId, input.placeId, input.by, at(env.clock.now())],
  );
  return opened === 1 ? accept(countId) : refuse('terminals.count_open_already');
}

interface Count {
  readonly place_id: string;
  readonly state: string;
  readonly closed_by: string | null;
}

async function lockCount(tx: Tx, countId: string): Promise<Count | undefined> {
  const rows = await tx.query<Count>(
    'SELECT place_id, state, closed_by FROM terminals.stock_count WHERE count_id = $1 FOR UPDATE',
    [countId],
  );
  return rows[0];
}

/** What was seen on the shelves against what should stand there free at this moment. Nothing of the stock changes yet. */
export async function closeCount(
  env: Env,
  input: { readonly countId: string; readonly seen: readonly string[]; readonly by: string },
): Promise<Outcome<'agreed' | 'differs', CountRefusal>> {
  return withTx(env, async (tx) => {
    const count = await lockCount(tx, input.countId);
    if (count === undefined) return refuse('terminals.count_unknown');
    if (count.state !== 'open') return refuse('terminals.count_elsewhere', { state: count.state });
    const here = await tx.query<{ serial_no: string }>(
      `SELECT serial_no FROM terminals.device WHERE place_id = $1 AND state = 'in_stock' AND transfer_id IS NULL`,
      [count.place_id],
    );
    const found = compareSerials(
      here.map((row) => row.serial_no),
      input.seen,
    );
    for (const [finding, serials] of Object.entries(found))
      await tx.execute(
        `INSERT INTO terminals.stock_count_line (count_id, serial_no, finding) SELECT $1, s, $3 FROM unnest($2::text[]) s`,
        [input.countId, serials, finding],
      );
    const state = found.missing.length + found.unexpected.length === 0 ? ('agreed' as const) : ('differs' as const);
    await tx.execute(
      'UPDATE terminals.stock_count SET state = $2, closed_by = $3, closed_at = $4 WHERE count_id = $1',
      [input.countId, state, input.by, at(env.clock.now())],
    );
    return accept(state);
  });
}

/** Counted wrongly, or opened by mistake: count again, or not at all. */
export async function dropCount(
  env: Env,
  input: { readonly countId: string; readonly again: 'recount' | 'cancel' },
): Promise<Outcome<'open' | 'cancelled', CountRefusal>> {
  return withTx(env, async (tx) => {
    const count = await lockCount(tx, input.countId);
    if (count === undefined) return refuse('terminals.count_unknown');
    const [from, to] = input.again === 'recount' ? (['differs', 'open'] as const) : (['open', 'cancelled'] as const);
    if (count.state !== from) return refuse('terminals.count_elsewhere', { state: count.state });
    await tx.execute('DELETE FROM terminals.stock_count_line WHERE count_id = $1', [input.countId]);
    await tx.execute('UPDATE terminals.stock_count SET state = $2 WHERE count_id = $1', [input.countId, to]);
    return accept(to);
  });
}

/**
 * A second person stands for the differences: what is missing is lost, and its key is never taken on the line again; what turned up is
 * moved here if it is free anywhere, else refused. What has moved since the count is left alone.
 */
export async function confirmCount(
  env: Env,
  input: { readonly countId: string; readonly by: string },
): Promise<Outcome<{ lost: number; movedHere: number; refused: number }, ConfirmCountRefusal>> {
  return withTx(env, async (tx) => {
    const count = await lockCount(tx, input.countId);
    if (count === undefined) return refuse('terminals.count_unknown');
    if (count.state !== 'differs') return refuse('terminals.count_elsewhere', { state: count.state });
    if (count.closed_by === input.by) return refuse('terminals.count_same_person');
    const key = [input.countId, count.place_id, at(env.clock.now())] as const;
    const lost = await tx.query<{ serial_no: string }>(
      `UPDATE terminals.device d SET state = 'lost', changed_at = $3 FROM terminals.stock_count_line l
        WHERE l.count_id = $1 AND l.finding = 'missing' AND d.serial_no = l.serial_no AND d.place_id = $2 AND d.state = 'in_stock'
          AND d.transfer_id IS NULL RETURNING d.serial_no`,
      key,
    );
    const moved = await tx.query<{ serial_no: string }>(
      `UPDATE terminals.device d SET place_id = $2, changed_at = $3 FROM terminals.stock_count_line l
        WHERE l.count_id = $1 AND l.finding = 'unexpected' AND d.serial_no = l.serial_no AND d.state = 'in_stock' AND d.transfer_id IS NULL
        RETURNING d.serial_no`,
      key,
    );
    const note = (outcome: string, rows: readonly { serial_no: string }[]): Promise<number> =>
      tx.execute('UPDATE terminals.stock_count_line SET outcome = $2 WHERE count_id = $1 AND serial_no = ANY ($3)', [
        input.countId,
        outcome,
        rows.map((row) => row.serial_no),
      ]);
    await note('lost', lost);
    await note('moved_here', moved);
    const refused = await tx.execute(
      `UPDATE terminals.stock_count_line SET outcome = 'refused' WHERE count_id = $1 AND finding <> 'present' AND outcome IS NULL`,
      [input.countId],
    );
    await tx.execute(`UPDATE terminals.stock_count SET state = 'confirmed', confirmed_by = $2 WHERE count_id = $1`, [
      input.countId,
      input.by,
    ]);
    return accept({ lost: lost.length, movedHere: moved.length, refused });
  });
}
