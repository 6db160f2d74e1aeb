/**
 * A card transaction from the terminal's request to its answer: facts, a pure decision, the intent, the network, the outcome.
 * No transaction is open while the network thinks; silence is never "no".
 */
import type { Fen } from '../kernel/fen.ts';
import { businessDate } from '../kernel/instant.ts';
import { noteActivationStep } from '../modules/activation/index.ts';
import { feeOf, networkCostOf, type CardFacts, type Policy } from '../modules/catalogue/index.ts';
import { depositOfTerminal, releaseFreeze, secureDeposit } from '../modules/deposits/index.ts';
import type { Merchant } from '../modules/merchants/index.ts';
import {
  approveFreeze,
  approveTransaction,
  beginTransaction,
  declineTransaction,
  markUnknown,
  reverseByTerminal,
  takeBack,
  type CardTransaction,
  type NetworkAnswer,
  type NetworkRequest,
  type ReversalKey,
} from '../modules/switching/index.ts';
import { noteTestSale, type Terminal } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { merchantFacts, planFacts, policyToday } from './facts.ts';
import type { World } from './ports.ts';

export interface CardRequest {
  readonly terminal: Terminal;
  readonly kind: 'sale' | 'deposit_freeze';
  readonly stan: string;
  readonly batchNo: string;
  readonly messageClass: string;
  readonly amount: Fen;
  readonly pan: string;
  readonly card: CardFacts;
  readonly entryMode: string;
  readonly conditionCode: string;
  readonly track2?: string;
  readonly expiry?: string;
  readonly cardSequence?: string;
  readonly iccData?: Uint8Array;
  /** Under the terminal's PIN key. */
  readonly pinBlock?: Uint8Array;
  /** From MTI to field 64. */
  readonly body: Uint8Array;
  /** Makes the answer that goes to the terminal, with its MAC. */
  readonly answer: (result: CardResult) => Promise<Uint8Array>;
}

export interface CardResult {
  readonly code: string;
  readonly transaction?: CardTransaction;
  readonly authCode?: string;
  readonly settlementDate?: string;
  readonly issuer?: string;
  readonly text?: string;
}

/** How long a second request of a terminal waits for its first, and how often it looks. */
const BUSY_LOOK_MS = 100;
const BUSY_LOOKS_MAX = 300; // 30 s: less than the terminal's own 60 s

export async function authoriseCard(world: World, request: CardRequest): Promise<Uint8Array> {
  const policy = await policyToday(world);
  const merchant = await merchantFacts(world, request.terminal.merchantId);
  const deposit =
    request.kind === 'deposit_freeze'
      ? await depositOfTerminal(world.db, merchant.merchantId, request.terminal.terminalId)
      : undefined;
  const rule = decideRequest({
    ...request,
    deposit,
    testSaleFen: BigInt(policy.number('activation.test_sale_fen')),
    amountMaxFen: BigInt(policy.number('sale.amount_max_fen')),
  });
  if (rule.code !== '00') return request.answer(rule);
  for (let look = 0; look < BUSY_LOOKS_MAX; look += 1) {
    const begun = await beginTransaction(world, {
      ...request,
      merchantId: merchant.merchantId,
      terminalId: request.terminal.terminalId,
      terminalNo: request.terminal.terminalNo,
      businessDate: businessDate(world.clock.now(), policy.text('settlement.cut_off')),
      kind: rule.kind,
      card: { pan: request.pan, kind: request.card.kind, bankName: request.card.bankName },
    });
    if (begun.kind === 'begun') return carryOut(world, request, { merchant, policy, transaction: begun.transaction });
    if (begun.kind === 'copy') return begun.answer;
    if (begun.kind === 'conflict') return request.answer({ code: '94' });
    if (begun.kind === 'reversed_before') return request.answer({ code: '12' });
    await world.timers.wait(BUSY_LOOK_MS);
  }
  return request.answer({ code: '96' });
}

