/** Proof that a case waits for, and the files that belong to a case. */
import { instant, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import type { RiskProofState } from '../domain/proposal-machine.ts';
import { UNDECIDED, type RiskCaseState } from '../domain/risk-case-machine.ts';

interface CaseKey {
  readonly merchantId: string;
  readonly caseId: string;
}

export interface RiskProof extends CaseKey {
  readonly proofNo: number;
  readonly state: RiskProofState;
  /** '' where the machine asks: pages say it in the reader's language. */
  readonly words: string;
  readonly askedBy: string;
  readonly askedAt: InstantMs;
  readonly dueAt: InstantMs;
}

/** Asks for proof until an instant. Refused where the case is decided, or where proof is asked for already. */
export async function askProof(
  env: Env,
  tx: Tx,
  of: CaseKey & { readonly words: string; readonly by: string; readonly dueAt: InstantMs },
): Promise<Outcome<number, Refusal<'risk.case_unknown' | 'risk.case_elsewhere' | 'risk.proof_asked'>>> {
  const key = [of.merchantId, of.caseId];
  const rows = await tx.query<{ state: RiskCaseState }>(
    'SELECT state FROM risk.case WHERE merchant_id = $1 AND case_id = $2 FOR UPDATE',
    key,
  );
  const state = rows[0]?.state;
  if (state === undefined) return refuse('risk.case_unknown');
  if (!UNDECIDED.some((one) => one === state)) return refuse('risk.case_elsewhere', { state });
  const proofs = await tx.query<{ proof_no: number; state: RiskProofState }>(
    'SELECT proof_no, state FROM risk.proof WHERE merchant_id = $1 AND case_id = $2 ORDER BY proof_no DESC',
    key,
  );
  if (proofs.some((one) => one.state === 'asked')) return refuse('risk.proof_asked');
  const proofNo = (proofs[0]?.proof_no ?? 0) + 1;
  await tx.execute(
    `INSERT INTO risk.proof (merchant_id, case_id, proof_no, state, words, asked_by, asked_at, due_at) VALUES ($1, $2, $3, 'asked', $4, $5, $6, $7)`,
    [...key, proofNo, of.words, of.by, at(env.clock.now()), at(of.dueAt)],
  );
  return accept(proofNo);
}

/** The merchant has said something, or its time has passed. True where proof was asked for. */
export async function endProof(
  env: Env,
  tx: Tx,
  of: CaseKey & { readonly to: 'answered' | 'lapsed'; readonly proofNo?: number },
): Promise<boolean> {
  const ended = await tx.execute(
    `UPDATE risk.proof SET state = $3, ended_at = $4 WHERE merchant_id = $1 AND case_id = $2 AND state = 'asked' AND ($5::int IS NULL OR proof_no = $5)`,
    [of.merchantId, of.caseId, of.to, at(env.clock.now()), of.proofNo ?? null],
  );
  return ended === 1;
}

/** The proofs of a merchant's cases, the newest first; of one case where it is named. */
export async function proofsOf(
  sql: Sql,
  of: { readonly merchantId: string; readonly caseId?: string },
): Promise<RiskProof[]> {
  const rows = await sql.query<{
    case_id: string;
    proof_no: number;
    state: RiskProofState;
    words: string;
    asked_by: string;
    asked_at: number;
    due_at: number;
  }>(
    `SELECT case_id, proof_no, state, words, asked_by, asked_at, due_at FROM risk.proof
      WHERE merchant_id = $1 AND ($2::text IS NULL OR case_id = $2) ORDER BY asked_at DESC LIMIT 100`,
    [of.merchantId, of.caseId ?? null],
  );
  return rows.map((row) => ({
    merchantId: of.merchantId,
    caseId: row.case_id,
    proofNo: row.proof_no,
    state: row.state,
    words: row.words,
    askedBy: row.asked_by,
    askedAt: instant(row.asked_at),
    dueAt: instant(row.due_at),
  }));
}

export interface CaseFile {
  readonly fileId: string;
  readonly name: string;
  readonly handedBy: string;
  readonly handedAt: InstantMs;
}

/** So many files of a case: photos of receipts and papers, each of a few megabytes. */
export const CASE_FILES_MAX = 20;

const HOLDERS = {
  case: 'SELECT 1 FROM risk.case WHERE merchant_id = $1 AND case_id = $2 FOR UPDATE',
  // what is decided takes no more files
  proposal: `SELECT 1 FROM risk.proposal WHERE merchant_id = $1 AND proposal_id = $2 AND state IN ('asked', 'proposed') FOR UPDATE`,
} as const;

/** Notes a file of a case, or of a proposal under its id; the caller has stored it. Refused where there are as many as there may be. */
export async function addCaseFile(
  env: Env,
  tx: Tx,
  of: CaseKey & { readonly fileId: string; readonly name: string; readonly by: string },
  holder: keyof typeof HOLDERS = 'case',
): Promise<Outcome<true, Refusal<'risk.case_unknown' | 'risk.file_limit'>>> {
  const key = [of.merchantId, of.caseId];
  const found = await tx.query(HOLDERS[holder], key);
  if (found.length === 0) return refuse('risk.case_unknown');
  const count = await tx.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM risk.case_file WHERE merchant_id = $1 AND case_id = $2',
    key,
  );
  if ((count[0]?.n ?? 0) >= CASE_FILES_MAX) return refuse('risk.file_limit', { most: CASE_FILES_MAX });
  await tx.execute(
    `INSERT INTO risk.case_file (merchant_id, case_id, file_id, name, handed_by, handed_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [...key, of.fileId, of.name, of.by, at(env.clock.now())],
  );
  return accept(true);
}

/** The files of a case, or of a proposal, the oldest first. */
export async function caseFiles(sql: Sql, of: CaseKey): Promise<CaseFile[]> {
  const rows = await sql.query<{ file_id: string; name: string; handed_by: string; handed_at: number }>(
    'SELECT file_id, name, handed_by, handed_at FROM risk.case_file WHERE merchant_id = $1 AND case_id = $2 ORDER BY handed_at, file_id',
    [of.merchantId, of.caseId],
  );
  return rows.map((row) => ({
    fileId: row.file_id,
    name: row.name,
    handedBy: row.handed_by,
    handedAt: instant(row.handed_at),
  }));
}
