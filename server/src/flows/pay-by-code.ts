/**
 * A payment by code that waits for its customer: the terminal asks for it (73) until it is paid, refused or taken back, and what no
 * terminal follows is looked at once more when its time is over, and closed. Silence of the network leaves it as it is.
 */
import type { Fen } from '../kernel/fen.ts';
import {
  closeUnpaid,
  codePayments,
  declineTransaction,
  drawTraceNo,
  findOriginal,
  transactionKinds,
  transactionOf,
  transmissionTime,
  type CardTransaction,
  type NetworkAnswer,
  type OriginalReference,
} from '../modules/switching/index.ts';
import type { Terminal } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { CardResult } from './authorise-card.ts';
import { recordApproval, tellLive } from './carry-out-card.ts';
import { merchantFacts, policyToday } from './facts.ts';
import type { World } from './ports.ts';

/** The payment that a terminal means, of its merchant; undefined: there is none. */
export async function paymentByCode(
  world: World,
  terminal: Pick<Terminal, 'merchantId'>,
  find: OriginalReference,
): Promise<CardTransaction | undefined> {
  const { merchantId } = terminal;
  return (await findOriginal(world.db, { ...find, kinds: codePayments, merchantId, cardHash: '' }))?.transaction;
}

/** What a terminal hears that asks how its payment stands. */
export async function payQuery(
  world: World,
  asked: { readonly terminal: Terminal; readonly find: OriginalReference; readonly amount: Fen },
): Promise<CardResult> {
  const payment = await paymentByCode(world, asked.terminal, asked.find);
  if (payment === undefined || payment.terminalNo !== asked.terminal.terminalNo)
    return { code: '25', text: '未找到原交易' };
  if (payment.amount !== asked.amount) return { code: '13', text: '金额与原交易不符' };
  return standingOf(await followed(world, payment));
}

function standingOf(payment: CardTransaction): CardResult {
  const { state, authCode, responseCode } = payment;
  switch (state) {
    case 'approved':
      return { code: '00', transaction: payment, authCode };
    case 'declined':
      return { code: responseCode ?? '12', transaction: payment };
    case 'reversing':
    case 'reversed':
      return { code: 'CA', text: '原交易已冲正', transaction: payment };
    default:
      return { code: '09', text: '等待顾客付款', transaction: payment };
  }
}

/** The payment as it stands now; one that waits is asked for at the network. */
async function followed(world: World, payment: CardTransaction): Promise<CardTransaction> {
  if (payment.state !== 'unknown') return payment;
  const answer = await askNetwork(world, payment);
  if (answer.kind !== 'answered' || STILL_OPEN.has(answer.code)) return payment;
  if (answer.code === '00') await paid(world, payment, answer);
  else if (await declineTransaction(world, payment, { code: answer.code, answer: null }))
    tellLive(world, payment, 'declined');
  return (await transactionOf(world.db, payment.merchantId, payment.transactionId)) ?? payment;
}

/** 09 not paid yet; 25 and 96 say nothing of a payment that the network has taken before. */
const STILL_OPEN: ReadonlySet<string> = new Set(['09', '25', '96']);

async function paid(
  world: World,
  transaction: CardTransaction,
  answer: Extract<NetworkAnswer, { kind: 'answered' }>,
): Promise<void> {
  const merchant = await merchantFacts(world, transaction.merchantId);
  const policy = await policyToday(world);
  const authCode = answer.authCode ?? '000000';
  // of two that ask at once one records it
  if (await recordApproval(world, { transaction, merchant, policy, authCode, bytes: null }))
    tellLive(world, transaction, 'approved');
}

async function askNetwork(world: World, payment: CardTransaction): Promise<NetworkAnswer> {
  const merchant = await merchantFacts(world, payment.merchantId);
  const stan = await drawTraceNo(world.db);
  const time = transmissionTime(world.clock.now());
  return world.cardNetwork.exchange({
    kind: 'qrQuery',
    stan,
    transmissionTime: time,
    rrn: `${time.slice(4)}${stan}`,
    pan: '',
    amountFen: payment.amount,
    entryMode: payment.entryMode,
    conditionCode: '00',
    merchantNo: merchant.merchantNo,
    terminalNo: payment.terminalNo,
    mcc: merchant.mcc,
    merchantName: merchant.name,
    original: {
      mti: transactionKinds[payment.kind].mti,
      stan: payment.networkStan,
      transmissionTime: payment.transmissionTime,
    },
  });
}

/** The time of a payment is over: paid after all, refused, or taken back. */
export async function closeCodePayment(
  world: World,
  key: { readonly merchantId: string; readonly transactionId: string },
): Promise<void> {
  const payment = await transactionOf(world.db, key.merchantId, key.transactionId);
  if (payment?.state !== 'unknown') return;
  const standing = await followed(world, payment);
  if (standing.state !== 'unknown') return;
  if (await withTx(world, (tx) => closeUnpaid(world, tx, payment))) tellLive(world, payment, 'reversing');
}
