import type { CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';
import { balanced, type Posting } from '../domain/postings.ts';

export interface NewJournal {
  /** `-` for a journal that belongs to no merchant. */
  readonly merchantId: string;
  readonly date: CivilDate;
  readonly event: string;
  readonly idempotencyKey: string;
  readonly reference: string;
  readonly lines: readonly Posting[];
  /** How what is taken was made; the price sheet is asked by it. Amounts in fen as text. */
  readonly snapshot?: Readonly<Record<string, unknown>>;
}

/** Posts a journal in the caller's transaction. The same key with the same lines posts once; with other lines it throws. */
export async function postJournal(env: Env, tx: Tx, journal: NewJournal): Promise<string> {
  const lines = balanced(journal.lines);
  const rows = await tx.query<{ id: string }>(
    'SELECT ledger.do_post_journal($1, $2, $3, $4, $5, $6, $7, NULL, $8, $9, $10, $11::bigint[]) AS id',
    [
      journal.merchantId,
      env.ids.next('jrn'),
      journal.date,
      journal.event,
      journal.idempotencyKey,
      JSON.stringify(lines, (_k, v: unknown) => (typeof v === 'bigint' ? v.toString() : v)),
      journal.reference,
      JSON.stringify(journal.snapshot ?? {}),
      at(env.clock.now()),
      lines.accounts,
      lines.amounts,
    ],
  );
  return one(rows, 'journal').id;
}
