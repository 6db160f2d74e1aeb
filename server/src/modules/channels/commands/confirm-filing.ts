import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import { witnessFace } from '../../identity/index.ts';
import { decideConfirmation, type ConfirmRefusal } from '../domain/decide-filing.ts';
import { filingOf, handsOf, type Filing } from '../queries/filing-of.ts';
import { personOf } from '../queries/people-of.ts';
import { moveFiling } from './move-filing.ts';

type Judged = Outcome<Filing, ConfirmRefusal>;

/** S24's facts and decision, for both answers of a second officer. */
async function judge(env: Env, input: { staffId: string; filingId: string }): Promise<Judged> {
  const person = await personOf(env.db, input.staffId);
  const filing = await filingOf(env.db, input.filingId);
  if (person === undefined || filing === undefined) return refuse('channels.filing_unknown');
  const decision = decideConfirmation({ filing, person, hands: await handsOf(env.db, filing) });
  return decision.refused ? decision : accept(filing);
}

/**
 * The second officer agrees. `hand` then asks the merchant to sign; where it refuses, the filing stays with the officer, who may
 * return it. The face counts as seen from here on: two people have.
 */
export async function confirmFiling<R extends Refusal>(
  env: Env,
  input: { readonly staffId: string; readonly filingId: string },
  hand: (filing: Filing) => Promise<Outcome<unknown, R>>,
): Promise<Outcome<true, ConfirmRefusal | R>> {
  const judged = await judge(env, input);
  if (judged.refused) return judged;
  const filing = judged.value;
  const { witnessedBy } = filing;
  if (witnessedBy !== undefined && witnessedBy !== input.staffId)
    await withTx(env, (tx) =>
      witnessFace(env, tx, { applicantId: filing.applicantId, by: [witnessedBy, input.staffId] }),
    );
  const handed = await hand(filing);
  if (handed.refused) return handed;
  const moved = await withTx(env, (tx) =>
    moveFiling(env, tx, filing, { event: 'confirm', confirmedBy: input.staffId, note: '' }),
  );
  return moved ? accept(true as const) : refuse('channels.filing_not_awaiting', { state: 'moved' });
}

/** The second officer gives it back with what is wrong. */
export async function returnFiling(
  env: Env,
  input: { readonly staffId: string; readonly filingId: string; readonly note: string },
): Promise<Outcome<true, ConfirmRefusal>> {
  const judged = await judge(env, input);
  if (judged.refused) return judged;
  const moved = await withTx(env, (tx) =>
    moveFiling(env, tx, judged.value, { event: 'return', note: input.note.slice(0, 300) }),
  );
  return moved ? accept(true as const) : refuse('channels.filing_not_awaiting', { state: 'moved' });
}
