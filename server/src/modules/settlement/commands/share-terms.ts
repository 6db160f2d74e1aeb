import { fen, ratePpm } from '../../../kernel/fen.ts';
import { instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import {
  decideShareTerms,
  judgeShareTerms,
  type ShareBases,
  type ShareJudgement,
  type ShareTerms,
  type ShareTermsEvent,
  type ShareTermsRefusal,
} from '../domain/decide-share.ts';
import type { ShareTermsState } from '../domain/share-machines.ts';

export interface AgreedShare extends ShareTerms {
  readonly termsId: string;
  readonly agentId: string;
  readonly state: ShareTermsState;
  readonly effectiveFrom: CivilDate;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: InstantMs;
  readonly decidedBy: string | undefined;
  readonly decidedAt: InstantMs | undefined;
}

interface Row {
  terms_id: string;
  agent_id: string;
  state: ShareTermsState;
  effective_from: CivilDate;
  credit_ppm: bigint;
  debit_ppm: bigint;
  debit_cap_fen: bigint;
  qr_ppm: bigint;
  share_ppm: bigint;
  reason: string;
  proposed_by: string;
  proposed_at: number;
  decided_by: string | null;
  decided_at: number | null;
}

const COLUMNS = `terms_id, agent_id, state, effective_from, credit_ppm, debit_ppm, debit_cap_fen, qr_ppm, share_ppm, reason, proposed_by, proposed_at,
  decided_by, decided_at`;

const toTerms = (row: Row): AgreedShare => ({
  termsId: row.terms_id,
  agentId: row.agent_id,
  state: row.state,
  effectiveFrom: row.effective_from,
  creditPpm: ratePpm(row.credit_ppm),
  debitPpm: ratePpm(row.debit_ppm),
  debitCapFen: fen(row.debit_cap_fen),
  qrPpm: ratePpm(row.qr_ppm),
  sharePpm: row.share_ppm,
  reason: row.reason,
  proposedBy: row.proposed_by,
  proposedAt: instant(row.proposed_at),
  decidedBy: row.decided_by ?? undefined,
  decidedAt: row.decided_at === null ? undefined : instant(row.decided_at),
});

const LISTED_MAX = 200;

/** Terms of one agent or of all, newest first. */
export async function listShareTerms(sql: Sql, agentId?: string): Promise<AgreedShare[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM settlement.share_terms WHERE $1::text IS NULL OR agent_id = $1 ORDER BY proposed_at DESC LIMIT ${LISTED_MAX}`,
    [agentId ?? null],
  );
  return rows.map(toTerms);
}

export interface NewShareTerms {
  readonly agentId: string;
  readonly terms: ShareTerms;
  readonly from: CivilDate;
  readonly reason: string;
  readonly by: string;
  /** What issuer and network take of a sale, and the business day that is running. */
  readonly floors: ShareBases;
  readonly running: CivilDate;
}

/** Proposes what an agent gets from a day on; somebody else approves it. Returns the id. */
export async function proposeShareTerms(env: Env, input: NewShareTerms): Promise<Outcome<string, ShareJudgement>> {
  const { terms } = input;
  const judged = judgeShareTerms(input);
  if (judged.refused) return judged;
  const termsId = env.ids.next('shr');
  await env.db.execute(
    `INSERT INTO settlement.share_terms (terms_id, agent_id, state, effective_from, credit_ppm, debit_ppm, debit_cap_fen, qr_ppm, share_ppm, reason, proposed_by, proposed_at)
     VALUES ($1, $2, 'proposed', $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      termsId,
      input.agentId,
      input.from,
      terms.creditPpm,
      terms.debitPpm,
      terms.debitCapFen,
      terms.qrPpm,
      terms.sharePpm,
      input.reason,
      input.by,
      at(env.clock.now()),
    ],
  );
  return accept(termsId);
}

export interface MoveShareTerms {
  readonly termsId: string;
  readonly event: ShareTermsEvent;
  readonly by: string;
  readonly reason: string;
  readonly floors: ShareBases;
  readonly running: CivilDate;
}

/** A second person approves or refuses, or the first takes it back. Approved late, it is judged by the day that is running then. */
export function moveShareTerms(
  env: Env,
  input: MoveShareTerms,
): Promise<Outcome<ShareTermsState, ShareTermsRefusal | Refusal<'settlement.share_unknown'>>> {
  return withTx(env, (tx) => moveOnce(env, tx, input));
}

async function moveOnce(env: Env, tx: Tx, input: MoveShareTerms): ReturnType<typeof moveShareTerms> {
  const rows = await tx.query<Row>(`SELECT ${COLUMNS} FROM settlement.share_terms WHERE terms_id = $1 FOR UPDATE`, [
    input.termsId,
  ]);
  if (rows[0] === undefined) return refuse('settlement.share_unknown');
  const terms = toTerms(rows[0]);
  const moved = decideShareTerms(terms, input);
  if (moved.refused) return moved;
  if (moved.value === 'approved') {
    const { floors, running } = input;
    const judged = judgeShareTerms({ terms, floors, from: terms.effectiveFrom, running });
    if (judged.refused) return judged;
  }
  await tx.execute(
    'UPDATE settlement.share_terms SET state = $2, decided_by = $3, decided_at = $4, decision_reason = $5 WHERE terms_id = $1',
    [terms.termsId, moved.value, input.by, at(env.clock.now()), input.reason],
  );
  return moved;
}
