import { fen, type Fen } from '../../../kernel/fen.ts';
import { instant, isoText } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

export interface Deposit {
  readonly depositId: string;
  readonly terminalId: string;
  readonly amount: Fen;
  readonly state: string;
  readonly cardMasked: string | undefined;
  readonly frozenAt: string | undefined;
  /** Whose card it was frozen on, as far as the register knows. */
  readonly cardHolder: 'own' | 'other' | 'unknown' | undefined;
  readonly paidBy: 'card' | 'transfer' | undefined;
  readonly capturedAt: string | undefined;
  readonly terms: {
    readonly amount: string;
    readonly target: string;
    readonly targetDays: number;
    readonly signedAt: string;
  };
}

interface Row {
  deposit_id: string;
  terminal_id: string;
  amount_fen: bigint;
  state: string;
  card_masked: string | null;
  frozen_at: number | null;
  paid_by: 'card' | 'transfer' | null;
  card_holder: 'own' | 'other' | 'unknown' | null;
  captured_at: number | null;
  terms: Deposit['terms'];
}

const COLUMNS =
  'deposit_id, terminal_id, amount_fen, state, card_masked, frozen_at, paid_by, card_holder, captured_at, terms';
const toDeposit = (row: Row): Deposit => ({
  depositId: row.deposit_id,
  terminalId: row.terminal_id,
  amount: fen(row.amount_fen),
  state: row.state,
  cardMasked: row.card_masked ?? undefined,
  frozenAt: row.frozen_at === null ? undefined : isoText(instant(row.frozen_at)),
  cardHolder: row.card_holder ?? undefined,
  paidBy: row.paid_by ?? undefined,
  capturedAt: row.captured_at === null ? undefined : isoText(instant(row.captured_at)),
  terms: row.terms,
});

export async function depositOfTerminal(
  sql: Sql,
  merchantId: string,
  terminalId: string,
): Promise<Deposit | undefined> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM deposits.deposit WHERE merchant_id = $1 AND terminal_id = $2 ORDER BY deposit_id DESC LIMIT 1`,
    [merchantId, terminalId],
  );
  return rows[0] === undefined ? undefined : toDeposit(rows[0]);
}

/** The newest deposit of a merchant. */
export async function depositOf(sql: Sql, merchantId: string): Promise<Deposit | undefined> {
  const rows = await sql.query<Row>(
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
