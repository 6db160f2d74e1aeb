import { instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { ShareStatementState } from '../domain/share-machines.ts';

export interface SharedDay {
  readonly day: CivilDate;
  readonly journalCount: number;
  readonly grossFen: bigint;
  readonly feeFen: bigint;
  readonly shareFen: bigint;
}

/** What an agent earned day by day, `from` and `to` included. */
export async function sharedDaysOf(
  sql: Sql,
  of: { agentId: string; from: CivilDate; to: CivilDate },
): Promise<SharedDay[]> {
  const rows = await sql.query<{ day: CivilDate; journals: number; gross: bigint; fee: bigint; share: bigint }>(
    `SELECT day, sum(journal_count)::int AS journals, sum(gross_fen)::bigint AS gross, sum(fee_fen)::bigint AS fee, sum(share_fen)::bigint AS share
       FROM settlement.agent_share WHERE agent_id = $1 AND day BETWEEN $2 AND $3 GROUP BY day ORDER BY day`,
    [of.agentId, of.from, of.to],
  );
  return rows.map((row) => ({
    day: row.day,
    journalCount: row.journals,
    grossFen: row.gross,
    feeFen: row.fee,
    shareFen: row.share,
  }));
}

export interface SharedMerchant {
  readonly merchantId: string;
  readonly grossFen: bigint;
  readonly feeFen: bigint;
  readonly shareFen: bigint;
}

const MERCHANTS_MAX = 200;

/** What each of an agent's merchants brought, who brought most first. */
export async function sharedMerchantsOf(
  sql: Sql,
  of: { agentId: string; from: CivilDate; to: CivilDate },
): Promise<SharedMerchant[]> {
  const rows = await sql.query<{ merchant_id: string; gross: bigint; fee: bigint; share: bigint }>(
    `SELECT merchant_id, sum(gross_fen)::bigint AS gross, sum(fee_fen)::bigint AS fee, sum(share_fen)::bigint AS share
       FROM settlement.agent_share WHERE agent_id = $1 AND day BETWEEN $2 AND $3 GROUP BY merchant_id ORDER BY share DESC, merchant_id LIMIT ${MERCHANTS_MAX}`,
    [of.agentId, of.from, of.to],
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    grossFen: row.gross,
    feeFen: row.fee,
    shareFen: row.share,
  }));
}

export interface ShareStatement {
  readonly agentId: string;
  readonly month: CivilDate;
  readonly state: ShareStatementState;
  readonly shareFen: bigint;
  readonly carriedFen: bigint;
  readonly payableFen: bigint;
  readonly madeAt: InstantMs;
  readonly invoiceNo: string | undefined;
  readonly bankReference: string | undefined;
  readonly payingBy: string | undefined;
  readonly words: readonly ShareWord[];
}
export interface ShareWord {
  readonly event: string;
  readonly by: string;
  readonly at: InstantMs;
  readonly note: string;
}

interface Row {
  agent_id: string;
  month: CivilDate;
  state: ShareStatementState;
  share_fen: bigint;
  carried_fen: bigint;
  payable_fen: bigint;
  made_at: number;
  invoice_no: string | null;
  bank_reference: string | null;
  paying_by: string | null;
}

const STATEMENTS_MAX = 120;

/** Statements of one agent or of all, newest first, with what was said and done to each. */
export async function shareStatementsOf(sql: Sql, agentId?: string): Promise<ShareStatement[]> {
  const rows = await sql.query<Row>(
    `SELECT agent_id, month, state, share_fen, carried_fen, payable_fen, made_at, invoice_no, bank_reference, paying_by
       FROM settlement.share_statement WHERE $1::text IS NULL OR agent_id = $1 ORDER BY month DESC, agent_id LIMIT ${STATEMENTS_MAX}`,
    [agentId ?? null],
  );
  const words = await sql.query<{
    agent_id: string;
    month: CivilDate;
    event: string;
    by: string;
    at: number;
    note: string;
  }>(
    `SELECT w.agent_id, w.month, w.event, w.by_staff AS by, w.at, w.note FROM settlement.share_word w
       JOIN unnest($1::text[], $2::date[]) AS s (agent_id, month) USING (agent_id, month) ORDER BY w.word_no`,
    [rows.map((row) => row.agent_id), rows.map((row) => row.month)],
  );
  return rows.map((row) => ({
    agentId: row.agent_id,
    month: row.month,
    state: row.state,
    shareFen: row.share_fen,
    carriedFen: row.carried_fen,
    payableFen: row.payable_fen,
    madeAt: instant(row.made_at),
    invoiceNo: row.invoice_no ?? undefined,
    bankReference: row.bank_reference ?? undefined,
    payingBy: row.paying_by ?? undefined,
    words: words
      .filter((word) => word.agent_id === row.agent_id && word.month === row.month)
      .map((word) => ({ event: word.event, by: word.by, at: instant(word.at), note: word.note })),
  }));
}
