import type { CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';

export interface DelayedSale {
  readonly merchantId: string;
  readonly transactionId: string;
  /** The business day on which it is delayed or resumed, not the sale's own. */
  readonly date: CivilDate;
}

/**
 * Delays the settlement of one sale: its money is frozen, and neither T+1 nor T+0 pays it out. `gone`: it does not stand any more;
 * `missed`: its money is on its way to the bank already. Asked twice it is delayed once.
 */
export async function delaySale(
  env: Env,
  tx: Tx,
  of: DelayedSale & { readonly reference: string },
): Promise<'delayed' | 'gone' | 'missed'> {
  const rows = await tx.query<{ became: 'delayed' | 'gone' | 'missed' }>(
    'SELECT settlement.do_delay_sale($1, $2, $3, $4, $5) AS became',
    [of.merchantId, of.transactionId, of.reference, of.date, at(env.clock.now())],
  );
  return one(rows, 'delay').became;
}

/** Ends the delay: the sale is settled with its day or, where that has been paid, with the next. Returns the fen that moved, 0 for none. */
export async function resumeSale(env: Env, tx: Tx, of: DelayedSale): Promise<bigint> {
  const rows = await tx.query<{ fen: bigint }>('SELECT settlement.do_resume_sale($1, $2, $3, $4) AS fen', [
    of.merchantId,
    of.transactionId,
    of.date,
    at(env.clock.now()),
  ]);
  return one(rows, 'resumed').fen;
}
