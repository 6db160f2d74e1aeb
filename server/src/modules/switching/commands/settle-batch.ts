import { maskPan } from '../../../kernel/masks.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import {
  addTotals,
  breaksOf,
  compareTotals,
  decideBatch,
  totalsOf,
  type BatchFacts,
  type Comparison,
  type Totals,
} from '../domain/decide-batch.ts';
import type { Ruling } from '../domain/standing.ts';
import { batchStanding, hostRows, uploadedRows, type BatchKey } from '../queries/batch-of.ts';

/** A step of a settlement: which batch the message names, and which the terminal has open. */
export interface BatchStep extends BatchKey {
  readonly openBatchNo: string;
}

/** Rows of one batch; a terminal's journal holds a tenth of it, and the upload carries no MAC. */
const UPLOADS_MAX = 5_000;

async function ruled(tx: Tx, step: BatchStep, what: BatchFacts['step']): Promise<ReturnType<typeof decideBatch>> {
  return decideBatch({ ...step, step: what, batch: await batchStanding(tx, step, 'for update') });
}

/** 0500: both ends' sums side by side, of domestic cards and of foreign ones. What is kept for people is both together. */
export async function settleBatch(
  env: Env,
  step: BatchStep & { readonly domestic: Totals; readonly foreign: Totals; readonly operator: string },
): Promise<Ruling & { domestic?: Comparison; foreign?: Comparison }> {
  return withTx(env, async (tx) => {
    const ruling = await ruled(tx, step, 'settle');
    if (!ruling.act) return ruling;
    const rows = await hostRows(tx, step);
    const host = totalsOf(rows);
    const terminal = addTotals(step.domestic, step.foreign);
    const halfOf = (foreign: boolean) => totalsOf(rows.filter((row) => row.foreign === foreign));
    const domestic = compareTotals(halfOf(false), step.domestic);
    const foreign = compareTotals(halfOf(true), step.foreign);
    const balanced = domestic === '1' && foreign === '1';
    await tx.execute(
      `INSERT INTO switching.terminal_batch (merchant_id, terminal_no, batch_no, state, balanced, operator, host_debit_fen, host_debit_count, host_credit_fen,
         host_credit_count, terminal_debit_fen, terminal_debit_count, terminal_credit_fen, terminal_credit_count, compared_at)
       VALUES ($1, $2, $3, 'compared', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       ON CONFLICT (merchant_id, terminal_no, batch_no) DO UPDATE SET state = 'compared', balanced = excluded.balanced, operator = excluded.operator,
         host_debit_fen = excluded.host_debit_fen, host_debit_count = excluded.host_debit_count, host_credit_fen = excluded.host_credit_fen,
         host_credit_count = excluded.host_credit_count, terminal_debit_fen = excluded.terminal_debit_fen, terminal_debit_count = excluded.terminal_debit_count,
         terminal_credit_fen = excluded.terminal_credit_fen, terminal_credit_count = excluded.terminal_credit_count, compared_at = excluded.compared_at`,
      [
        step.merchantId,
        step.terminalNo,
        Number(step.batchNo),
        balanced,
        step.operator,
        host.debitFen,
        host.debitCount,
        host.creditFen,
        host.creditCount,
        terminal.debitFen,
        terminal.debitCount,
        terminal.creditFen,
        terminal.creditCount,
        at(env.clock.now()),
      ],
    );
    return balanced
      ? { code: '00', domestic, foreign }
      : { code: '95', text: '对账不平，请上送明细', domestic, foreign };
  });
}

/** One transaction as a terminal uploads it; `chip` is field 55 of a chip card. */
export interface Upload {
  readonly stan: string;
  readonly pan: string;
  readonly amountFen: bigint;
  readonly foreign: boolean;
  readonly chip?: Uint8Array;
}

/** 0320 with rows: kept by number, so that the same message again changes nothing. */
export async function keepUploads(env: Env, step: BatchStep, uploads: readonly Upload[]): Promise<Ruling> {
  return withTx(env, async (tx) => {
    const ruling = await ruled(tx, step, 'upload');
    if (!ruling.act) return ruling;
    if ((await uploadedRows(tx, step)).length + uploads.length > UPLOADS_MAX)
      return { code: '22', text: '上送笔数过多' };
    const key = [step.merchantId, step.terminalNo, Number(step.batchNo)];
    for (const one of uploads)
      await tx.execute(
        `INSERT INTO switching.batch_upload (merchant_id, terminal_no, batch_no, stan, amount_fen, card_masked, card_hash, chip_sealed, at, foreign_card)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (merchant_id, terminal_no, batch_no, stan) DO UPDATE SET amount_fen = excluded.amount_fen, card_masked = excluded.card_masked,
           card_hash = excluded.card_hash, foreign_card = excluded.foreign_card, chip_sealed = coalesce(excluded.chip_sealed, switching.batch_upload.chip_sealed)`,
        [
          ...key,
          one.stan,
          one.amountFen,
          maskPan(one.pan),
          env.crypto.lookup('card', one.pan),
          one.chip === undefined ? null : env.crypto.sealBytes(`batch:${step.terminalNo}:${one.stan}`, one.chip),
          at(env.clock.now()),
          one.foreign,
        ],
      );
    await tx.execute(
      `UPDATE switching.terminal_batch SET state = 'uploading' WHERE merchant_id = $1 AND terminal_no = $2 AND batch_no = $3 AND state IN ('compared', 'uploading')`,
      key,
    );
    return { code: '00' };
  });
}

/**
 * 0320/202 or 207 in the caller's transaction: differences become rows and the batch is closed, once. `closed` tells the caller to
 * count the terminal's batch on in the same transaction.
 */
export async function endBatch(
  env: Env,
  tx: Tx,
  step: BatchStep & { readonly as: 'balanced' | 'unbalanced'; readonly declaredCount: number | undefined },
): Promise<Ruling & { closed: boolean }> {
  const ruling = await ruled(tx, step, step.as === 'balanced' ? 'end_balanced' : 'end_unbalanced');
  if (!ruling.act) return { ...ruling, closed: false };
  const standing = await batchStanding(tx, step);
  const host = await hostRows(tx, step);
  const breaks = standing?.balanced === true ? [] : breaksOf(host, await uploadedRows(tx, step));
  const key = [step.merchantId, step.terminalNo, Number(step.batchNo)];
  for (const one of breaks)
    await tx.execute(
      `INSERT INTO switching.batch_break (merchant_id, terminal_no, batch_no, stan, kind, host_fen, terminal_fen, transaction_id, found_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        ...key,
        one.stan,
        one.kind,
        one.hostFen ?? null,
        one.terminalFen ?? null,
        host.find((row) => row.stan === one.stan)?.transactionId ?? null,
        at(env.clock.now()),
      ],
    );
  await tx.execute(
    `UPDATE switching.terminal_batch SET state = 'closed', declared_count = $4, closed_at = $5 WHERE merchant_id = $1 AND terminal_no = $2 AND batch_no = $3`,
    [...key, step.declaredCount ?? null, at(env.clock.now())],
  );
  await env.jobs.emit(tx, {
    kind: 'batch.closed',
    audience: ['console', `merchant:${step.merchantId}`],
    payload: { terminalNo: step.terminalNo, batchNo: step.batchNo, breaks: breaks.length },
  });
  return { code: '00', closed: true };
}
