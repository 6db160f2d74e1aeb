import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import { tellFile } from './payout-file.ts';

export type ReleaseRefusal = Refusal<
  'settlement.file_unknown' | 'settlement.file_not_refused' | 'settlement.file_booked'
>;

/**
 * The bank took nothing of this file: its payouts wait for the next one. The same payouts, so that each is paid once; a word of the bank about
 * the old file fits nothing any more and is shown. Refused where the bank's own statement has booked one of them: then nothing is sent again.
 */
export async function releaseRefusedFile(
  env: Env,
  input: { readonly fileId: string; readonly by: string; readonly note: string },
): Promise<Outcome<true, ReleaseRefusal>> {
  const { fileId } = input;
  return withTx(env, async (tx) => {
    const rows = await tx.query<{ state: string; booked: number }>(
      `SELECT o.state, (SELECT count(*)::int FROM settlement.statement_line l WHERE l.reference LIKE o.file_id || '-%' AND l.kind <> 'other') AS booked
         FROM settlement.payout_file o WHERE o.file_id = $1 FOR UPDATE`,
      [fileId],
    );
    const file = rows[0];
    if (file === undefined) return refuse('settlement.file_unknown');
    if (file.state !== 'refused') return refuse('settlement.file_not_refused', { state: file.state });
    if (file.booked > 0) return refuse('settlement.file_booked', { lines: file.booked });
    await tx.execute(
      `UPDATE settlement.payout_file SET state = 'paid_anew', released_by = $2, released_at = $3, release_note = $4 WHERE file_id = $1`,
      [fileId, input.by, at(env.clock.now()), input.note],
    );
    await tx.execute(
      `UPDATE settlement.payout p SET state = 'prepared' FROM settlement.payout_in_file f
        WHERE f.file_id = $1 AND p.merchant_id = f.merchant_id AND p.payout_id = f.payout_id AND p.state = 'sending'`,
      [fileId],
    );
    await tellFile(env, tx, { fileId, state: 'paid_anew' });
    return accept(true as const);
  });
}
