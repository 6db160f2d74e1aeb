import type { Fen } from '../../../kernel/fen.ts';
import { businessDate, isoText, instant, type InstantMs } from '../../../kernel/instant.ts';
import { maskPan } from '../../../kernel/masks.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, credit, debit, depositAccount, postJournal } from '../../ledger/index.ts';
import { decidePayIn, type PayInReason } from '../domain/decide-pay-in.ts';

/** A credit of the account that deposits are paid into, as the bank lists it. */
export interface BankPayIn {
  readonly entryId: string;
  readonly amount: Fen;
  readonly payerName: string;
  readonly payerAccount: string;
  readonly remark: string;
  readonly at: InstantMs;
}

/** The bank's list of what came in, and its way of sending a credit back to where it came from. */
export interface PayInBank {
  /** Credits booked on this civil date or later, oldest first. Throws when the list is not to be had. */
  payIns(fromDate: string): Promise<BankPayIn[]>;
  /** Sends a credit back; asking twice is asking once. */
  returnPayIn(entryId: string): Promise<{ kind: 'accepted' } | { kind: 'refused' | 'unknown'; reason: string }>;
}

/** Whose deposit the remark names, where it names one. */
export interface PayInTarget {
  readonly merchantId: string;
  readonly depositId: string;
  readonly state: string;
  readonly amount: Fen;
  readonly payers: readonly string[];
}

/** From which day on the bank is asked: a day before what is known already, because banks book late. */
export async function newestPayIn(sql: Sql): Promise<InstantMs | undefined> {
  const rows = await sql.query<{ at: number | null }>('SELECT max(booked_at) AS at FROM deposits.pay_in');
  return rows[0]?.at === null || rows[0] === undefined ? undefined : instant(rows[0].at);
}

/** The bank's numbers among these that are kept already. */
export async function knownPayIns(sql: Sql, entryIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ entry_id: string }>('SELECT entry_id FROM deposits.pay_in WHERE entry_id = ANY ($1)', [
    entryIds,
  ]);
  return new Set(rows.map((row) => row.entry_id));
}

export type PayInResult = 'matched' | 'unclear' | 'known';

/**
 * Keeps one credit of the bank and posts it: to the deposit that it pays, or to suspense until somebody has looked. The row is
 * the guard: what the bank lists twice is posted once.
 */
export async function takePayIn(
  env: Env,
  tx: Tx,
  input: { entry: BankPayIn; target: PayInTarget | undefined; cutOff: string },
): Promise<PayInResult> {
  const { entry, target } = input;
  const decision = decidePayIn({
    remark: entry.remark,
    amountFen: entry.amount,
    payerName: entry.payerName,
    deposit: target === undefined ? undefined : { state: target.state, amountFen: target.amount },
    payers: target?.payers ?? [],
  });
  const matches = decision.kind === 'match' && target !== undefined;
  const kept = await keepPayIn(env, tx, {
    entry,
    reason: decision.kind === 'unclear' ? decision.reason : null,
    target,
  });
  if (!kept) return 'known';
  const captured = matches && (await captureByTransfer(env, tx, { ...target, entry }));
  // somebody's card was quicker: the freeze stands, and the transfer is looked at
  if (matches && !captured)
    await tx.execute(`UPDATE deposits.pay_in SET state = 'unclear', reason = 'not_open' WHERE entry_id = $1`, [
      entry.entryId,
    ]);
  await postJournal(env, tx, {
    merchantId: captured ? target.merchantId : '-',
    date: businessDate(env.clock.now(), input.cutOff),
    event: captured ? 'deposit_paid_in' : 'pay_in_unclear',
    idempotencyKey: `pay-in:${entry.entryId}`,
    reference: entry.entryId,
    lines: [
      debit(accounts.bankOwn, entry.amount),
      credit(captured ? depositAccount(target.depositId) : accounts.suspenseLong, entry.amount),
    ],
  });
  return captured ? 'matched' : 'unclear';
}

async function keepPayIn(
  env: Env,
  tx: Tx,
  { entry, reason, target }: { entry: BankPayIn; reason: PayInReason | null; target: PayInTarget | undefined },
): Promise<boolean> {
  const count = await tx.execute(
    `INSERT INTO deposits.pay_in (entry_id, amount_fen, payer_name, payer_account_masked, payer_account_sealed, remark, booked_at, seen_at, state, reason,
       merchant_id, deposit_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (entry_id) DO NOTHING`,
    [
      entry.entryId,
      entry.amount,
      entry.payerName,
      maskPan(entry.payerAccount),
      env.crypto.seal(`pay-in:${entry.entryId}`, entry.payerAccount),
      entry.remark,
      at(entry.at),
      at(env.clock.now()),
      reason === null ? 'matched' : 'unclear',
      reason,
      target?.merchantId ?? null,
      target?.depositId ?? null,
    ],
  );
  return count === 1;
}

/** The deposit is held as money from now on. False when it is not open any more. */
export async function captureByTransfer(
  env: Env,
  tx: Tx,
  input: { merchantId: string; depositId: string; entry: Pick<BankPayIn, 'entryId'> },
): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE deposits.deposit SET state = 'captured', paid_by = 'transfer', pay_in_entry = $3, captured_at = $4
      WHERE merchant_id = $1 AND deposit_id = $2 AND state IN ('quoted', 'capture_failed')`,
    [input.merchantId, input.depositId, input.entry.entryId, at(env.clock.now())],
  );
  if (moved === 1)
    await env.jobs.emit(tx, {
      kind: 'deposit.paid_in',
      audience: [`merchant:${input.merchantId}`, 'console'],
      payload: { merchantId: input.merchantId, depositId: input.depositId },
    });
  return moved === 1;
}

export interface PayInRow {
  readonly entryId: string;
  readonly amountFen: string;
  readonly payerName: string;
  readonly payerAccount: string;
  readonly remark: string;
  readonly bookedAt: string;
  readonly state: 'matched' | 'unclear' | 'returning' | 'returned';
  readonly reason?: PayInReason;
  readonly merchantId?: string;
  readonly decidedBy?: string;
  readonly note?: string;
}

/** Newest first, what waits for people before the rest. */
export async function listPayIns(sql: Sql): Promise<PayInRow[]> {
  const rows = await sql.query<{
    entry_id: string;
    amount_fen: bigint;
    payer_name: string;
    payer_account_masked: string;
    remark: string;
    booked_at: number;
    state: PayInRow['state'];
    reason: PayInReason | null;
    merchant_id: string | null;
    decided_by: string | null;
    note: string | null;
  }>(
    `SELECT entry_id, amount_fen, payer_name, payer_account_masked, remark, booked_at, state, reason, merchant_id, decided_by, note
       FROM deposits.pay_in ORDER BY state IN ('unclear', 'returning') DESC, booked_at DESC LIMIT 200`,
  );
  return rows.map((row) => ({
    entryId: row.entry_id,
    amountFen: row.amount_fen.toString(),
    payerName: row.payer_name,
    payerAccount: row.payer_account_masked,
    remark: row.remark,
    bookedAt: isoText(instant(row.booked_at)),
    state: row.state,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.merchant_id === null ? {} : { merchantId: row.merchant_id }),
    ...(row.decided_by === null ? {} : { decidedBy: row.decided_by }),
    ...(row.note === null ? {} : { note: row.note }),
  }));
}
