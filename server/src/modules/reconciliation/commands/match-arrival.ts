import { MINUTE_MS, addDays, instant, later, type CivilDate } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, postJournal } from '../../ledger/index.ts';
import type { ClearingInbox } from '../clearing-inbox.ts';
import { dayOf, moveDay, type BankEntry, type PayoutBank } from '../../settlement/index.ts';
import type { DisputeRules } from '../domain/dispute.ts';
import { takeCorrected } from './import-clearing.ts';
import { takeBrandFees } from './take-brand-fees.ts';
import { takeDisputes } from './take-disputes.ts';

const RETRY_MS = 10 * MINUTE_MS;

/**
 * The network's money for a cleared day, its disputes with it, which it collects where more was given back than taken: it must be the file's net, to the fen.
 * Otherwise payouts of the day wait and a break says why.
 */
export async function matchArrival(
  env: Env & { readonly bank: PayoutBank; readonly clearing: ClearingInbox },
  date: CivilDate,
  rules: DisputeRules,
): Promise<void> {
  if ((await dayOf(env.db, date))?.state !== 'cleared') return;
  await takeCorrected(env, date);
  // what the network pays for a day is not known before all of its files are here
  if (!(await takeDisputes(env, date, rules))) return askAgain(env, date, 'ERR');
  if (!(await takeBrandFees(env, date))) return askAgain(env, date, 'LFEE');
  const day = await dayOf(env.db, date);
  if (day?.state !== 'cleared') return;
  const expected = day.networkNetFen ?? 0n;
  const entries = expected === 0n ? [] : await env.bank.credits(addDays(date, 1)).catch(() => []);
  const entry = entries.find((one) => one.amountFen === expected);
  await withTx(env, async (tx) => {
    if (expected === 0n) {
      await moveDay(tx, date, { from: 'cleared', to: 'funded' });
      return;
    }
    if (entry === undefined) return wait(env, tx, { date, expected, entries });
    const fresh = await tx.execute(
      'INSERT INTO reconciliation.arrival (bank_entry_id, business_date, amount_fen, at) VALUES ($1, $2, $3, $4) ON CONFLICT (bank_entry_id) DO NOTHING',
      [entry.entryId, date, entry.amountFen, at(instant(entry.at))],
    );
    if (fresh === 0) return;
    await postJournal(env, tx, {
      merchantId: '-',
      date,
      event: 'network_arrival',
      idempotencyKey: `arrival:${entry.entryId}`,
      reference: entry.reference,
      lines: [
        { account: accounts.bankReserve, amount: entry.amountFen },
        { account: accounts.networkReceivable('cup', date), amount: -entry.amountFen },
      ],
    });
    await tx.execute(
      `UPDATE reconciliation.break SET state = 'resolved' WHERE merchant_id = '-' AND business_date = $1 AND kind = 'arrival_diff'`,
      [date],
    );
    await moveDay(tx, date, { from: 'cleared', to: 'funded' });
    await env.jobs.emit(tx, {
      kind: 'day.funded',
      audience: ['console'],
      payload: { date, amountFen: expected.toString() },
    });
  });
}

async function askAgain(env: Env, date: CivilDate, sort: 'ERR' | 'LFEE'): Promise<void> {
  await withTx(env, async (tx) => {
    await scheduleDue(tx, { kind: 'match-arrival', key: date, at: later(env.clock.now(), RETRY_MS), data: { date } });
    await env.jobs.emit(tx, { kind: 'clearing.missing', audience: ['console'], payload: { date, sort } });
  });
}

async function wait(
  env: Env,
  tx: Tx,
  facts: { date: CivilDate; expected: bigint; entries: readonly BankEntry[] },
): Promise<void> {
  const { date, expected, entries } = facts;
  if (entries.length > 0) {
    const arrived = entries.map((one) => one.amountFen.toString()).join(', ');
    await tx.execute(
      `INSERT INTO reconciliation.break (merchant_id, break_id, business_date, kind, state, amount_fen, detail, found_at) VALUES ('-', $1, $2, 'arrival_diff', 'open', $3, $4, $5)
       ON CONFLICT (merchant_id, break_id) DO NOTHING`,
      [`brk_arrival_${date}`, date, expected, `expected ${expected}, arrived ${arrived}`, at(env.clock.now())],
    );
  }
  await scheduleDue(tx, { kind: 'match-arrival', key: date, at: later(env.clock.now(), RETRY_MS), data: { date } });
  await env.jobs.emit(tx, {
    kind: 'arrival.missing',
    audience: ['console'],
    payload: { date, expectedFen: expected.toString() },
  });
}