export interface RequestFacts {
  readonly terminal: Pick<Terminal, 'state' | 'testSaleDone' | 'registrationRefused'>;
  readonly kind: 'sale' | 'deposit_freeze';
  readonly amount: bigint;
  readonly card: CardFacts;
  readonly entryMode: string;
  readonly pinBlock?: Uint8Array;
  /** The deposit of this terminal, for a freeze. */
  readonly deposit: { readonly state: string; readonly amount: bigint } | undefined;
  readonly testSaleFen: bigint;
  readonly amountMaxFen: bigint;
}

/** Pure: what the rules say before anything is written. Until the test sale is done only 1.00 may be sold. */
export function decideRequest(facts: RequestFacts): CardResult & { kind: 'sale' | 'test_sale' | 'deposit_freeze' } {
  const refused = (code: string, text: string) => ({ code, text, kind: facts.kind });
  if ((facts.entryMode[2] === '1') !== (facts.pinBlock !== undefined)) return refused('30', '密码域与输入方式不符');
  if (facts.amount <= 0n) return refused('13', '无效金额');
  // 259号文: a device that the network does not know with its five elements takes no money, and freezes none either
  if (facts.terminal.registrationRefused !== undefined) return refused('97', '终端报备未通过，请联系客服');
  if (facts.kind === 'deposit_freeze') {
    const open = facts.deposit?.state === 'quoted' || facts.deposit?.state === 'capture_failed';
    if (facts.terminal.state !== 'activating' || !open) return refused('12', '本机无待冻结押金');
    if (facts.deposit?.amount !== facts.amount) return refused('13', '押金金额不符');
    if (facts.card.kind !== 'credit') return refused('57', '请使用信用卡');
    return { code: '00', kind: 'deposit_freeze' };
  }
  if (facts.terminal.state !== 'active') return refused('97', '终端未激活');
  if (facts.amount > facts.amountMaxFen) return refused('61', '超出单笔限额');
  if (facts.terminal.testSaleDone) return { code: '00', kind: 'sale' };
  return facts.amount === facts.testSaleFen ? { code: '00', kind: 'test_sale' } : refused('12', '请先完成1元测试交易');
}

interface Carried {
  readonly merchant: Merchant;
  readonly policy: Policy;
  readonly transaction: CardTransaction;
}

async function carryOut(world: World, request: CardRequest, carried: Carried): Promise<Uint8Array> {
  const { transaction } = carried;
  const answer = await world.cardNetwork.exchange(await networkRequest(world, request, carried));
  if (answer.kind === 'unknown') {
    world.metrics.networkUnknown.inc({ reason: answer.reason });
    const bytes = await request.answer({ code: '98', transaction });
    await withTx(world, (tx) => markUnknown(world, tx, transaction, bytes));
    tellLive(world, transaction, 'reversing');
    return bytes;
  }
  if (answer.kind === 'not_sent' || answer.code !== '00') {
    const code = answer.kind === 'not_sent' ? '91' : answer.code;
    const bytes = await request.answer({ code, transaction });
    await declineTransaction(world, transaction, { code, answer: bytes });
    tellLive(world, transaction, 'declined');
    return bytes;
  }
  return approved(world, request, { ...carried, answer });
}

async function networkRequest(
  world: World,
  request: CardRequest,
  { merchant, transaction }: Carried,
): Promise<NetworkRequest> {
  const pinBlock =
    request.pinBlock === undefined || request.terminal.wrappedPik === undefined
      ? undefined
      : await world.vault.translatePin(request.terminal.wrappedPik, request.pinBlock);
  return {
    kind: request.kind === 'sale' ? 'sale' : 'preAuth',
    stan: transaction.networkStan,
    transmissionTime: transaction.transmissionTime,
    rrn: transaction.rrn,
    pan: request.pan,
    amountFen: request.amount,
    entryMode: request.entryMode,
    conditionCode: request.conditionCode,
    merchantNo: merchant.merchantNo,
    terminalNo: request.terminal.terminalNo,
    mcc: merchant.mcc,
    merchantName: merchant.name,
    ...(request.track2 === undefined ? {} : { track2: request.track2 }),
    ...(request.expiry === undefined ? {} : { expiry: request.expiry }),
    ...(request.cardSequence === undefined ? {} : { cardSequence: request.cardSequence }),
    ...(request.iccData === undefined ? {} : { iccData: request.iccData }),
    ...(pinBlock === undefined ? {} : { pinBlock }),
  };
}

