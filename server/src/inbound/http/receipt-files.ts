/** An e-receipt as a file: PDF or PNG, made when it is asked for. */
import type { FastifyReply } from 'fastify';
import { receiptState, receiptUrl, type EReceipt } from '../../flows/e-receipt.ts';
import type { World } from '../../flows/ports.ts';
import { yuanText } from '../../kernel/fen.ts';
import { dateInShanghai, timeInShanghai, type InstantMs } from '../../kernel/instant.ts';
import { signatureOf, type TransactionKind } from '../../modules/switching/index.ts';
import { drawReceipt, printReceipt } from './paper/print-receipt.ts';
import type { SlipFacts } from './paper/receipt-layout.ts';
import { receiptOf } from './receipt-view.ts';
import { pngOfJbig } from './signature-picture.ts';

/** What goes back to the cardholder is printed with a minus. */
const MINUS: ReadonlySet<TransactionKind> = new Set([
  'sale_void',
  'refund',
  'pre_auth_void',
  'completion_void',
  'qr_void',
  'adjustment',
]);

const stamp = (at: InstantMs): string => `${dateInShanghai(at).replaceAll('-', '/')} ${timeInShanghai(at)}`;

async function slipFacts(world: World, found: EReceipt): Promise<SlipFacts> {
  const { transaction, merchant, standing, original } = found;
  const kept = found.signed ? await signatureOf(world, transaction) : undefined;
  const png = kept === undefined ? undefined : await pngOfJbig(kept.image);
  return {
    receipt: receiptOf(transaction, merchant, original),
    minus: MINUS.has(transaction.kind),
    state: receiptState(found),
    at: stamp(transaction.createdAt),
    asOf: stamp(world.clock.now()),
    amount: yuanText(transaction.amount),
    refunded: standing.refundedFen > 0n ? yuanText(standing.refundedFen) : undefined,
    address: receiptUrl(world, transaction),
    acquirer: world.acquirer.name,
    signature: png === undefined ? undefined : { png },
  };
}

/** Sends it; nobody on the way keeps it. */
export async function sendReceipt(
  world: World,
  found: EReceipt,
  out: { readonly format: 'pdf' | 'png'; readonly reply: FastifyReply },
): Promise<'sent'> {
  const facts = await slipFacts(world, found);
  const { terminalNo, rrn } = found.transaction;
  const bytes = out.format === 'pdf' ? await printReceipt(facts) : await drawReceipt(facts);
  void out.reply
    .type(out.format === 'pdf' ? 'application/pdf' : 'image/png')
    .header('cache-control', 'private, no-store')
    .header('x-robots-tag', 'noindex')
    .header('content-disposition', `attachment; filename="receipt-${terminalNo}-${rrn}.${out.format}"`)
    .send(Buffer.from(bytes));
  return 'sent';
}
