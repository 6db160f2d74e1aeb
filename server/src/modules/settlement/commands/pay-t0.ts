import { assert } from '../../../kernel/assert.ts';
import { subtractFen, type Fen } from '../../../kernel/fen.ts';
import { dateInShanghai, type CivilDate } from '../../../kernel/instant.ts';
import { accept, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, withTx, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, credit, debit, postJournal } from '../../ledger/index.ts';
import {
  asAsked,
  decideT0,
  type T0Asked,
  type T0Code,
  type T0Facts,
  type T0Plan,
  type T0Refused,
  type T0Standing,
  type T0Terms,
} from '../domain/decide-t0.ts';
import { t0AccountOf, t0SalesOf, t0UsedOf } from '../queries/t0-of.ts';

/** What the caller knows of a merchant; account, debt, limits and sales are read here. */
export interface T0Request {
  readonly merchantId: string;
  readonly terms: T0Terms;
  readonly standing: Omit<T0Standing, 'account' | 'debtFen'>;
  /** The running business day. */
  readonly businessDate: CivilDate;
}

export interface T0Paid {
  readonly payoutId: string;
  readonly plan: T0Plan;
}

async function t0Facts(
  env: Env,
  sql: Sql,
  { merchantId, terms, standing }: T0Request,
): Promise<T0Facts & { accountId: string }> {
  const now = env.clock.now();
  const { accountId, ...money } = await t0AccountOf(sql, merchantId);
  return {
    now,
    terms,
    standing: { ...standing, ...money },
    usedFen: await t0UsedOf(sql, { merchantId, date: dateInShanghai(now) }),
    sales: await t0SalesOf(sql, { merchantId, now }),
    accountId,
  };
}

/** What T+0 would pay now, without paying it. */
export async function foreseeT0(
  env: Env,
  request: T0Request,
): Promise<{ facts: T0Facts; decision: ReturnType<typeof decideT0> }> {
  const facts = await t0Facts(env, env.db, request);
  return { facts, decision: decideT0(facts) };
}

/**
 * Pays what T+0 may pay now. Under the merchant's lock, so that no void, refund or reversal of these sales is on its way; and no day is
 * settled meanwhile, so that none of them is paid with its day as well.
 */
export async function payT0(
  env: Env,
  request: T0Request & { readonly asked?: T0Asked | undefined },
): Promise<
  | Outcome<T0Paid, Refusal<T0Code | 'settlement.t0_changed'>>
  | { refused: true; refusal: Refusal<T0Code>; again: T0Refused['again'] }
> {
  const { merchantId } = request;
  return withTx(env, async (tx) => {
    await tx.query('SELECT switching.do_lock_merchant($1)', [merchantId]);
    await tx.query(
      `SELECT business_date FROM settlement.day WHERE state <> 'settled' ORDER BY business_date FOR SHARE`,
    );
    const facts = await t0Facts(env, tx, request);
    const decision = decideT0(facts);
    if (decision.refused) return { refused: true as const, ...decision.why };
    const asked = asAsked(decision.plan, request.asked);
    if (asked.refused) return asked;
    const payoutId = await writePayout(env, tx, { request, plan: decision.plan, accountId: facts.accountId });
    return accept({ payoutId, plan: decision.plan });
  });
}

interface NewT0 {
  readonly request: T0Request;
  readonly plan: T0Plan;
  readonly accountId: string;
}

async function writePayout(env: Env, tx: Tx, { request, plan, accountId }: NewT0): Promise<string> {
  const { merchantId, businessDate } = request;
  const now = env.clock.now();
  const batchId = env.ids.next('bat');
  const payoutId = `pay_${batchId}`;
  const ids = plan.lines.map((line) => line.transactionId);
  const claimed = await tx.query<{ n: number }>('SELECT switching.do_pay_early($1, $2, $3, $4) AS n', [
    merchantId,
    ids,
    batchId,
    at(now),
  ]);
  assert(one(claimed, 'claim').n === ids.length, 'what was read open is open under the same lock');
  await tx.execute(
    `INSERT INTO settlement.batch (merchant_id, batch_id, business_date, pay_date, estimated, sale_count, gross_fen, fee_fen, surcharge_fen, net_fen, created_at, part)
     VALUES ($1, $2, $3, $4, false, $5, $6, $7, $8, $9, $10, 't0')`,
    [
      merchantId,
      batchId,
      businessDate,
      dateInShanghai(now),
      ids.length,
      plan.grossFen,
      plan.feeFen,
      plan.surchargeFen,
      plan.payFen,
      at(now),
    ],
  );
  await tx.execute(
    `INSERT INTO settlement.t0_sale (merchant_id, transaction_id, batch_id, business_date, net_fen, surcharge_fen)
     SELECT $1, t, $2, d, n, s FROM unnest($3::text[], $4::date[], $5::bigint[], $6::bigint[]) AS x (t, d, n, s)`,
    [
      merchantId,
      batchId,
      ids,
      plan.lines.map((line) => line.businessDate),
      plan.lines.map((line) => line.amountFen - line.feeFen - line.surchargeFen),
      plan.lines.map((line) => line.surchargeFen),
    ],
  );
  await tx.execute(
    `INSERT INTO settlement.payout (merchant_id, payout_id, batch_id, account_id, amount_fen, state, created_at) VALUES ($1, $2, $3, $4, $5, 'prepared', $6)`,
    [merchantId, payoutId, batchId, accountId, plan.payFen, at(now)],
  );
  await postPayout(env, tx, { merchantId, batchId, businessDate, plan });
  await env.jobs.enqueue(tx, 'send-payout', { merchantId, payoutId });
  await env.jobs.emit(tx, {
    kind: 'payout.moved',
    audience: [`merchant:${merchantId}`, 'console'],
    payload: { merchantId, payoutId, state: 'prepared' },
  });
  return payoutId;
}

/** The merchant's money on its way less the surcharge; and our own in its place, because the network has not paid yet. */
async function postPayout(
  env: Env,
  tx: Tx,
  of: { merchantId: string; batchId: string; businessDate: CivilDate; plan: T0Plan },
): Promise<void> {
  const { merchantId, batchId, businessDate: date, plan } = of;
  const net: Fen = subtractFen(plan.grossFen, plan.feeFen);
  await postJournal(env, tx, {
    merchantId,
    date,
    event: 't0_payout',
    idempotencyKey: `t0:${batchId}`,
    reference: batchId,
    lines: [
      debit(accounts.merchantPending, net),
      credit(accounts.merchantPayout, plan.payFen),
      credit(accounts.incomeT0, plan.surchargeFen),
    ],
    snapshot: { charge: 't0', grossFen: plan.grossFen.toString(), saleCount: plan.lines.length },
  });
  await postJournal(env, tx, {
    merchantId,
    date,
    event: 't0_advance',
    idempotencyKey: `t0-advance:${batchId}`,
    reference: batchId,
    lines: [debit(accounts.bankReserve, plan.payFen), credit(accounts.bankOwn, plan.payFen)],
  });
}