async function approved(
  world: World,
  request: CardRequest,
  input: Carried & { answer: Extract<NetworkAnswer, { kind: 'answered' }> },
): Promise<Uint8Array> {
  const { transaction, merchant, policy, answer } = input;
  const authCode = answer.authCode ?? '000000';
  const result: CardResult = {
    code: '00',
    transaction,
    authCode,
    ...(answer.settlementDate === undefined ? {} : { settlementDate: answer.settlementDate }),
    ...(answer.issuer === undefined ? {} : { issuer: answer.issuer }),
  };
  const bytes = await request.answer(result);
  const done = await recordApproval(world, { transaction, merchant, policy, authCode, bytes });
  if (done) tellLive(world, transaction, 'approved');
  if (done) return bytes;
  // A reversal came while the network was thinking: it has taken the money back, so this is no approval any more. If it came
  // before the intent was written it knew of nothing to take back, and that is done here.
  const refusal = await request.answer({ code: '98', transaction });
  await withTx(world, (tx) => markUnknown(world, tx, transaction, refusal));
  return refusal;
}

async function recordApproval(
  world: World,
  input: { transaction: CardTransaction; merchant: Merchant; policy: Policy; authCode: string; bytes: Uint8Array },
): Promise<boolean> {
  const { transaction, policy, authCode } = input;
  const where = { merchantId: transaction.merchantId, terminalId: transaction.terminalId };
  if (transaction.kind === 'deposit_freeze') {
    return withTx(world, async (tx) => {
      if (!(await approveFreeze(world, tx, transaction, { authCode, answer: input.bytes }))) return false;
      const secured = await secureDeposit(world, tx, transaction, {
        holdDays: policy.number('deposit.hold_days'),
        cutOff: policy.text('settlement.cut_off'),
      });
      if (secured) await noteActivationStep(world, tx, { ...where, event: 'secure_deposit' });
      else await takeBack(world, tx, transaction, 'deposit_not_open');
      return secured;
    });
  }
  const plan = await planFacts(world, input.merchant.planId, transaction.businessDate);
  const { fee, snapshot } = feeOf(transaction.amount, transaction.cardKind, plan);
  const cost = networkCostOf(transaction.amount, transaction.cardKind, policy);
  const approval = { authCode, answer: input.bytes, fee, issuerCost: cost.issuer, networkCost: cost.network, snapshot };
  if (transaction.kind === 'sale') return approveTransaction(world, world.db, transaction, approval);
  return withTx(world, async (tx) => {
    if (!(await approveTransaction(world, tx, transaction, approval))) return false;
    await noteTestSale(world, tx, where);
    await noteActivationStep(world, tx, { ...where, event: 'test_sale' });
    return true;
  });
}

/** A hint for open pages, outside the money's transaction: NOTIFY takes a lock over all commits, and a lost hint costs a reload. */
function tellLive(world: World, transaction: CardTransaction, state: string): void {
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
  void world.db
    .query('SELECT pg_notify($1, $2)', ['kaitong_event', event])
    .catch((error: unknown) => world.log.warn({ error: String(error) }, 'live hint lost'));
}

/** A terminal's reversal: the answer for field 39. A frozen deposit is released with it. */
export async function reverseCard(
  world: World,
  key: Omit<ReversalKey, 'businessDate'> & { terminalId: string },
): Promise<string> {
  const policy = await policyToday(world);
  const cutOff = policy.text('settlement.cut_off');
  return withTx(world, async (tx) => {
    const { decision, original } = await reverseByTerminal(world, tx, {
      ...key,
      businessDate: businessDate(world.clock.now(), cutOff),
    });
    if (original?.kind === 'deposit_freeze') {
      await releaseFreeze(world, tx, original, cutOff);
      await noteActivationStep(world, tx, {
        merchantId: key.merchantId,
        terminalId: key.terminalId,
        event: 'unfreeze',
      });
    }
    return decision.answer;
  });
}
