/** E-receipts: pages, pictures and papers of them, for whoever holds the address and for the merchant. */
import type { ReceiptKey } from '@kaitong/client/contract';
import {
  hasReceipt,
  receiptByToken,
  receiptOfTransaction,
  receiptState,
  type EReceipt,
} from '../../flows/e-receipt.ts';
import type { World } from '../../flows/ports.ts';
import { sendReceiptTo } from '../../flows/share-receipt.ts';
import { isoText } from '../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../kernel/outcome.ts';
import { merchantByApplicant } from '../../modules/merchants/index.ts';
import { transactionOf } from '../../modules/switching/index.ts';
import { countAgainst } from '../../platform/rate.ts';
import type { Handlers } from './context.ts';
import { sendReceipt } from './receipt-files.ts';
import { receiptOf } from './receipt-view.ts';
import { sendSignature } from './signature-picture.ts';

/** Addresses cannot be guessed; nobody needs more looks than this. */
const LOOKS = { limit: 60, windowMs: 10 * 60_000 };
/** A file costs some tenths of a second to draw. */
const FILES = { limit: 20, windowMs: 10 * 60_000 };

type Asked = { readonly token: string; readonly address: string };

async function looked(
  world: World,
  asked: Asked,
): Promise<Outcome<EReceipt, Refusal<'http.rate_limit' | 'switching.receipt_unknown'>>> {
  const over = await countAgainst(world, `receipt:${asked.address}`, LOOKS);
  if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
  const found = await receiptByToken(world, asked.token);
  return found === undefined ? refuse('switching.receipt_unknown') : accept(found);
}

/** A transaction of the caller's own merchant. */
async function ownReceipt(
  world: World,
  of: { readonly applicantId: string; readonly transactionId: string },
): Promise<
  Outcome<EReceipt, Refusal<'merchants.none' | 'switching.transaction_unknown' | 'switching.receipt_unknown'>>
> {
  const merchant = await merchantByApplicant(world, of.applicantId);
  if (merchant === undefined) return refuse('merchants.none');
  const sale = await transactionOf(world.db, merchant.merchantId, of.transactionId);
  if (sale === undefined) return refuse('switching.transaction_unknown');
  return hasReceipt(sale) ? accept(await receiptOfTransaction(world, sale)) : refuse('switching.receipt_unknown');
}

export const receiptHandlers: Handlers<ReceiptKey> = {
  'GET /api/public/receipts/:token': async ({ world, input, request, reply }) => {
    const found = await looked(world, { ...input.params, address: request.ip });
    if (found.refused) return found;
    void reply.header('cache-control', 'private, no-store').header('x-robots-tag', 'noindex');
    const { transaction, merchant, standing, signed, original } = found.value;
    return accept({
      receipt: receiptOf(transaction, merchant, original),
      kind: transaction.kind,
      state: receiptState(found.value),
      asOf: isoText(world.clock.now()),
      refundedFen: standing.refundedFen.toString(),
      signed,
    });
  },
  'GET /api/public/receipts/:token/signature': async ({ world, input, request, reply }) => {
    const found = await looked(world, { ...input.params, address: request.ip });
    return found.refused ? found : sendSignature(world, found.value.transaction, reply);
  },
  'GET /api/public/receipts/:token/file': async ({ world, input, request, reply }) => {
    const over = await countAgainst(world, `receipt-file:${request.ip}`, FILES);
    if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
    const found = await looked(world, { ...input.params, address: request.ip });
    return found.refused ? found : sendReceipt(world, found.value, { ...input.query, reply });
  },
  'GET /api/merchant/transactions/:transactionId/receipt': async ({ world, subjectId, input, reply }) => {
    const over = await countAgainst(world, `receipt-file:${subjectId}`, FILES);
    if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
    const found = await ownReceipt(world, { applicantId: subjectId, ...input.params });
    return found.refused ? found : sendReceipt(world, found.value, { ...input.query, reply });
  },
  'POST /api/merchant/transactions/:transactionId/shares': async ({ world, subjectId, input }) => {
    const found = await ownReceipt(world, { applicantId: subjectId, ...input.params });
    if (found.refused) return found;
    const { merchant, transaction } = found.value;
    const sent = await sendReceiptTo(world, { merchant, sale: transaction }, input.body);
    return sent.refused ? sent : accept({ ok: true as const });
  },
};
