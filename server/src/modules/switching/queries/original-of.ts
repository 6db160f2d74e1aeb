import { fen, type Fen } from '../../../kernel/fen.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { Follower, OriginalFacts } from '../domain/standing.ts';
import type { TransactionKind } from '../domain/transaction-kinds.ts';
import { COLUMNS, toTransaction, type CardTransaction, type TransactionRow } from './transaction-of.ts';

/** What a terminal says of an original: fields 37, 38 and 61, only what the kind goes by. */
export interface OriginalReference {
  readonly kinds?: readonly TransactionKind[];
  readonly rrn?: string;
  readonly authCode?: string;
  readonly terminalNo?: string;
  readonly batchNo?: string;
  readonly stan?: string;
  /** MMDD in Shanghai, as field 13 of its answer said. */
  readonly date?: string;
}

export interface FoundOriginal {
  readonly transaction: CardTransaction;
  readonly facts: OriginalFacts & {
    readonly businessDate: string;
    readonly batchNo: string;
    readonly createdAt: number;
    readonly sameCard: boolean;
  };
}

/** The newest that fits, an approved one and one of the same card before others; numbers come round, cards and codes hardly together. */
export async function findOriginal(
  sql: Sql,
  find: OriginalReference & { merchantId: string; cardHash: string },
): Promise<FoundOriginal | undefined> {
  const rows = await sql.query<TransactionRow & { same_card: boolean; paid_early: boolean; charged_fen: bigint }>(
    `SELECT ${COLUMNS}, card_hash = $2 AS same_card,
            EXISTS (SELECT 1 FROM switching.paid_early e WHERE e.merchant_id = t.merchant_id AND e.transaction_id = t.transaction_id) AS paid_early,
            coalesce((SELECT c.fen FROM switching.charged_back c WHERE c.merchant_id = t.merchant_id AND c.transaction_id = t.transaction_id), 0)::bigint AS charged_fen
       FROM switching.card_transaction t
      WHERE merchant_id = $1 AND ($3::text IS NULL OR rrn = $3) AND ($5::text IS NULL OR terminal_no = $5)
        AND ($4::text IS NULL OR transaction_id IN (SELECT a.transaction_id FROM switching.authorisation a WHERE a.merchant_id = $1 AND a.auth_code = $4))
        AND ($6::int IS NULL OR batch_no = $6) AND ($7::text IS NULL OR stan = $7) AND ($8::text[] IS NULL OR kind = ANY ($8))
        AND ($9::text IS NULL OR $9 IN (to_char(created_at AT TIME ZONE 'Asia/Shanghai', 'MMDD'), to_char(answered_at AT TIME ZONE 'Asia/Shanghai', 'MMDD')))
      ORDER BY state = 'approved' DESC, card_hash = $2 DESC, created_at DESC LIMIT 1`,
    [
      find.merchantId,
      find.cardHash,
      find.rrn ?? null,
      find.authCode ?? null,
      find.terminalNo ?? null,
      find.batchNo === undefined ? null : Number(find.batchNo),
      find.stan ?? null,
      find.kinds ?? null,
      find.date ?? null,
    ],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const transaction = toTransaction(row);
  const facts = {
    ...transaction,
    amountFen: transaction.amount,
    sameCard: row.same_card,
    paidEarly: row.paid_early,
    chargedFen: row.charged_fen,
    followers: await followersOf(sql, transaction),
  };
  return { transaction, facts };
}

/** What was built on a transaction, whatever came of it. */
export async function followersOf(
  sql: Sql,
  of: { readonly merchantId: string; readonly transactionId: string },
): Promise<Follower[]> {
  const rows = await sql.query<{ relation: Follower['relation']; state: Follower['state']; amount_fen: bigint }>(
    `SELECT l.relation, f.state, l.amount_fen FROM switching.link l JOIN switching.v_card_transaction f USING (merchant_id, transaction_id)
      WHERE l.merchant_id = $1 AND l.original_id = $2`,
    [of.merchantId, of.transactionId],
  );
  return rows.map((row) => ({ relation: row.relation, state: row.state, amountFen: fen(row.amount_fen) }));
}

/** What has become of a transaction since. */
export interface Standing {
  readonly voided: boolean;
  readonly completed: boolean;
  readonly refundedFen: Fen;
}

/** Only what the network has said yes to counts. */
export async function standingOf(
  sql: Sql,
  of: { readonly merchantId: string; readonly transactionId: string },
): Promise<Standing> {
  const followers = (await followersOf(sql, of)).filter((one) => one.state === 'approved');
  const has = (relation: Follower['relation']): boolean => followers.some((one) => one.relation === relation);
  const refunds = followers.filter((one) => one.relation === 'refund');
  return {
    voided: has('void'),
    completed: has('completion'),
    refundedFen: fen(refunds.reduce((sum, one) => sum + one.amountFen, 0n)),
  };
}

/** Whether T+0 has paid a transaction. */
export async function isPaidEarly(
  sql: Sql,
  of: { readonly merchantId: string; readonly transactionId: string },
): Promise<boolean> {
  const rows = await sql.query('SELECT 1 FROM switching.paid_early WHERE merchant_id = $1 AND transaction_id = $2', [
    of.merchantId,
    of.transactionId,
  ]);
  return rows.length > 0;
}

/** The transaction on which a follower stands. */
export async function originalOf(
  sql: Sql,
  of: { readonly merchantId: string; readonly transactionId: string },
): Promise<CardTransaction | undefined> {
  const rows = await sql.query<TransactionRow>(
    `SELECT ${COLUMNS.split(',')
      .map((name) => `o.${name.trim()}`)
      .join(
        ', ',
      )} FROM switching.link l JOIN switching.card_transaction o ON o.merchant_id = l.merchant_id AND o.transaction_id = l.original_id
      WHERE l.merchant_id = $1 AND l.transaction_id = $2`,
    [of.merchantId, of.transactionId],
  );
  return rows[0] === undefined ? undefined : toTransaction(rows[0]);
}

/**
 * Whether somebody has built on a pre-authorisation again since the void `of` gave it back: that void cannot be undone any more.
 * False of every other kind.
 */
export async function takenAgain(
  sql: Sql,
  of: { readonly merchantId: string; readonly transactionId: string },
): Promise<boolean> {
  const rows = await sql.query<{ taken: boolean }>(
    `SELECT switching.do_claimed($1, c.original_id, 'completion') + switching.do_claimed($1, c.original_id, 'void') > 0 AS taken
       FROM switching.link v JOIN switching.link c ON c.merchant_id = v.merchant_id AND c.transaction_id = v.original_id
      WHERE v.merchant_id = $1 AND v.transaction_id = $2 AND v.relation = 'void'`,
    [of.merchantId, of.transactionId],
  );
  return rows[0]?.taken ?? false;
}
