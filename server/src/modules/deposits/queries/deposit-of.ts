import { fen, type Fen } from '../../../kernel/fen.ts';
import { instant, isoText, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import type { StateOf } from '../../../kernel/machine.ts';
import type { Sql, Tx } from '../../../platform/postgres/database.ts';
import type { depositMachine } from '../domain/deposit-machine.ts';
import type { TargetState } from '../domain/target-machine.ts';

export interface Deposit {
  readonly merchantId: string;
  readonly depositId: string;
  readonly terminalId: string;
  readonly quotedAt: InstantMs;
  readonly amount: Fen;
  readonly state: StateOf<typeof depositMachine>;
  readonly cardMasked: string | undefined;
  readonly frozenAt: string | undefined;
  /** Whose card it was frozen on, as far as the register knows. */
  readonly cardHolder: 'own' | 'other' | 'unknown' | undefined;
  readonly paidBy: 'card' | 'transfer' | undefined;
  readonly capturedAt: string | undefined;
  /** Of a freeze that lapsed before it could be captured. */
  readonly captureFailedAt: string | undefined;
  /** The pre-authorisation that froze it, and its two-phase hold. */
  readonly freezeId: string | undefined;
  readonly holdId: string | undefined;
  /** The transaction that captured it. */
  readonly captureId: string | undefined;
  /** What the host asks the network about its card at this moment, how often it asked, and the last no. */
  readonly hostTransaction: string | undefined;
  readonly hostTries: number;
  readonly hostCode: string | undefined;
  readonly targetState: TargetState;
  /** First and last day that count; undefined before activation. */
  readonly targetFrom: CivilDate | undefined;
  readonly targetLast: CivilDate | undefined;
  readonly targetDecidedAt: string | undefined;
  readonly terms: {
    readonly amount: string;
    readonly target: string;
    readonly targetDays: number;
    readonly giveBackDays?: number;
    readonly signedAt: string;
  };
}

export interface DepositRow {
  merchant_id: string;
  deposit_id: string;
  terminal_id: string;
  quoted_at: number;
  amount_fen: bigint;
  state: StateOf<typeof depositMachine>;
  card_masked: string | null;
  frozen_at: number | null;
  paid_by: 'card' | 'transfer' | null;
  card_holder: 'own' | 'other' | 'unknown' | null;
  captured_at: number | null;
  capture_failed_at: number | null;
  transaction_id: string | null;
  hold_id: string | null;
  capture_id: string | null;
  host_transaction: string | null;
  host_tries: number;
  host_code: string | null;
  target_state: TargetState;
  target_from: CivilDate | null;
  target_last: CivilDate | null;
  target_decided_at: number | null;
  terms: Deposit['terms'];
}

export const COLUMNS = `merchant_id, deposit_id, terminal_id, quoted_at, amount_fen, state, card_masked, frozen_at, paid_by, card_holder, captured_at, capture_failed_at, terms, transaction_id, hold_id,
  capture_id, host_transaction, host_tries, host_code, target_state, target_from, target_last, target_decided_at`;
export const toDeposit = (row: DepositRow): Deposit => ({
  merchantId: row.merchant_id,
  depositId: row.deposit_id,
  terminalId: row.terminal_id,
  quotedAt: instant(row.quoted_at),
  amount: fen(row.amount_fen),
  state: row.state,
  cardMasked: row.card_masked ?? undefined,
  frozenAt: row.frozen_at === null ? undefined : isoText(instant(row.frozen_at)),
  cardHolder: row.card_holder ?? undefined,
  paidBy: row.paid_by ?? undefined,
  captureFailedAt: row.capture_failed_at === null ? undefined : isoText(instant(row.capture_failed_at)),
  capturedAt: row.captured_at === null ? undefined : isoText(instant(row.captured_at)),
  freezeId: row.transaction_id ?? undefined,
  holdId: row.hold_id ?? undefined,
  captureId: row.capture_id ?? undefined,
  hostTransaction: row.host_transaction ?? undefined,
  hostTries: row.host_tries,
  hostCode: row.host_code ?? undefined,
  targetState: row.target_state,
  targetFrom: row.target_from ?? undefined,
  targetLast: row.target_last ?? undefined,
  targetDecidedAt: row.target_decided_at === null ? undefined : isoText(instant(row.target_decided_at)),
  terms: row.terms,
});

export async function depositOfTerminal(
  sql: Sql,
  merchantId: string,
  terminalId: string,
): Promise<Deposit | undefined> {
  const rows = await sql.query<DepositRow>(
    `SELECT ${COLUMNS} FROM deposits.deposit WHERE merchant_id = $1 AND terminal_id = $2 ORDER BY deposit_id DESC LIMIT 1`,
    [merchantId, terminalId],
  );
  return rows[0] === undefined ? undefined : toDeposit(rows[0]);
}

/** The newest deposit of a merchant. */
export async function depositOf(sql: Sql, merchantId: string): Promise<Deposit | undefined> {
  const rows = await sql.query<DepositRow>(
    `SELECT ${COLUMNS} FROM deposits.deposit WHERE merchant_id = $1 ORDER BY deposit_id DESC LIMIT 1`,
    [merchantId],
  );
  return rows[0] === undefined ? undefined : toDeposit(rows[0]);
}

/** The freezes of a merchant's deposits whose card is not known to be somebody else's: that card is the merchant's own. */
export async function ownFreezesOf(sql: Sql, merchantId: string): Promise<string[]> {
  const rows = await sql.query<{ transaction_id: string }>(
    `SELECT transaction_id FROM deposits.deposit WHERE merchant_id = $1 AND transaction_id IS NOT NULL AND card_holder IS DISTINCT FROM 'other'`,
    [merchantId],
  );
  return rows.map((row) => row.transaction_id);
}

export async function depositById(
  sql: Sql,
  key: { readonly merchantId: string; readonly depositId: string },
): Promise<Deposit | undefined> {
  const rows = await sql.query<DepositRow>(
    `SELECT ${COLUMNS} FROM deposits.deposit WHERE merchant_id = $1 AND deposit_id = $2`,
    [key.merchantId, key.depositId],
  );
  return rows[0] === undefined ? undefined : toDeposit(rows[0]);
}

/** The deposit that a transaction of the host is about, locked. */
export async function depositAskedAbout(
  tx: Tx,
  of: { readonly merchantId: string; readonly transactionId: string },
): Promise<Deposit | undefined> {
  const rows = await tx.query<DepositRow>(
    `SELECT ${COLUMNS} FROM deposits.deposit WHERE merchant_id = $1 AND host_transaction = $2 FOR UPDATE`,
    [of.merchantId, of.transactionId],
  );
  return rows[0] === undefined ? undefined : toDeposit(rows[0]);
}

export async function depositsOf(sql: Sql, merchantId: string): Promise<Deposit[]> {
  const rows = await sql.query<DepositRow>(
    `SELECT ${COLUMNS} FROM deposits.deposit WHERE merchant_id = $1 ORDER BY deposit_id DESC LIMIT 50`,
    [merchantId],
  );
  return rows.map(toDeposit);
}
