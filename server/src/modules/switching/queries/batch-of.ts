import { isoText, instant } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { BatchBreak, BatchRow, Totals } from '../domain/decide-batch.ts';
import type { TerminalBatchState } from '../domain/batch-machine.ts';
import { transactionKinds, type TransactionKind } from '../domain/transaction-kinds.ts';

export interface BatchKey {
  readonly merchantId: string;
  readonly terminalNo: string;
  readonly batchNo: string;
}

/** What stands of a batch here: approved, and on one of its sides. */
export interface HostRow extends BatchRow {
  readonly side: 1 | -1 | 0;
  readonly transactionId: string;
}

export async function hostRows(sql: Sql, key: BatchKey): Promise<HostRow[]> {
  const rows = await sql.query<{
    stan: string;
    amount_fen: bigint;
    kind: TransactionKind;
    transaction_id: string;
    foreign: boolean;
  }>(
    `SELECT stan, amount_fen, kind, transaction_id, organisation <> 'CUP' AS "foreign" FROM switching.card_transaction
      WHERE merchant_id = $1 AND terminal_no = $2 AND batch_no = $3 AND state = 'approved' ORDER BY stan`,
    [key.merchantId, key.terminalNo, Number(key.batchNo)],
  );
  return rows
    .map((row) => ({
      stan: row.stan,
      amountFen: row.amount_fen,
      side: transactionKinds[row.kind].batchSide,
      transactionId: row.transaction_id,
      foreign: row.foreign,
    }))
    .filter((row) => row.side !== 0);
}

export async function batchStanding(
  sql: Sql,
  key: BatchKey,
  lock?: 'for update',
): Promise<{ state: TerminalBatchState; balanced: boolean } | undefined> {
  const rows = await sql.query<{ state: TerminalBatchState; balanced: boolean }>(
    `SELECT state, balanced FROM switching.terminal_batch WHERE merchant_id = $1 AND terminal_no = $2 AND batch_no = $3 ${lock === undefined ? '' : 'FOR UPDATE'}`,
    [key.merchantId, key.terminalNo, Number(key.batchNo)],
  );
  return rows[0];
}

export async function uploadedRows(sql: Sql, key: BatchKey): Promise<BatchRow[]> {
  return sql.query<BatchRow>(
    `SELECT stan, amount_fen AS "amountFen", foreign_card AS "foreign" FROM switching.batch_upload WHERE merchant_id = $1 AND terminal_no = $2 AND batch_no = $3 ORDER BY stan`,
    [key.merchantId, key.terminalNo, Number(key.batchNo)],
  );
}

export interface TerminalBatch {
  readonly merchantId: string;
  readonly terminalNo: string;
  readonly batchNo: string;
  readonly state: TerminalBatchState;
  readonly balanced: boolean;
  readonly host: Totals;
  readonly terminal: Totals;
  readonly comparedAt: string;
  readonly breaks: readonly BatchBreak[];
}

const LIST_MAX = 200;

/** The newest batches with their differences. */
export async function listBatches(sql: Sql): Promise<TerminalBatch[]> {
  const batches = await sql.query<{
    merchant_id: string;
    terminal_no: string;
    batch_no: number;
    state: TerminalBatchState;
    balanced: boolean;
    compared_at: number;
    host_debit_fen: bigint;
    host_debit_count: number;
    host_credit_fen: bigint;
    host_credit_count: number;
    terminal_debit_fen: bigint;
    terminal_debit_count: number;
    terminal_credit_fen: bigint;
    terminal_credit_count: number;
  }>(
    `SELECT merchant_id, terminal_no, batch_no, state, balanced, compared_at, host_debit_fen, host_debit_count, host_credit_fen, host_credit_count,
            terminal_debit_fen, terminal_debit_count, terminal_credit_fen, terminal_credit_count
       FROM switching.terminal_batch ORDER BY compared_at DESC LIMIT ${LIST_MAX}`,
  );
  const breaks = await sql.query<{
    merchant_id: string;
    terminal_no: string;
    batch_no: number;
    stan: string;
    kind: BatchBreak['kind'];
    host_fen: bigint | null;
    terminal_fen: bigint | null;
  }>(
    `SELECT merchant_id, terminal_no, batch_no, stan, kind, host_fen, terminal_fen FROM switching.batch_break ORDER BY found_at DESC, stan LIMIT ${LIST_MAX * 10}`,
  );
  return batches.map((row) => ({
    merchantId: row.merchant_id,
    terminalNo: row.terminal_no,
    batchNo: String(row.batch_no).padStart(6, '0'),
    state: row.state,
    balanced: row.balanced,
    host: {
      debitFen: row.host_debit_fen,
      debitCount: row.host_debit_count,
      creditFen: row.host_credit_fen,
      creditCount: row.host_credit_count,
    },
    terminal: {
      debitFen: row.terminal_debit_fen,
      debitCount: row.terminal_debit_count,
      creditFen: row.terminal_credit_fen,
      creditCount: row.terminal_credit_count,
    },
    comparedAt: isoText(instant(row.compared_at)),
    breaks: breaks
      .filter(
        (one) =>
          one.merchant_id === row.merchant_id && one.terminal_no === row.terminal_no && one.batch_no === row.batch_no,
      )
      .map((one) => ({
        stan: one.stan,
        kind: one.kind,
        ...(one.host_fen === null ? {} : { hostFen: one.host_fen }),
        ...(one.terminal_fen === null ? {} : { terminalFen: one.terminal_fen }),
      })),
  }));
}
