import { fen, ratePpm } from '../../../kernel/fen.ts';
import { instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import {
  decidePlanProposal,
  decidePublication,
  type PlanComponent,
  type PlanProposalEvent,
  type PlanTerms,
  type PublishRefusal,
} from '../domain/plan-change.ts';
import type { PlanProposalState } from '../domain/plan-proposal-machine.ts';
import { planVersions } from '../queries/price-plan.ts';
import type { Policy } from '../queries/read-policy.ts';

export interface PlanProposal extends PlanTerms {
  readonly proposalId: string;
  readonly planId: string;
  readonly state: PlanProposalState;
  /** The day that was asked for. */
  readonly effectiveFrom: CivilDate;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: InstantMs;
  readonly decidedBy: string | undefined;
  readonly decidedAt: InstantMs | undefined;
  readonly decisionReason: string | undefined;
  /** Of an approved one: its first day, and what went up. */
  readonly takesEffect: CivilDate | undefined;
  readonly dearer: readonly PlanComponent[];
}

interface Row {
  proposal_id: string;
  plan_id: string;
  state: PlanProposalState;
  effective_from: CivilDate;
  credit_ppm: bigint;
  debit_ppm: bigint;
  debit_cap_fen: bigint;
  qr_ppm: bigint;
  t0_ppm: bigint;
  reason: string;
  proposed_by: string;
  proposed_at: number;
  decided_by: string | null;
  decided_at: number | null;
  decision_reason: string | null;
  takes_effect: CivilDate | null;
  dearer: PlanComponent[] | null;
}

const COLUMNS = `proposal_id, plan_id, state, effective_from, credit_ppm, debit_ppm, debit_cap_fen, qr_ppm, t0_ppm, reason, proposed_by, proposed_at,
  decided_by, decided_at, decision_reason, takes_effect, dearer`;

const toProposal = (row: Row): PlanProposal => ({
  proposalId: row.proposal_id,
  planId: row.plan_id,
  state: row.state,
  effectiveFrom: row.effective_from,
  creditPpm: ratePpm(row.credit_ppm),
  debitPpm: ratePpm(row.debit_ppm),
  debitCapFen: fen(row.debit_cap_fen),
  qrPpm: ratePpm(row.qr_ppm),
  t0Ppm: ratePpm(row.t0_ppm),
  reason: row.reason,
  proposedBy: row.proposed_by,
  proposedAt: instant(row.proposed_at),
  decidedBy: row.decided_by ?? undefined,
  decidedAt: row.decided_at === null ? undefined : instant(row.decided_at),
  decisionReason: row.decision_reason ?? undefined,
  takesEffect: row.takes_effect ?? undefined,
  dearer: row.dearer ?? [],
});

const LISTED_MAX = 100;

/** Newest first. */
export async function listPlanProposals(sql: Sql): Promise<PlanProposal[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM catalogue.plan_proposal ORDER BY proposed_at DESC LIMIT ${LISTED_MAX}`,
  );
  return rows.map(toProposal);
}

export interface NewPlanVersion {
  readonly planId: string;
  readonly terms: PlanTerms;
  readonly effectiveFrom: CivilDate;
  readonly reason: string;
  readonly by: string;
  readonly policy: Policy;
}

/** Proposes a version, or a plan that is new; nothing is published. Judged as it would be if it were approved now. Returns the id. */
export async function proposePlanVersion(env: Env, input: NewPlanVersion): Promise<Outcome<string, PublishRefusal>> {
  const { planId, terms, effectiveFrom, policy } = input;
  const [last] = await planVersions(env.db, planId);
  const judged = decidePublication({ terms, asked: effectiveFrom, last, now: env.clock.now(), policy });
  if (judged.refused) return judged;
  const proposalId = env.ids.next('ppr');
  await env.db.execute(
    `INSERT INTO catalogue.plan_proposal (proposal_id, plan_id, state, effective_from, credit_ppm, debit_ppm, debit_cap_fen, qr_ppm, t0_ppm, reason, proposed_by, proposed_at)
     VALUES ($1, $2, 'proposed', $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      proposalId,
      planId,
      effectiveFrom,
      terms.creditPpm,
      terms.debitPpm,
      terms.debitCapFen,
      terms.qrPpm,
      terms.t0Ppm,
      input.reason,
      input.by,
      at(env.clock.now()),
    ],
  );
  return accept(proposalId);
}

export interface MovePlanProposal {
  readonly proposalId: string;
  readonly event: PlanProposalEvent;
  readonly by: string;
  readonly reason: string;
  readonly policy: Policy;
}

/** A second person approves or refuses, or the first takes it back. An approval publishes the version, and a job tells the merchants. */
export async function movePlanProposal(
  env: Env,
  input: MovePlanProposal,
): Promise<Outcome<PlanProposal, PublishRefusal | Refusal<'catalogue.plan_unknown'>>> {
  return withTx(env, (tx) => moveOnce(env, tx, input));
}

async function moveOnce(env: Env, tx: Tx, input: MovePlanProposal): ReturnType<typeof movePlanProposal> {
  const rows = await tx.query<Row>(`SELECT ${COLUMNS} FROM catalogue.plan_proposal WHERE proposal_id = $1 FOR UPDATE`, [
    input.proposalId,
  ]);
  if (rows[0] === undefined) return refuse('catalogue.plan_unknown');
  const proposal = toProposal(rows[0]);
  const move = decidePlanProposal(proposal, input);
  if (move.refused) return move;
  const published = move.value === 'approved' ? await publish(env, tx, { proposal, policy: input.policy }) : undefined;
  if (published?.refused === true) return published;
  const { takesEffect, dearer } = published?.value ?? {};
  await tx.execute(
    `UPDATE catalogue.plan_proposal SET state = $2, decided_by = $3, decided_at = $4, decision_reason = $5, takes_effect = $6, dearer = $7
      WHERE proposal_id = $1 AND state = 'proposed'`,
    [proposal.proposalId, move.value, input.by, at(env.clock.now()), input.reason, takesEffect ?? null, dearer ?? null],
  );
  return accept({ ...proposal, state: move.value, takesEffect, dearer: dearer ?? [] });
}

async function publish(env: Env, tx: Tx, of: { readonly proposal: PlanProposal; readonly policy: Policy }) {
  const { proposal, policy } = of;
  const { planId } = proposal;
  // two approvals for one plan are decided one after the other
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`price-plan:${planId}`]);
  const [last] = await planVersions(tx, planId);
  const asked = proposal.effectiveFrom;
  const decided = decidePublication({ terms: proposal, asked, last, now: env.clock.now(), policy });
  if (decided.refused) return decided;
  const { takesEffect, dearer } = decided.value;
  await tx.execute(
    `INSERT INTO catalogue.price_plan (plan_id, effective_from, credit_ppm, debit_ppm, debit_cap_fen, qr_ppm, t0_ppm) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [planId, takesEffect, proposal.creditPpm, proposal.debitPpm, proposal.debitCapFen, proposal.qrPpm, proposal.t0Ppm],
  );
  const told = { planId, effectiveFrom: takesEffect, rise: dearer.length > 0 };
  await env.jobs.enqueue(tx, 'announce-price', { ...told, after: '' });
  return decided;
}
