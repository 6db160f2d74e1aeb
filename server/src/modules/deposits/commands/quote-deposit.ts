import type { Fen } from '../../../kernel/fen.ts';
import { dateInShanghai } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { putOnSheet } from '../../ledger/index.ts';

/** 押金规则 as it stood on the day of signing; later changes of the catalogue do not touch it. */
export interface DepositTerms {
  readonly amount: Fen;
  readonly target: Fen;
  readonly targetDays: number;
  /** Given back within so many days of activation, or unused, a device brings all of it back. Absent: it always does. */
  readonly giveBackDays?: number;
  readonly signedAt: string;
}

/** Keeps a deposit's terms, and puts what may ever be kept of it on the merchant's price sheet. Returns its id. */
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
  const { merchantId, terms: signed } = input;
  const from = dateInShanghai(env.clock.now());
  const line = { merchantId, charge: `deposit:${depositId}`, from, amountFen: signed.amount } as const;
  await putOnSheet(env, tx, [line], 'signed terms');
  return depositId;
}
