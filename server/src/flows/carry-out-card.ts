/** From the intent to the outcome: the network is asked while nothing is locked, and what it says is written in one go. */
import { profiles } from '@kaitong/iso8583';
import { must } from '../kernel/assert.ts';
import { fen } from '../kernel/fen.ts';
import { DAY_MS, later } from '../kernel/instant.ts';
import { noteActivationStep } from '../modules/activation/index.ts';
import {
  feeOf,
  isForeign,
  networkCostOf,
  pricedAs,
  type PaidBy,
  type Policy,
  type PricePlan,
} from '../modules/catalogue/index.ts';
import { secureDeposit } from '../modules/deposits/index.ts';
import { isOffSheet } from '../modules/ledger/index.ts';
import type { Merchant } from '../modules/merchants/index.ts';
import {
  approveFreeze,
  approveOther,
  approveTransaction,
  askedByHost,
  cardNumberOf,
  declineTransaction,
  markUnknown,
  originalOf,
  paidByCode,
  takeBack,
  transactionKinds,
  transactionOf,
  waitForCustomer,
  type CardTransaction,
  type NetworkAnswer,
  type NetworkRequest,
  type OtherApproval,
  type TransactionKind,
} from '../modules/switching/index.ts';
import { noteTestSale } from '../modules/terminals/index.ts';
import { withTx, type Database } from '../platform/postgres/database.ts';
import type { CardRequest, CardResult } from './authorise-card.ts';
import { recordDepositApproval, recordDepositRefusal } from './deposit-outcome.ts';
import { planFacts, merchantFacts, policyToday } from './facts.ts';
import type { World } from './ports.ts';

export interface Carried {
  readonly merchant: Merchant;
  readonly policy: Policy;
  readonly transaction: CardTransaction;
  /** What it is built on. */
  readonly original?: CardTransaction;
}

/** The intent stands: asks the network and writes what it said. */
export async function carryOut(world: World, request: CardRequest, carried: Carried): Promise<Uint8Array> {
  const { transaction } = carried;
  const answer = await world.cardNetwork.exchange(await networkRequest(world, request, carried));
  if (answer.kind === 'unknown') {
    world.metrics.networkUnknown.inc({ reason: answer.reason });
    const bytes = await request.answer({ code: '98', transaction });
    await withTx(world, (tx) => markUnknown(world, tx, transaction, bytes));
    tellLive(world, transaction, transactionKinds[transaction.kind].silence === 'repeat' ? 'unknown' : 'reversing');
    return bytes;
  }
  if (answer.kind === 'answered' && waits(transaction, answer)) return waiting(world, request, { ...carried, answer });
  if (answer.kind === 'not_sent' || answer.code !== '00') {
    const code = answer.kind === 'not_sent' ? '91' : answer.code;
    const iccData = answer.kind === 'answered' ? answer.iccData : undefined;
    const bytes = await request.answer({ code, transaction, iccData });
    await declineTransaction(world, transaction, { code, answer: keptOf(transaction, bytes) });
    tellLive(world, transaction, 'declined');
    return bytes;
  }
  return approved(world, request, { ...carried, answer });
}

/** What a terminal stores and sends again may be sent under other keys: a copy of it is answered from the row, sealed anew. */
const SENT_AGAIN: readonly TransactionKind[] = ['offline_sale', 'tip', 'adjustment'];
const keptOf = ({ kind }: CardTransaction, answer: Uint8Array): Uint8Array | null =>
  SENT_AGAIN.includes(kind) ? null : answer;

type Answered = Extract<NetworkAnswer, { kind: 'answered' }>;

/** The network has taken a payment by code, and its customer has still to say yes: to our code, or to what it asks in the wallet. */
const waits = ({ kind }: CardTransaction, { code, codeShown }: Answered): boolean =>
  (kind === 'qr_passive' && code === '09') || (kind === 'qr_active' && code === '00' && codeShown !== undefined);

async function waiting(
  world: World,
  request: CardRequest,
  { transaction, policy, answer: { code, codeShown } }: Carried & { answer: Answered },
): Promise<Uint8Array> {
  const answer = await request.answer({ code, transaction, codeShown });
  const seconds = policy.number('qr.pay_seconds');
  if (await withTx(world, (tx) => waitForCustomer(world, tx, transaction, { answer, seconds }))) {
    tellLive(world, transaction, 'unknown');
    return answer;
  }
  return reversedMeanwhile(world, request, transaction);
}

