import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import type { Filing } from '../queries/filing-of.ts';

/** The original was held in hands beside these photos; ticking again replaces, `seen: false` takes the tick back. */
export async function tickOriginal(
  env: Env,
  input: {
    readonly filing: Filing;
    readonly staffId: string;
    readonly item: string;
    readonly materials: readonly string[];
    readonly seen: boolean;
  },
): Promise<Outcome<true, Refusal<'channels.original_without_photo'>>> {
  const { filing, item, materials } = input;
  if (input.seen && materials.length === 0) return refuse('channels.original_without_photo', { item });
  await withTx(env, async (tx) => {
    await tx.execute('DELETE FROM channels.original_tick WHERE applicant_id = $1 AND filing_id = $2 AND item = $3', [
      filing.applicantId,
      filing.filingId,
      item,
    ]);
    if (!input.seen) return;
    await tx.execute(
      `INSERT INTO channels.original_tick (applicant_id, filing_id, item, materials, ticked_by, ticked_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [filing.applicantId, filing.filingId, item, materials, input.staffId, at(env.clock.now())],
    );
  });
  return accept(true as const);
}

/** The teller has seen the person beside the card; it counts once a second officer has confirmed. */
export async function tickFace(
  env: Env,
  input: { readonly filing: Filing; readonly staffId: string; readonly seen: boolean },
): Promise<void> {
  await env.db.execute(
    'UPDATE channels.filing SET witnessed_by = $3, changed_at = $4 WHERE applicant_id = $1 AND filing_id = $2',
    [input.filing.applicantId, input.filing.filingId, input.seen ? input.staffId : null, at(env.clock.now())],
  );
}
