import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { JudgedSale } from '../domain/decide-screening.ts';
import { UNDECIDED } from '../domain/risk-case-machine.ts';

/** What became of the money of a sale: not touched, waiting, or gone to the bank before anybody looked. */
export type Delay = 'none' | 'delayed' | 'missed';

/** The undecided case of a merchant, opened where there is none. Two screenings at once find the same one: the row is locked. */
export async function openCaseOf(
  env: Env,
  tx: Tx,
  merchantId: string,
): Promise<{ readonly caseId: string; readonly fresh: boolean }> {
  const now = at(env.clock.now());
  const caseId = env.ids.next('rsk');
  const find = (): Promise<{ case_id: string }[]> =>
    tx.query<{ case_id: string }>(
      'SELECT case_id FROM risk.case WHERE merchant_id = $1 AND state = ANY ($2) FOR UPDATE',
      [merchantId, UNDECIDED],
    );
  const found = (await find())[0];
  if (found !== undefined) return { caseId: found.case_id, fresh: false };
  const opened = await tx.execute(
    `INSERT INTO risk.case (merchant_id, case_id, state, opened_at, moved_at) VALUES ($1, $2, 'open', $3, $3)
     ON CONFLICT (merchant_id) WHERE state IN ('open', 'pending_release', 'pending_confirm') DO NOTHING`,
    [merchantId, caseId, now],
  );
  return opened === 1 ? { caseId, fresh: true } : { caseId: (await find())[0]?.case_id ?? caseId, fresh: false };
}

/** Puts a sale into the case, or says anew what it is worth; the case is locked, and the rules that hit it are its evidence. True when it was not there before. */
export async function addToCase(
  env: Env,
  tx: Tx,
  of: {
    readonly merchantId: string;
    readonly caseId: string;
    readonly sale: JudgedSale;
    readonly delay: Delay;
    readonly cardHash: string;
  },
): Promise<boolean> {
  const { merchantId, caseId, sale, delay, cardHash } = of;
  const now = at(env.clock.now());
  const there = await tx.query('SELECT 1 FROM risk.case_sale WHERE merchant_id = $1 AND transaction_id = $2', [
    merchantId,
    sale.transactionId,
  ]);
  await tx.execute(
    `INSERT INTO risk.case_sale (merchant_id, transaction_id, case_id, points, delay, added_at, card_hash) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (merchant_id, transaction_id) DO UPDATE SET points = greatest(risk.case_sale.points, excluded.points),
       delay = CASE WHEN excluded.delay = 'none' THEN risk.case_sale.delay ELSE excluded.delay END`,
    [merchantId, sale.transactionId, caseId, sale.points, delay, now, cardHash],
  );
  for (const hit of sale.hits)
    await tx.execute(
      `INSERT INTO risk.hit (merchant_id, transaction_id, rule, version, points, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [merchantId, hit.transactionId, hit.rule, hit.version, hit.points, now],
    );
  return there.length === 0;
}
