import { fen } from '../../../kernel/fen.ts';
import { addDays, type CivilDate } from '../../../kernel/instant.ts';
import { must } from '../../../kernel/assert.ts';
import { step } from '../../../kernel/machine.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, agentAccount, credit, debit, postJournal } from '../../ledger/index.ts';
import { monthOf } from '../domain/decide-share.ts';
import { shareStatementMachine } from '../domain/share-machines.ts';

/** Whose a merchant is from a day on; written with the merchant. */
export async function noteAgentMerchant(
  tx: Tx,
  of: { merchantId: string; agentId: string; since: CivilDate },
): Promise<void> {
  await tx.execute('INSERT INTO settlement.agent_merchant (merchant_id, since, agent_id) VALUES ($1, $2, $3)', [
    of.merchantId,
    of.since,
    of.agentId,
  ]);
}

/** One run shares so many days at most: the rest waits for the next closing. A year that stood still is done in four. */
const DAYS_MAX = 100;

/**
 * Shares the fees of every closed day that is not shared yet, oldest first, and draws up the statements of months that are complete.
 * A day is shared once, whoever runs this and how often. Returns the days that this call shared.
 */
export async function shareClosedDays(env: Env): Promise<CivilDate[]> {
  const days = await env.db.query<{ day: CivilDate }>(
    `SELECT c.day FROM ledger.v_closed_day c
      WHERE c.day >= (SELECT min(since) FROM settlement.agent_merchant) AND NOT EXISTS (SELECT 1 FROM settlement.share_day s WHERE s.day = c.day)
      ORDER BY c.day LIMIT ${DAYS_MAX}`,
  );
  const shared: CivilDate[] = [];
  for (const { day } of days) if (await withTx(env, (tx) => shareDay(env, tx, day))) shared.push(day);
  return shared;
}

async function shareDay(env: Env, tx: Tx, day: CivilDate): Promise<boolean> {
  const fresh = await tx.execute(
    'INSERT INTO settlement.share_day (day, shared_at) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [day, at(env.clock.now())],
  );
  if (fresh === 0) return false;
  const sums = await tx.query<{ agent_id: string; share_fen: bigint }>(SHARE_OF_DAY, [day]);
  for (const { agent_id: agentId, share_fen: share } of sums) {
    if (share === 0n) continue;
    // what was taken back is booked in the other direction
    const lines = [debit(accounts.expenseAgent, fen(share)), credit(agentAccount(agentId), fen(share))];
    await postJournal(env, tx, {
      merchantId: '-',
      date: day,
      event: 'agent_share',
      idempotencyKey: `agent_share:${agentId}:${day}`,
      reference: agentId,
      lines,
    });
  }
  if (monthOf(addDays(day, 1)) !== monthOf(day)) await drawUpStatements(env, tx, monthOf(day));
  return true;
}

/** One set: each journal's fee against its base, a row a merchant, and the sum of each agent (decision 0017). */
const SHARE_OF_DAY = `
  WITH terms AS (
    SELECT DISTINCT ON (agent_id) * FROM settlement.share_terms WHERE state = 'approved' AND effective_from <= $1
     ORDER BY agent_id, effective_from DESC, decided_at DESC),
  mine AS (
    SELECT DISTINCT ON (merchant_id) merchant_id, agent_id FROM settlement.agent_merchant WHERE since <= $1 ORDER BY merchant_id, since DESC),
  priced AS (
    SELECT m.merchant_id, m.agent_id, t.terms_id, t.share_ppm, f.gross_fen, f.fee_fen, sign(f.gross_fen)::bigint AS sign,
           least((abs(f.gross_fen) * CASE f.charge WHEN 'credit' THEN t.credit_ppm WHEN 'debit' THEN t.debit_ppm ELSE t.qr_ppm END * 2 + 1000000) / 2000000,
                 CASE f.charge WHEN 'debit' THEN t.debit_cap_fen END) AS base
      FROM mine m JOIN terms t USING (agent_id) JOIN ledger.do_fees_of_day($1) f USING (merchant_id)
     WHERE f.charge IN ('credit', 'debit', 'qr')),
  written AS (
    INSERT INTO settlement.agent_share (merchant_id, day, agent_id, terms_id, journal_count, gross_fen, fee_fen, share_fen)
    SELECT merchant_id, $1, agent_id, terms_id, count(*), sum(gross_fen), sum(fee_fen),
           round(sum(sign * greatest(0, sign * fee_fen - base)) * share_ppm / 1000000)
      FROM priced GROUP BY merchant_id, agent_id, terms_id, share_ppm
    RETURNING agent_id, share_fen)
  SELECT agent_id, sum(share_fen)::bigint AS share_fen FROM written GROUP BY agent_id ORDER BY agent_id`;

/** One a month for whoever earned something, or has something carried. */
async function drawUpStatements(env: Env, tx: Tx, month: CivilDate): Promise<void> {
  const open = shareStatementMachine.initial;
  const carried = must(step(shareStatementMachine, open, 'carry'), 'a statement may be carried');
  await tx.execute(
    `WITH earned AS (
       SELECT agent_id, sum(share_fen)::bigint AS share_fen FROM settlement.agent_share
        WHERE day >= $1 AND day < $1::date + interval '1 month' GROUP BY agent_id),
     before AS (
       SELECT DISTINCT ON (agent_id) agent_id, CASE state WHEN $4 THEN payable_fen ELSE 0 END AS carried_fen FROM settlement.share_statement
        WHERE month < $1 ORDER BY agent_id, month DESC),
     due AS (
       SELECT agent_id, coalesce(e.share_fen, 0) AS share_fen, coalesce(b.carried_fen, 0) AS carried_fen FROM earned e FULL JOIN before b USING (agent_id)
        WHERE e.agent_id IS NOT NULL OR b.carried_fen <> 0)
     INSERT INTO settlement.share_statement (agent_id, month, state, share_fen, carried_fen, payable_fen, made_at)
     SELECT agent_id, $1, CASE WHEN share_fen + carried_fen > 0 THEN $3 ELSE $4 END, share_fen, carried_fen, share_fen + carried_fen, $2 FROM due`,
    [month, at(env.clock.now()), open, carried],
  );
}
