import type { Fen } from '../../../kernel/fen.ts';
import { instant, isoText, type CivilDate } from '../../../kernel/instant.ts';
import type { StateOf } from '../../../kernel/machine.ts';
import { at, one, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import type { Env } from '../../../platform/env.ts';
import type { settlementDayMachine } from '../domain/settlement-machines.ts';

export interface SettlementDay {
  readonly date: CivilDate;
  readonly state: StateOf<typeof settlementDayMachine>;
  readonly saleCount: number;
  readonly grossFen: bigint;
  readonly networkNetFen: bigint | undefined;
  readonly payDate: CivilDate;
  readonly estimated: boolean;
  readonly closedAt: string;
  /** Merchants of its batches, and how many of them are paid; none before it is being settled. */
  readonly merchantCount: number;
  readonly merchantsPaid: number;
}

interface Row {
  business_date: CivilDate;
  state: SettlementDay['state'];
  sale_count: number;
  gross_fen: bigint;
  network_net_fen: bigint | null;
  pay_date: CivilDate;
  estimated: boolean;
  closed_at: number;
  merchant_count: number;
  merchants_paid: number;
}

const COLUMNS =
  'business_date, state, sale_count, gross_fen, network_net_fen, pay_date, estimated, closed_at, merchant_count, merchants_paid';
const toDay = (row: Row): SettlementDay => ({
  date: row.business_date,
  state: row.state,
  saleCount: row.sale_count,
  grossFen: row.gross_fen,
  networkNetFen: row.network_net_fen ?? undefined,
  payDate: row.pay_date,
  estimated: row.estimated,
  closedAt: isoText(instant(row.closed_at)),
  merchantCount: row.merchant_count,
  merchantsPaid: row.merchants_paid,
});

export async function dayOf(sql: Sql, date: CivilDate): Promise<SettlementDay | undefined> {
  const rows = await sql.query<Row>(`SELECT ${COLUMNS} FROM settlement.day WHERE business_date = $1`, [date]);
  return rows[0] === undefined ? undefined : toDay(rows[0]);
}

export async function listDays(sql: Sql): Promise<SettlementDay[]> {
  const rows = await sql.query<Row>(`SELECT ${COLUMNS} FROM settlement.day ORDER BY business_date DESC LIMIT 60`);
  return rows.map(toDay);
}

/** Moves a day forward, expecting the state it is in. */
export async function moveDay(
  tx: Tx,
  date: CivilDate,
  move: { from: SettlementDay['state']; to: SettlementDay['state']; networkNetFen?: bigint },
): Promise<boolean> {
  const count = await tx.execute(
    `UPDATE settlement.day SET state = $3, network_net_fen = coalesce($4, network_net_fen) WHERE business_date = $1 AND state = $2`,
    [date, move.from, move.to, move.networkNetFen ?? null],
  );
  return count === 1;
}

/** Links sales to what confirmed them, a clearing file or people; once a merchant and file. Returns how many links are new. */
export async function linkCleared(
  tx: Tx,
  input: { date: CivilDate; fileName: string; sales: readonly { merchantId: string; transactionId: string }[] },
): Promise<number> {
  const rows = await tx.query<{ n: number }>(
    `SELECT coalesce(sum(settlement.do_link_cleared(m, transactions, $3, $4)), 0)::int AS n
       FROM (SELECT m, array_agg(t ORDER BY t) AS transactions FROM unnest($1::text[], $2::text[]) AS x (m, t) GROUP BY m ORDER BY m) o`,
    [
      input.sales.map((sale) => sale.merchantId),
      input.sales.map((sale) => sale.transactionId),
      input.date,
      input.fileName,
    ],
  );
  return one(rows, 'links').n;
}

/** Money that people found to be a merchant's, in its available account already, goes with its next batch; once a reference. */
export async function payWithNext(
  env: Env,
  tx: Tx,
  of: { readonly merchantId: string; readonly reference: string; readonly amount: Fen; readonly fee: Fen },
): Promise<void> {
  await tx.query('SELECT settlement.do_pay_with_next($1, $2, $3, $4, $5)', [
    of.merchantId,
    of.reference,
    of.amount,
    of.fee,
    at(env.clock.now()),
  ]);
}

/** What a merchant has available and no batch has goes with the next one; once a reference. Returns its fen. */
export async function payWaiting(
  env: Env,
  tx: Tx,
  of: { readonly merchantId: string; readonly reference: string },
): Promise<bigint> {
  const rows = await tx.query<{ fen: bigint }>('SELECT settlement.do_pay_waiting($1, $2, $3) AS fen', [
    of.merchantId,
    of.reference,
    at(env.clock.now()),
  ]);
  return one(rows, 'waiting').fen;
}
