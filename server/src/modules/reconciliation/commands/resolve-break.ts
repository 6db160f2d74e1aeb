import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import {
  decideProposal,
  decideResolution,
  type BreakState,
  type DecisionRefusal,
  type ProposalRefusal,
  type ResolutionDecision,
  type Way,
} from '../domain/resolve-break.ts';
import { breakOf, resolutionsOf, type Break } from '../queries/breaks.ts';
import type { BreakKey } from './end-break.ts';

type Unknown = Refusal<'reconciliation.break_unknown'>;

/** Nobody else moves this difference until the caller has committed. */
async function held(tx: Tx, key: BreakKey): Promise<Break | undefined> {
  await tx.query('SELECT 1 FROM reconciliation.break WHERE merchant_id = $1 AND break_id = $2 FOR UPDATE', [
    key.merchantId,
    key.breakId,
  ]);
  return breakOf(tx, key);
}

const setState = (tx: Tx, key: BreakKey, state: BreakState): Promise<number> =>
  tx.execute('UPDATE reconciliation.break SET state = $3 WHERE merchant_id = $1 AND break_id = $2', [
    key.merchantId,
    key.breakId,
    state,
  ]);

/** One person says what should become of the money of a difference. */
export async function proposeResolution(
  env: Env,
  tx: Tx,
  input: BreakKey & { readonly way: Way; readonly reason: string; readonly by: string },
): Promise<Outcome<BreakState, ProposalRefusal | Unknown>> {
  const found = await held(tx, input);
  if (found === undefined) return refuse('reconciliation.break_unknown');
  const decided = decideProposal(found, input.way);
  if (decided.refused) return decided;
  await tx.execute(
    `INSERT INTO reconciliation.resolution (merchant_id, resolution_id, break_id, way, reason, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [input.merchantId, env.ids.next('rsl'), input.breakId, input.way, input.reason, input.by, at(env.clock.now())],
  );
  await setState(tx, input, decided.value);
  return decided;
}

/**
 * Another person decides what is proposed. `found` and `way` are for the caller, who moves the money in the same transaction; `onlyIf` says
 * whether a way can be gone at all.
 */
export async function decideProposed(
  env: Env,
  tx: Tx,
  input: BreakKey & {
    readonly decision: ResolutionDecision;
    readonly note: string;
    readonly by: string;
    readonly onlyIf: (way: Way) => boolean;
  },
): Promise<
  Outcome<
    { state: BreakState; found: Break; way: Way },
    DecisionRefusal | Unknown | Refusal<'reconciliation.built_upon'>
  >
> {
  const found = await held(tx, input);
  if (found === undefined) return refuse('reconciliation.break_unknown');
  const open = (await resolutionsOf(tx, input)).find((one) => one.outcome === null);
  if (open === undefined) return refuse('reconciliation.break_elsewhere', { state: found.state });
  const decided = decideResolution({ state: found.state, proposedBy: open.proposedBy, way: open.way }, input);
  if (decided.refused) return decided;
  if (input.decision === 'approve' && !input.onlyIf(open.way)) return refuse('reconciliation.built_upon');
  const outcome = { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' }[input.decision];
  await tx.execute(
    `UPDATE reconciliation.resolution SET outcome = $3, decided_by = $4, decided_at = $5, note = $6 WHERE merchant_id = $1 AND resolution_id = $2`,
    [input.merchantId, open.resolutionId, outcome, input.by, at(env.clock.now()), input.note],
  );
  if (decided.value !== 'resolved') await setState(tx, input, decided.value);
  return accept({ state: decided.value, found, way: open.way });
}
