import { MINUTE_MS, later } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';

/**
 * `changed`: the row, or its link, is not as it was sealed; `missing`: a link whose row is gone; `gap`: links between are gone;
 * `stray`: a row that was never sealed though its time is over.
 */
export interface ChainFault {
  readonly kind: 'changed' | 'missing' | 'gap' | 'stray';
  readonly seq: number | undefined;
  readonly entryId: string;
}

/** Until then a row may wait for its link without anything being wrong. */
const UNSEALED_MS = 10 * MINUTE_MS;

/** The end of the chain: whoever notes its digest elsewhere can tell later that nothing before it was taken away. */
export async function auditHead(sql: Sql): Promise<{ seq: number; digest: string } | undefined> {
  const rows = await sql.query<{ seq: bigint; digest: string }>(
    'SELECT seq, digest FROM audit.link ORDER BY seq DESC LIMIT 1',
  );
  return rows[0] === undefined ? undefined : { seq: Number(rows[0].seq), digest: rows[0].digest };
}

/**
 * Checks up to `limit` links after `after` (0: from the beginning). Each is judged with the digest before it as it is kept, so that the row
 * that was touched is named and those behind it are not. `through`: the last link that was looked at; undefined: there are no more.
 */
export async function checkLinks(
  sql: Sql,
  input: { readonly after: number; readonly limit: number; readonly expect?: string },
): Promise<{ checked: number; through: number | undefined; faults: ChainFault[]; knows: boolean }> {
  const rows = await sql.query<{
    seq: bigint;
    entry_id: string;
    digest: string;
    step: bigint;
    there: boolean;
    sound: boolean;
  }>(
    `SELECT l.seq, l.entry_id, l.digest, l.seq - lag(l.seq, 1, $1::bigint) OVER chain AS step, e.entry_id IS NOT NULL AS there,
            coalesce(l.digest = audit.follow(lag(l.digest, 1, coalesce((SELECT b.digest FROM audit.link b WHERE b.seq = $1), '')) OVER chain,
              audit.entry_digest(e)), false) AS sound
       FROM (SELECT * FROM audit.link WHERE seq > $1 ORDER BY seq LIMIT $2) l LEFT JOIN audit.entry e ON e.entry_id = l.entry_id
     WINDOW chain AS (ORDER BY l.seq) ORDER BY l.seq`,
    [BigInt(input.after), input.limit],
  );
  const faults = rows.flatMap((row): ChainFault[] => {
    const place = { seq: Number(row.seq), entryId: row.entry_id };
    if (!row.there) return [{ kind: 'missing', ...place }];
    if (row.step !== 1n) return [{ kind: 'gap', ...place }];
    return row.sound ? [] : [{ kind: 'changed', ...place }];
  });
  const last = rows.at(-1);
  return {
    checked: rows.length,
    through: last === undefined ? undefined : Number(last.seq),
    faults,
    knows: rows.some((row) => row.digest === input.expect),
  };
}

/** Rows that nobody sealed though they are old enough: put in by somebody who goes around the program. At most 20 are named. */
export async function strayActs(env: Pick<Env, 'db' | 'wall'>): Promise<ChainFault[]> {
  const rows = await env.db.query<{ entryId: string }>(
    `SELECT e.entry_id AS "entryId" FROM audit.entry e
      WHERE e.wall_at < $1 AND NOT EXISTS (SELECT 1 FROM audit.link l WHERE l.entry_id = e.entry_id) ORDER BY e.wall_at LIMIT 20`,
    [at(later(env.wall.now(), -UNSEALED_MS))],
  );
  return rows.map(({ entryId }) => ({ kind: 'stray', seq: undefined, entryId }));
}