async function networkRequest(world: World, request: CardRequest, carried: Carried): Promise<NetworkRequest> {
  const pinBlock =
    request.pinBlock === undefined || request.terminal.wrappedPik === undefined
      ? undefined
      : await world.vault.translatePin(request.terminal.wrappedPik, request.pinBlock, {
          pin: profiles[request.terminal.keyProfile].pin,
          pan: request.pan,
        });
  const { track2, expiry, cardSequence, iccData } = request;
  return plainRequest(request.pan, carried, { track2, expiry, cardSequence, iccData, pinBlock });
}

type OfTheCard = Pick<NetworkRequest, 'track2' | 'expiry' | 'cardSequence' | 'iccData' | 'pinBlock'>;

/** What the rows alone know of a request to the network: enough to say it again. */
function plainRequest(
  pan: string,
  { merchant, transaction, original }: Omit<Carried, 'policy'>,
  card: OfTheCard = {},
): NetworkRequest {
  const { network, conditionCode } = transactionKinds[transaction.kind];
  return {
    // the network knows a refund without a card by another name
    kind: network === 'refund' && transaction.cardKind === 'qr' ? 'qrRefund' : network,
    stan: transaction.networkStan,
    transmissionTime: transaction.transmissionTime,
    rrn: transaction.rrn,
    pan,
    amountFen: transaction.amount,
    entryMode: transaction.entryMode,
    conditionCode,
    merchantNo: merchant.merchantNo,
    terminalNo: transaction.terminalNo,
    mcc: merchant.mcc,
    merchantName: merchant.name,
    track2: card.track2,
    expiry: card.expiry,
    cardSequence: card.cardSequence,
    iccData: card.iccData,
    pinBlock: card.pinBlock,
    authCode: original?.authCode ?? transaction.authCode,
    original:
      original === undefined
        ? undefined
        : {
            mti: transactionKinds[original.kind].mti,
            stan: original.networkStan,
            transmissionTime: original.transmissionTime,
          },
  };
}

/**
 * What cannot be reversed is asked again until there is an answer: same STAN and time, so asking twice is asking once. Anything but
 * an answer throws, and the queue comes back.
 */
export async function repeatUpstream(world: World, key: { merchantId: string; transactionId: string }): Promise<void> {
  const transaction = await transactionOf(world.db, key.merchantId, key.transactionId);
  if (transaction?.state !== 'unknown') return;
  const answer = await askByRow(world, transaction);
  if (answer.kind !== 'answered') throw new Error(`${transaction.rrn} is not answered: ${answer.reason}`);
  await takeLateAnswer(world, transaction, answer);
}

/** What the host asks by itself: the intent stands, nobody waits at a terminal. Silence is asked again by the queue. */
export async function askAsHost(world: World, transaction: CardTransaction): Promise<void> {
  const answer = await askByRow(world, transaction);
  if (answer.kind === 'answered') return takeLateAnswer(world, transaction, answer);
  if (answer.kind === 'not_sent') return refusedByNetwork(world, transaction, '91');
  world.metrics.networkUnknown.inc({ reason: answer.reason });
  await withTx(world, (tx) => markUnknown(world, tx, transaction, null));
}

async function askByRow(world: World, transaction: CardTransaction): Promise<NetworkAnswer> {
  const merchant = await merchantFacts(world, transaction.merchantId);
  const original = await originalOf(world.db, transaction);
  const pan = await cardNumberOf(world, transaction.merchantId, transaction.transactionId);
  return world.cardNetwork.exchange(
    plainRequest(pan, { merchant, transaction, ...(original === undefined ? {} : { original }) }),
  );
}

async function takeLateAnswer(world: World, transaction: CardTransaction, answer: Answered): Promise<void> {
  if (answer.code !== '00') return refusedByNetwork(world, transaction, answer.code);
  const merchant = await merchantFacts(world, transaction.merchantId);
  const policy = await policyToday(world);
  await recordApproval(world, { transaction, merchant, policy, authCode: answer.authCode ?? '000000', bytes: null });
  tellLive(world, transaction, 'approved');
}

