import { watermarkOf } from '@kaitong/iso8583';
import { dateInShanghai } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import { decideSignature } from '../domain/decide-signature.ts';
import type { Ruling } from '../domain/standing.ts';
import { findOriginal } from '../queries/original-of.ts';
import type { CardTransaction } from '../queries/transaction-of.ts';

export interface NewSignature {
  readonly merchantId: string;
  readonly terminalNo: string;
  /** Number and reference of the transaction that was signed, and its day MMDD. */
  readonly stan: string;
  readonly rrn: string;
  readonly date: string;
  readonly pan: string;
  readonly amount: bigint | undefined;
  /** A bi-level picture in JBIG, as the terminal made it. */
  readonly image: Uint8Array;
  /** Field 55: what was printed. */
  readonly receipt: Uint8Array | undefined;
}

const monthDay = (date: string): string => date.slice(5).replace('-', '');

/** Keeps a customer's signature with its transaction, encrypted; the object lies there before its row, so a crash leaves nothing half. */
export async function keepSignature(
  env: Env,
  input: NewSignature,
): Promise<Ruling & { transaction?: CardTransaction }> {
  const found = await findOriginal(env.db, {
    merchantId: input.merchantId,
    terminalNo: input.terminalNo,
    stan: input.stan,
    rrn: input.rrn,
    cardHash: env.crypto.lookup('card', input.pan),
  });
  const ruling = decideSignature({
    date: input.date,
    rrn: input.rrn,
    amountFen: input.amount,
    imageBytes: input.image.length,
    original: found && {
      ...found.facts,
      signed: await isSigned(env, found.transaction),
      dates: [found.transaction.businessDate, dateInShanghai(found.transaction.createdAt)].map(monthDay),
    },
  });
  if (ruling.code !== '00' || found === undefined) return ruling;
  const { transaction } = found;
  const file = await env.files.store(input.image, 'image/jbig');
  return withTx(env, async (tx) => {
    await env.files.recordFile(tx, file);
    const fresh = await tx.execute(
      `INSERT INTO switching.signature (merchant_id, transaction_id, file_id, watermark, receipt_sealed, at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (merchant_id, transaction_id) DO NOTHING`,
      [
        transaction.merchantId,
        transaction.transactionId,
        file.fileId,
        watermarkOf(input.date, input.rrn) ?? '',
        input.receipt === undefined
          ? null
          : env.crypto.sealBytes(`signature:${transaction.transactionId}`, input.receipt),
        at(env.clock.now()),
      ],
    );
    return fresh === 1 ? { code: '00', transaction } : { code: '94', text: '已签名' };
  });
}

/** Whether the customer's signature lies with a transaction. */
export async function isSigned(
  env: Env,
  of: { readonly merchantId: string; readonly transactionId: string },
): Promise<boolean> {
  const rows = await env.db.query('SELECT 1 FROM switching.signature WHERE merchant_id = $1 AND transaction_id = $2', [
    of.merchantId,
    of.transactionId,
  ]);
  return rows.length > 0;
}

/** The picture that a customer signed, as it came. */
export async function signatureOf(
  env: Env,
  of: { readonly merchantId: string; readonly transactionId: string },
): Promise<{ image: Uint8Array; watermark: string } | undefined> {
  const rows = await env.db.query<{ file_id: string; watermark: string }>(
    'SELECT file_id, watermark FROM switching.signature WHERE merchant_id = $1 AND transaction_id = $2',
    [of.merchantId, of.transactionId],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return { image: (await env.files.read(row.file_id)).content, watermark: row.watermark };
}

/** 0620/951: what the card answered to the issuer's script, kept once with its transaction where that is known. */
export async function keepScriptNotice(
  env: Env,
  input: {
    merchantId: string;
    terminalNo: string;
    batchNo: string;
    stan: string;
    rrn: string | undefined;
    result: Uint8Array;
  },
): Promise<void> {
  await env.db.execute(
    `INSERT INTO switching.script_notice (merchant_id, terminal_no, batch_no, stan, transaction_id, result_sealed, at)
     VALUES ($1, $2, $3, $4, (SELECT transaction_id FROM switching.card_transaction WHERE merchant_id = $1 AND rrn = $5 AND terminal_no = $2
        ORDER BY created_at DESC LIMIT 1), $6, $7)
     ON CONFLICT (merchant_id, terminal_no, batch_no, stan) DO NOTHING`,
    [
      input.merchantId,
      input.terminalNo,
      Number(input.batchNo),
      input.stan,
      input.rrn ?? null,
      env.crypto.sealBytes(`script:${input.terminalNo}:${input.stan}`, input.result),
      at(env.clock.now()),
    ],
  );
}
