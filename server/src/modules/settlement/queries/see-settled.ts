import type { CivilDate } from '../../../kernel/instant.ts';
import { one, type Tx } from '../../../platform/postgres/database.ts';
import type { SettlementDay } from '../commands/days.ts';

/**
 * Whether it is too late to take a transaction back. A sale: the day that it is settled with is settled. What undoes a sale (`undoes`): the
 * file of its day has been read, so that the sale, brought back, would come into no file. The day's row stays as it is until the caller
 * has committed.
 */
export async function seeSettled(
  tx: Tx,
  of: {
    readonly merchantId: string;
    readonly transactionId: string;
    readonly businessDate: CivilDate;
    readonly undoes: boolean;
  },
): Promise<boolean> {
  if (of.undoes) {
    const days = await tx.query<{ state: SettlementDay['state'] }>(
      'SELECT state FROM settlement.day WHERE business_date = $1 FOR SHARE',
      [of.businessDate],
    );
    return days[0] !== undefined && days[0].state !== 'closed';
  }
  const rows = await tx.query<{ settled: boolean }>('SELECT settlement.do_see_settled($1, $2) AS settled', [
    of.merchantId,
    of.transactionId,
  ]);
  return one(rows, 'settled').settled;
}