async function refusedByNetwork(world: World, transaction: CardTransaction, code: string): Promise<void> {
  await declineTransaction(world, transaction, { code, answer: null });
  if (askedByHost(transaction.kind)) await recordDepositRefusal(world, transaction, code);
  tellLive(world, transaction, 'declined');
}

async function approved(
  world: World,
  request: CardRequest,
  input: Carried & { answer: Extract<NetworkAnswer, { kind: 'answered' }> },
): Promise<Uint8Array> {
  const { transaction, merchant, policy, answer } = input;
  const authCode = answer.authCode ?? '000000';
  const { settlementDate, issuer, balance, iccData } = answer;
  const result: CardResult = { code: '00', transaction, authCode, settlementDate, issuer, balance, iccData };
  const bytes = await request.answer(result);
  const kept = keptOf(transaction, bytes);
  const done = await recordApproval(world, { transaction, merchant, policy, authCode, bytes: kept });
  if (done) tellLive(world, transaction, 'approved');
  if (done) return bytes;
  return reversedMeanwhile(world, request, transaction);
}

/**
 * A reversal came while the network was thinking: it has taken the money back, so this is no approval any more. If it came before the
 * intent was written it knew of nothing to take back, and that is done here.
 */
async function reversedMeanwhile(
  world: World,
  request: CardRequest,
  transaction: CardTransaction,
): Promise<Uint8Array> {
  const refusal = await request.answer({ code: '98', transaction });
  await withTx(world, (tx) => markUnknown(world, tx, transaction, refusal));
  return refusal;
}

interface Recorded {
  readonly transaction: CardTransaction;
  readonly merchant: Merchant;
  readonly policy: Policy;
  readonly authCode: string;
  readonly bytes: Uint8Array | null;
}

/**
 * The row and its money. False: a reversal came first. A fee that the merchant's sheet does not list is a bug of ours: the ledger refuses
 * it, the alarm says so, and what nobody could book is reversed as what was left without an answer.
 */
export async function recordApproval(world: World, input: Recorded): Promise<boolean> {
  try {
    return await recordOnce(world, input);
  } catch (error) {
    const { merchantId, transactionId } = input.transaction;
    if (isOffSheet(error)) world.log.error({ alarm: 'price_sheet', merchantId, transactionId, error: String(error) });
    throw error;
  }
}

async function recordOnce(world: World, input: Recorded): Promise<boolean> {
  const { transaction, policy, authCode, bytes } = input;
  if (transaction.kind === 'deposit_freeze') return secureFreeze(world, input);
  if (transaction.kind === 'sale') {
    const money = await moneyOf(world, input);
    return approveTransaction(world, world.db, transaction, { authCode, answer: bytes ?? new Uint8Array(), ...money });
  }
  if (transaction.kind === 'test_sale') return recordTestSale(world, input);
  if (askedByHost(transaction.kind)) return recordDepositApproval(world, input);
  const { kind } = transaction;
  const asSale = AS_SALES.includes(kind) || paidByCode(kind);
  return approveOther(world, world.db, transaction, {
    authCode,
    answer: bytes,
    expiresAt: later(world.clock.now(), policy.number('pre_auth.hold_days') * DAY_MS),
    ...(asSale ? { money: await moneyOf(world, input) } : {}),
  });
}

/** Posted as a sale is, or as what is taken off one. */
const AS_SALES: readonly TransactionKind[] = ['completion', 'completion_advice', 'offline_sale', 'tip', 'adjustment'];

const pricedKind = ({ cardKind, organisation }: CardTransaction): PaidBy =>
  pricedAs({ kind: cardKind, foreign: isForeign(organisation) });

async function moneyOf(
  world: World,
  { transaction, merchant, policy }: Recorded,
): Promise<NonNullable<OtherApproval['money']>> {
  const plan = await planFacts(world, merchant, transaction.businessDate);
  const { fee, snapshot } = await feeIn(world, transaction, plan);
  const cost = networkCostOf(transaction.amount, pricedKind(transaction), policy);
  return { fee, issuerCost: cost.issuer, networkCost: cost.network, snapshot };
}

