import type { Fen } from '../../../kernel/fen.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';

/** 押金规则 as it stood on the day of signing; later changes of the catalogue do not touch it. */
export interface DepositTerms {
  readonly amount: Fen;
  readonly target: Fen;
  readonly targetDays: number;
  readonly signedAt: string;
}

export async function quoteDeposit(
  env: Env,
  tx: Tx,
  input: { merchantId: string; terminalId: string; terms: DepositTerms },
): Promise<string> {
  const depositId = env.ids.next('dep');
  const terms = { ...input.terms, amount: String(input.terms.amount), target: String(input.terms.target) };
  await tx.execute(
    `INSERT INTO deposits.deposit (merchant_id, deposit_id, terminal_id, amount_fen, terms, state, quoted_at) VALUES ($1, $2, $3, $4, $5, 'quoted', $6)`,
    [input.merchantId, depositId, input.terminalId, input.terms.amount, JSON.stringify(terms), at(env.clock.now())],
  );
  return depositId;
}
