import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';

/** So many a case: whoever has more to say calls the hotline. */
const STATEMENTS_MAX = 20;

/** The merchant says what these sales were, or appeals; possible until the case is released. */
export async function sayToCase(
  env: Env,
  tx: Tx,
  input: { readonly merchantId: string; readonly caseId: string; readonly words: string },
): Promise<Outcome<true, Refusal<'risk.case_unknown' | 'risk.case_elsewhere' | 'risk.statement_limit'>>> {
  const key = [input.merchantId, input.caseId];
  const rows = await tx.query<{ state: string; said: number }>(
    `SELECT c.state, (SELECT count(*)::int FROM risk.case_statement s WHERE s.merchant_id = c.merchant_id AND s.case_id = c.case_id) AS said
       FROM risk.case c WHERE c.merchant_id = $1 AND c.case_id = $2 FOR UPDATE`,
    key,
  );
  const [found] = rows;
  if (found === undefined) return refuse('risk.case_unknown');
  if (found.state === 'released') return refuse('risk.case_elsewhere', { state: found.state });
  if (found.said >= STATEMENTS_MAX) return refuse('risk.statement_limit');
  const statementId = env.ids.next('sta');
  await tx.execute(
    'INSERT INTO risk.case_statement (merchant_id, case_id, statement_id, words_sealed, said_at) VALUES ($1, $2, $3, $4, $5)',
    [...key, statementId, env.crypto.seal(`risk:${statementId}`, input.words), at(env.clock.now())],
  );
  return accept(true);
}