/** Of a tip or an adjustment, what it changes of the fee of its sale: a fee at its cap stays there. */
async function feeIn(world: World, transaction: CardTransaction, plan: PricePlan): Promise<ReturnType<typeof feeOf>> {
  const { amount, kind } = transaction;
  const cardKind = pricedKind(transaction);
  if (kind !== 'tip' && kind !== 'adjustment') return feeOf(amount, cardKind, plan);
  const sale = must(await originalOf(world.db, transaction), 'the sale of a tip or an adjustment');
  const before = feeOf(sale.amount, cardKind, plan);
  const after = feeOf(fen(kind === 'tip' ? sale.amount + amount : sale.amount - amount), cardKind, plan);
  const fee = fen(kind === 'tip' ? after.fee - before.fee : before.fee - after.fee);
  return { fee, snapshot: { ...after.snapshot, feeFen: fee.toString() } };
}

async function secureFreeze(world: World, input: Recorded): Promise<boolean> {
  const { transaction, policy, authCode } = input;
  const where = { merchantId: transaction.merchantId, terminalId: transaction.terminalId };
  return withTx(world, async (tx) => {
    const answer = input.bytes ?? new Uint8Array();
    if (!(await approveFreeze(world, tx, transaction, { authCode, answer }))) return false;
    const secured = await secureDeposit(world, tx, transaction, {
      holdDays: policy.number('deposit.hold_days'),
      cutOff: policy.text('settlement.cut_off'),
    });
    if (secured) await noteActivationStep(world, tx, { ...where, event: 'secure_deposit' });
    else await takeBack(world, tx, transaction, 'deposit_not_open');
    return secured;
  });
}

async function recordTestSale(world: World, input: Recorded): Promise<boolean> {
  const { transaction, authCode } = input;
  const where = { merchantId: transaction.merchantId, terminalId: transaction.terminalId };
  const approval = { authCode, answer: input.bytes ?? new Uint8Array(), ...(await moneyOf(world, input)) };
  return withTx(world, async (tx) => {
    if (!(await approveTransaction(world, tx, transaction, approval))) return false;
    await noteTestSale(world, tx, where);
    await noteActivationStep(world, tx, { ...where, event: 'test_sale' });
    return true;
  });
}

/** PostgreSQL takes payloads of less than 8,000 bytes; a hint is some 250. */
const HINTS_OF_A_NOTICE = 24;
/** Hints of this long travel together: people see no difference, and each journey costs as much as a sale. */
const HINTS_GATHER_MS = 25;
/** What is not told by then is not told: a page that is loaded again knows better. */
const HINTS_MAX = 4_000;

const gathered = new WeakMap<Database, string[]>();

async function sendHints(world: World): Promise<void> {
  const events = gathered.get(world.db) ?? [];
  gathered.delete(world.db);
  const notices: string[] = [];
  for (let i = 0; i < events.length; i += HINTS_OF_A_NOTICE)
    notices.push(`[${events.slice(i, i + HINTS_OF_A_NOTICE).join(',')}]`);
  await world.db.query(`SELECT pg_notify('kaitong_event', notice) FROM unnest($1::text[]) AS n (notice)`, [notices], {
    preparedAs: 'live_hints',
  });
}

/** A hint for open pages, outside the money's transaction: NOTIFY takes a lock over all commits, and a lost hint costs a reload. */
export function tellLive(world: World, transaction: CardTransaction, state: string): void {
  const payload = {
    merchantId: transaction.merchantId,
    transactionId: transaction.transactionId,
    amountFen: transaction.amount.toString(),
    kind: transaction.kind,
    state,
  };
  const event = JSON.stringify({
    kind: 'transaction.moved',
    audience: [`merchant:${transaction.merchantId}`, 'console'],
    payload,
  });
  const waiting = gathered.get(world.db);
  if (waiting !== undefined) {
    if (waiting.length < HINTS_MAX) waiting.push(event);
    return;
  }
  gathered.set(world.db, [event]);
  world.timers.after(HINTS_GATHER_MS, () => {
    void sendHints(world).catch((error: unknown) => world.log.warn({ error: String(error) }, 'live hints lost'));
  });
}
