import { addDays, dateInShanghai, instant, type InstantMs } from '../../../kernel/instant.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';

export interface Beat {
  /** Beginning of the span. */
  readonly at: InstantMs;
  readonly approved: number;
  readonly declined: number;
  /** Not known yet, or taken back because nobody answered. */
  readonly open: number;
  /** Of what was approved. */
  readonly amountFen: bigint;
}

/**
 * What the terminals asked in spans of equal length, the empty ones too; inquiries apart. Read by the index of blocks over days and times,
 * so that an hour of a table of ten million is an hour's blocks.
 * @param of `since` to `until` (exclusive) in spans of `spanMs`; at most a few hundred
 */
export async function pulseOf(
  sql: Sql,
  of: { readonly since: InstantMs; readonly until: InstantMs; readonly spanMs: number },
): Promise<Beat[]> {
  const { since, until, spanMs } = of;
  const rows = await sql.query<{ span: number; approved: number; declined: number; open: number; amount: bigint }>(
    `SELECT floor((extract(epoch FROM created_at) * 1000 - $3::float8) / $4::float8)::int AS span,
            count(*) FILTER (WHERE state = 'approved')::int AS approved, count(*) FILTER (WHERE state = 'declined')::int AS declined,
            count(*) FILTER (WHERE state NOT IN ('approved', 'declined'))::int AS open,
            coalesce(sum(amount_fen) FILTER (WHERE state = 'approved'), 0)::bigint AS amount
       FROM switching.card_transaction
      WHERE created_at >= $1 AND created_at < $2 AND business_date BETWEEN $5 AND $6 AND kind <> 'balance'
      GROUP BY 1`,
    // a day's sales after the cut-over bear the next day's date
    [at(since), at(until), since, spanMs, dateInShanghai(since), addDays(dateInShanghai(until), 1)],
  );
  const found = new Map(rows.map((row) => [row.span, row]));
  return Array.from({ length: Math.ceil((until - since) / spanMs) }, (_one, span) => {
    const row = found.get(span);
    return {
      at: instant(since + span * spanMs),
      approved: row?.approved ?? 0,
      declined: row?.declined ?? 0,
      open: row?.open ?? 0,
      amountFen: row?.amount ?? 0n,
    };
  });
}
