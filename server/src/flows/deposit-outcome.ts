/** What the network's answer to the host means for a deposit: its row of the switch, its money and its state in one transaction. */
import { DAY_MS, later } from '../kernel/instant.ts';
import { networkCostOf, type Policy } from '../modules/catalogue/index.ts';
import {
  depositAskedAbout,
  moveDeposit,
  moveRefund,
  noteHostRefusal,
  type Deposit,
} from '../modules/deposits/index.ts';
import { accounts, capturePostings, credit, debit, depositAccount, type Posting } from '../modules/ledger/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { approveOther, type CardTransaction } from '../modules/switching/index.ts';
import { yuanText } from '../kernel/fen.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

function postingsOf(transaction: CardTransaction, depositId: string, policy: Policy): readonly Posting[] | undefined {
  const { amount, businessDate: date } = transaction;
  if (transaction.kind === 'deposit_release') return undefined;
  if (transaction.kind === 'deposit_refund')
    return [debit(depositAccount(depositId), amount), credit(accounts.networkReceivable('cup', date), amount)];
  const cost = networkCostOf(amount, 'credit', policy);
  return capturePostings({ depositId, amount, issuerCost: cost.issuer, networkCost: cost.network, date });
}

/** False: it is approved already, or about no deposit any more. */
export async function recordDepositApproval(
  world: World,
  input: { readonly transaction: CardTransaction; readonly policy: Policy; readonly authCode: string },
): Promise<boolean> {
  const { transaction, policy, authCode } = input;
  return withTx(world, async (tx) => {
    const deposit = await depositAskedAbout(tx, transaction);
    if (deposit === undefined) return false;
    const postings = postingsOf(transaction, deposit.depositId, policy);
    const done = await approveOther(world, tx, transaction, {
      authCode,
      answer: null,
      expiresAt: later(world.clock.now(), DAY_MS),
      ...(postings === undefined ? {} : { postings }),
    });
    if (done) await moveOn(world, tx, transaction, deposit);
    return done;
  });
}

async function moveOn(world: World, tx: Tx, transaction: CardTransaction, deposit: Deposit): Promise<void> {
  const key = { merchantId: deposit.merchantId, depositId: deposit.depositId };
  const amount = yuanText(deposit.amount);
  const card = deposit.cardMasked?.slice(-4) ?? '';
  if (transaction.kind === 'deposit_capture') {
    await moveDeposit(world, tx, key, { from: 'frozen', to: 'captured' });
    return tell(world, tx, key.merchantId, smsTexts.depositCaptured({ amount, card }));
  }
  if (transaction.kind === 'deposit_release') {
    await moveDeposit(world, tx, key, { from: 'frozen', to: 'released' });
    return tell(world, tx, key.merchantId, smsTexts.depositReleased({ amount, card }));
  }
  await moveRefund(world, tx, key, { from: ['sending', 'unknown'], to: 'paid' });
  return tell(world, tx, key.merchantId, smsTexts.depositRefunded({ amount, to: card }));
}

/** The issuer said no: the night tries again; a refund takes the way to the account. */
export async function recordDepositRefusal(world: World, transaction: CardTransaction, code: string): Promise<void> {
  await withTx(world, async (tx) => {
    const deposit = await depositAskedAbout(tx, transaction);
    if (deposit === undefined) return;
    const key = { merchantId: deposit.merchantId, depositId: deposit.depositId };
    await noteHostRefusal(tx, key, code);
    if (transaction.kind === 'deposit_refund')
      await moveRefund(world, tx, key, {
        from: ['sending', 'unknown'],
        to: 'ready',
        way: 'account',
        reason: `card_${code}`,
      });
  });
}

export async function tell(world: World, tx: Tx, merchantId: string, text: string): Promise<void> {
  const { phone } = await merchantOf(world, merchantId);
  await queueMessage(world, tx, { purpose: 'deposit', phone, text, subject: `merchant:${merchantId}` });
}
