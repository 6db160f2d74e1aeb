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
import { accessOf, fetchFromArchive, isReadable } from '../../flows/receipt-archive.ts';
import { sendReceiptTo } from '../../flows/share-receipt.ts';
import { dateInShanghai, isoText, type InstantMs } from '../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../kernel/outcome.ts';
import { merchantByApplicant } from '../../modules/merchants/index.ts';
import { transactionOf } from '../../modules/switching/index.ts';
import { countAgainst } from '../../platform/rate.ts';
import type { Handlers } from './context.ts';
import type { ProblemCode } from './problems.ts';
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
): Promise<Outcome<EReceipt, Refusal<'http.rate_limit' | 'switching.receipt_unknown' | 'servicing.receipt_archived'>>> {
  const over = await countAgainst(world, `receipt:${asked.address}`, LOOKS);
  if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
  const found = await receiptByToken(world, asked.token);
  if (found === undefined) return refuse('switching.receipt_unknown');
  const { transaction } = found;
  // who holds the address knows its sale: how old it is may be said
  return isReadable(await accessOf(world, transaction)) ? accept(found) : archived(transaction.createdAt);
}

const archived = (soldAt: InstantMs) => refuse('servicing.receipt_archived', { date: dateInShanghai(soldAt) });

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

/** The same, where it is in the app or out of the archive now. */
async function readable<R extends Refusal<ProblemCode>>(
  world: World,
  found: Outcome<EReceipt, R>,
): Promise<Outcome<EReceipt, R | Refusal<'servicing.receipt_archived'>>> {
  if (found.refused) return found;
  const { transaction } = found.value;
  return isReadable(await accessOf(world, transaction)) ? found : archived(transaction.createdAt);
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
    return found.refused ? found : sendReceipt(world, found.value, { format: input.query.format ?? 'pdf', reply });
  },
  'GET /api/merchant/transactions/:transactionId/receipt': async ({ world, subjectId, input, reply }) => {
    const over = await countAgainst(world, `receipt-file:${subjectId}`, FILES);
    if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
    const found = await readable(world, await ownReceipt(world, { applicantId: subjectId, ...input.params }));
    return found.refused ? found : sendReceipt(world, found.value, { format: input.query.format ?? 'pdf', reply });
  },
  'POST /api/merchant/transactions/:transactionId/shares': async ({ world, subjectId, input }) => {
    const found = await readable(world, await ownReceipt(world, { applicantId: subjectId, ...input.params }));
    if (found.refused) return found;
    const { merchant, transaction } = found.value;
    const sent = await sendReceiptTo(world, { merchant, sale: transaction }, input.body);
    return sent.refused ? sent : accept({ ok: true as const });
  },
  'POST /api/merchant/transactions/:transactionId/archive-requests': async ({ world, subjectId, input }) => {
    const found = await ownReceipt(world, { applicantId: subjectId, ...input.params });
    if (found.refused) return found;
    const asked = await fetchFromArchive(world, found.value.transaction, input.body.reason);
    return asked.refused ? asked : accept({ readyBy: isoText(asked.value.readyBy) });
  },
};
