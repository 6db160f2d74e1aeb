/** A merchant sends the e-receipt of a sale to its customer's phone. */
import { yuanText } from '../kernel/fen.ts';
import { dateInShanghai } from '../kernel/instant.ts';
import { refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { messagesOf, queueMessage, type MessageRow } from '../modules/notifications/index.ts';
import { shareReceipt, type ShareRefusal } from '../modules/servicing/index.ts';
import type { CardTransaction } from '../modules/switching/index.ts';
import type { Merchant } from '../modules/merchants/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { hasReceipt, receiptUrl } from './e-receipt.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

const PHONE = /^1[3-9]\d{9}$/;
const subjectOf = ({ transactionId }: CardTransaction): string => `receipt:${transactionId}`;

/** Once a request key, whatever is lost on the way. */
export async function sendReceiptTo(
  world: World,
  of: { readonly merchant: Merchant; readonly sale: CardTransaction },
  asked: { readonly phone: string; readonly requestKey: string },
): Promise<
  Outcome<'send' | 'sent_before', ShareRefusal | Refusal<'identity.phone_invalid' | 'switching.receipt_unknown'>>
> {
  const { merchant, sale } = of;
  if (!PHONE.test(asked.phone)) return refuse('identity.phone_invalid');
  const link = hasReceipt(sale) ? receiptUrl(world, sale) : undefined;
  if (link === undefined) return refuse('switching.receipt_unknown');
  const policy = await policyToday(world);
  const limits = {
    ofSaleMax: policy.number('receipt.shares_of_sale'),
    ofDayMax: policy.number('receipt.shares_a_day'),
  };
  return withTx(world, (tx) =>
    shareReceipt(world, tx, {
      merchantId: merchant.merchantId,
      transactionId: sale.transactionId,
      requestKey: asked.requestKey,
      today: dateInShanghai(world.clock.now()),
      limits,
      send: (within) =>
        queueMessage(world, within, {
          purpose: 'receipt',
          phone: asked.phone,
          subject: subjectOf(sale),
          text: smsTexts.receiptShared({ merchant: merchant.name, amount: yuanText(sale.amount), link }),
        }),
    }),
  );
}

/** Where the receipt of a sale has been sent, the newest first: numbers masked, and what became of each message. */
export const sharesOf = (world: World, sale: CardTransaction): Promise<MessageRow[]> =>
  messagesOf(world.db, subjectOf(sale));
