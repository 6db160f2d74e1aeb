import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { decideCaseMove, type CaseFacts, type CaseRefusal, type RiskDecision } from '../domain/decide-case.ts';
import type { RiskCaseEvent, RiskCaseState } from '../domain/risk-case-machine.ts';

export interface DecidedCase {
  readonly event: RiskCaseEvent;
  readonly state: RiskCaseState;
}

/** A person decides, or proposes where two have to; the row is locked for it. The caller ends the delay of what was released. */
export async function decideRiskCase(
  env: Env,
  tx: Tx,
  input: {
    readonly merchantId: string;
    readonly caseId: string;
    readonly decision: RiskDecision;
    readonly reason: string;
    readonly by: string;
    readonly people: CaseFacts['people'];
  },
): Promise<Outcome<DecidedCase, CaseRefusal | Refusal<'risk.case_unknown'>>> {
  const key = [input.merchantId, input.caseId];
  const rows = await tx.query<{ state: RiskCaseState }>(
    'SELECT state FROM risk.case WHERE merchant_id = $1 AND case_id = $2 FOR UPDATE',
    key,
  );
  const state = rows[0]?.state;
  if (state === undefined) return refuse('risk.case_unknown');
  const last = await tx.query<{ decision_no: number; decided_by: string }>(
    'SELECT decision_no, decided_by FROM risk.case_decision WHERE merchant_id = $1 AND case_id = $2 ORDER BY decision_no DESC LIMIT 1',
    key,
  );
  const move = decideCaseMove({ state, proposedBy: last[0]?.decided_by, people: input.people }, input);
  if (move.refused) return move;
  const { event, to } = move.value;
  const now = at(env.clock.now());
  await tx.execute('UPDATE risk.case SET state = $3, moved_at = $4 WHERE merchant_id = $1 AND case_id = $2', [
    ...key,
    to,
    now,
  ]);
  await tx.execute(
    `INSERT INTO risk.case_decision (merchant_id, case_id, decision_no, decision, reason, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [...key, (last[0]?.decision_no ?? 0) + 1, event, input.reason, input.by, now],
  );
  return accept({ event, state: to });
}
