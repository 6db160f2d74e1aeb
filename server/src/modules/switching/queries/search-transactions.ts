/** A merchant looks for transactions: what it filters by, page by page. */
import type { CivilDate } from '../../../kernel/instant.ts';
import { instant } from '../../../kernel/instant.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';
import type { TransactionKind } from '../domain/transaction-kinds.ts';
import { COLUMNS, toTransaction, type CardTransaction, type PaidWith, type TransactionRow } from './transaction-of.ts';

/** What people call a kind: several of ours each. */
export const KIND_GROUPS = {
  sale: ['sale', 'test_sale', 'offline_sale', 'tip', 'adjustment'],
  code: ['qr_passive', 'qr_active'],
  refund: ['refund'],
  void: ['sale_void', 'qr_void', 'completion_void', 'pre_auth_void'],
  pre_auth: ['pre_auth', 'completion', 'completion_advice'],
  deposit: ['deposit_freeze', 'deposit_capture', 'deposit_release', 'deposit_refund'],
} as const satisfies Record<string, readonly TransactionKind[]>;

/** And a state; `voided` stands beside the state of the row. */
export const STATE_GROUPS = {
  approved: ['approved'],
  voided: ['voided'],
  declined: ['declined'],
  reversed: ['reversed'],
  open: ['sent', 'unknown', 'reversing'],
} as const;

export interface TransactionFilter {
  /** Business dates, inclusive. */
  readonly from?: CivilDate | undefined;
  readonly through?: CivilDate | undefined;
  readonly kind?: keyof typeof KIND_GROUPS | undefined;
  readonly paidWith?: PaidWith | undefined;
  /** Foreign cards alone. */
  readonly foreign?: true | undefined;
  readonly terminalNo?: string | undefined;
  readonly minFen?: bigint | undefined;
  readonly maxFen?: bigint | undefined;
  readonly state?: keyof typeof STATE_GROUPS | undefined;
  /** The end of a reference number, a voucher number, the last four places of a card, or an amount in yuan. */
  readonly text?: string | undefined;
}

const PAGE = 50;
const CURSOR = /^(\d{4}-\d\d-\d\d)_(\d{1,16})_(\w{1,40})$/;

const cursorOf = ({ businessDate, createdAt, transactionId }: CardTransaction): string =>
  `${businessDate}_${createdAt}_${transactionId}`;

/** Yuan as people type them; undefined for what is no amount. */
function fenIn(text: string): bigint | undefined {
  const [, whole, part = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.replaceAll(',', '')) ?? [];
  return whole === undefined ? undefined : BigInt(whole + part.padEnd(2, '0'));
}

/**
 * The newest first, at most fifty; `next` is there where older ones may be. By business date first, because that is how the index of a
 * merchant's transactions is sorted; an inquiry has moved no money and is left out.
 */
export async function searchTransactions(
  sql: Sql,
  merchantId: string,
  asked: { readonly filter: TransactionFilter; readonly after?: string | undefined },
): Promise<{ readonly rows: CardTransaction[]; readonly next: string | undefined }> {
  const { filter } = asked;
  const [, date, ms, id] = CURSOR.exec(asked.after ?? '') ?? [];
  const text = filter.text?.trim() === '' ? undefined : filter.text?.trim();
  const rows = await sql.query<TransactionRow>(
    `SELECT ${COLUMNS} FROM switching.card_transaction t
      WHERE merchant_id = $1 AND kind <> 'balance' AND ($2::date IS NULL OR business_date >= $2) AND ($3::date IS NULL OR business_date <= $3)
        AND ($4::text[] IS NULL OR kind = ANY ($4)) AND ($5::text IS NULL OR card_kind = $5) AND (NOT $6 OR organisation <> 'CUP')
        AND ($7::text IS NULL OR terminal_no = $7) AND ($8::bigint IS NULL OR amount_fen >= $8) AND ($9::bigint IS NULL OR amount_fen <= $9)
        AND ($10::text IS NULL OR right(rrn, length($10)) = $10 OR stan = lpad($10, 6, '0') OR right(card_masked, 4) = $10 OR amount_fen = $11)
        AND ($12::text[] IS NULL OR (SELECT v.state FROM switching.v_card_transaction v WHERE v.merchant_id = $1 AND v.transaction_id = t.transaction_id) = ANY ($12))
        AND ($13::date IS NULL OR (business_date, created_at, transaction_id) < ($13, $14, $15))
      ORDER BY business_date DESC, created_at DESC, transaction_id DESC LIMIT ${PAGE + 1}`,
    [
      merchantId,
      filter.from ?? null,
      filter.through ?? null,
      filter.kind === undefined ? null : KIND_GROUPS[filter.kind],
      filter.paidWith ?? null,
      filter.foreign === true,
      filter.terminalNo ?? null,
      filter.minFen ?? null,
      filter.maxFen ?? null,
      text ?? null,
      text === undefined ? null : (fenIn(text) ?? null),
      filter.state === undefined ? null : STATE_GROUPS[filter.state],
      date ?? null,
      ms === undefined ? null : at(instant(Number(ms))),
      id ?? null,
    ],
  );
  const page = rows.slice(0, PAGE).map(toTransaction);
  const last = page.at(-1);
  return { rows: page, next: rows.length > PAGE && last !== undefined ? cursorOf(last) : undefined };
}
