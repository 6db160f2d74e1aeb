import type { CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { one, type Tx } from '../../../platform/postgres/database.ts';
import { networkFeePostings, postJournal } from '../../ledger/index.ts';
import type { ClearingInbox } from '../clearing-inbox.ts';
import { readLfeeLine, type LfeeLine } from '../domain/lfee-line.ts';
import type { Layout } from './load-file.ts';
import { takeSideFile, type Taken } from './take-side-file.ts';

/** Brand fees of a day. */
const LFEE: Layout<LfeeLine> = {
  sort: 'LFEE',
  read: readLfeeLine,
  table: 'reconciliation.brand_fee_line',
  columns: 'rrn, amount_fen, cost_fen',
  values: (line) => [line.rrn, line.amountFen, line.costFen].join('\t'),
};

/** Reads what the brands of foreign cards take for a cleared day: one cost of ours against its money. False: their file has not come. */
export async function takeBrandFees(
  env: Env & { readonly clearing: Pick<ClearingInbox, 'openLfee'> },
  date: CivilDate,
): Promise<boolean> {
  const source = await env.clearing.openLfee(date);
  const take = (tx: Tx, load: { loadId: string; fileName: string }) => postFees(env, tx, date, load);
  return takeSideFile(env, date, { layout: LFEE, source, take });
}

async function postFees(
  env: Env,
  tx: Tx,
  date: CivilDate,
  load: { readonly loadId: string; readonly fileName: string },
): Promise<Taken> {
  const fees = one(
    await tx.query<{ count: number; fen: bigint }>(
      `SELECT count(*)::int AS count, coalesce(sum(cost_fen), 0)::bigint AS fen FROM reconciliation.brand_fee_line WHERE business_date = $1 AND load_id = $2`,
      [date, load.loadId],
    ),
    'fees',
  );
  if (fees.fen !== 0n)
    await postJournal(env, tx, {
      merchantId: '-',
      date,
      event: 'brand_fees',
      idempotencyKey: `brand-fees:${load.loadId}`,
      reference: load.fileName,
      lines: networkFeePostings(fees.fen, date),
    });
  return { count: fees.count, grossFen: 0n, feeFen: fees.fen };
}
