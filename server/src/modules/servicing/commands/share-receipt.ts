import type { CivilDate } from '../../../kernel/instant.ts';
import type { Outcome } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';
import { decideShare, type ShareFacts, type ShareRefusal } from '../domain/decide-share.ts';
import { lockMerchant } from './tickets.ts';

export interface NewShare {
  readonly merchantId: string;
  readonly transactionId: string;
  /** Made by the page once for each press: the same again is the same message. */
  readonly requestKey: string;
  readonly today: CivilDate;
  readonly limits: Pick<ShareFacts, 'ofSaleMax' | 'ofDayMax'>;
  /** Queues the message in the same transaction and gives its id; handed in because servicing calls no messages. */
  readonly send: (tx: Tx) => Promise<string>;
}

/** Notes that a receipt goes to a phone, and sends it, once a request. */
export async function shareReceipt(
  env: Env,
  tx: Tx,
  input: NewShare,
): Promise<Outcome<'send' | 'sent_before', ShareRefusal>> {
  const { merchantId, transactionId, requestKey, today } = input;
  await lockMerchant(tx, merchantId);
  const rows = await tx.query<{ known: boolean; of_sale: number; of_day: number }>(
    `SELECT EXISTS (SELECT 1 FROM servicing.receipt_share WHERE merchant_id = $1 AND request_key = $2) AS known,
            (SELECT count(*)::int FROM servicing.receipt_share WHERE merchant_id = $1 AND transaction_id = $3) AS of_sale,
            (SELECT count(*)::int FROM servicing.receipt_share WHERE merchant_id = $1 AND shared_on = $4) AS of_day`,
    [merchantId, requestKey, transactionId, today],
  );
  const { known, of_sale: ofSale, of_day: ofDay } = one(rows, 'counts');
  const decided = decideShare({ known, ofSale, ofDay, ...input.limits });
  if (decided.refused || decided.value === 'sent_before') return decided;
  const messageId = await input.send(tx);
  await tx.execute(
    `INSERT INTO servicing.receipt_share (merchant_id, share_id, transaction_id, request_key, message_id, shared_on, shared_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [merchantId, env.ids.next('shr'), transactionId, requestKey, messageId, today, at(env.clock.now())],
  );
  return decided;
}
