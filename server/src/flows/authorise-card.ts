/**
 * A card transaction from the terminal's request to its answer: facts, a pure decision, the intent, the network, the outcome.
 * No transaction is open while the network thinks; silence is never "no".
 */
import type { Fen } from '../kernel/fen.ts';
import { businessDate } from '../kernel/instant.ts';
import { noteContact } from '../modules/activation/index.ts';
import { DOMESTIC, isForeign, type PaidBy, type Policy } from '../modules/catalogue/index.ts';
import { depositOfTerminal } from '../modules/deposits/index.ts';
import type { Merchant } from '../modules/merchants/index.ts';
import {
  beginFollower,
  beginTransaction,
  codePayments,
  follows,
  limited,
  referenceOf,
  type Begun,
  type CardTransaction,
  type GivenOriginal,
  type HostKind,
  type NewTransaction,
  type PersonLimits,
  type TransactionKind,
} from '../modules/switching/index.ts';
import type { Terminal } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { carryOut } from './carry-out-card.ts';
import { ELSEWHERE, placeRefusal } from './check-place.ts';
import { depositHolderRefusal } from './deposit-holder.ts';
import { listedCards, merchantFacts, microPersonFacts, policyToday, takenBefore } from './facts.ts';
import { limitsOfSale } from './merchant-limits.ts';
import type { World } from './ports.ts';

/** What a terminal asks for; whether a sale is the test sale, or a pre-authorisation the deposit's freeze, is decided here. */
export type RequestKind = Exclude<TransactionKind, 'test_sale' | 'deposit_freeze' | HostKind>;

interface PaidCard {
  readonly kind: PaidBy;
  readonly bankName: string;
  readonly organisation: string;
}

export interface CardRequest {
  readonly terminal: Terminal;
  /** Given where the terminal is remembered and not looked up: of a sale only, whose intent looks whether that row still holds. */
  readonly terminalRow?: string | undefined;
  readonly kind: RequestKind;
  readonly stan: string;
  readonly batchNo: string;
  readonly messageClass: string;
  readonly amount: Fen;
  /** Of a payment by code the customer's code, or nothing. */
  readonly pan: string;
  readonly card: PaidCard;
  readonly entryMode: string;
  readonly conditionCode: string;
  readonly track2?: string | undefined;
  readonly expiry?: string | undefined;
  readonly cardSequence?: string | undefined;
  readonly iccData?: Uint8Array | undefined;
  /** Under the terminal's PIN key. */
  readonly pinBlock?: Uint8Array | undefined;
  /** Field 59, A5: where the terminal says it is. */
  readonly place?: { readonly longitude: string; readonly latitude: string } | undefined;
  /** Fields 37, 38 and 61 of a void, a refund or a completion. */
  readonly original: GivenOriginal;
  /** From the MTI to what stands before field 64. */
  readonly body: Uint8Array;
  /** Makes the answer that goes to the terminal, with its MAC. */
  readonly answer: (result: CardResult) => Promise<Uint8Array>;
}

export interface CardResult {
  readonly code: string;
  readonly transaction?: CardTransaction;
  readonly authCode?: string | undefined;
  readonly settlementDate?: string | undefined;
  readonly issuer?: string | undefined;
  /** Field 54. */
  readonly balance?: string | undefined;
  /** Field 55, for the chip. */
  readonly iccData?: Uint8Array | undefined;
  /** 59 A3: the code that the customer has to scan; nothing is paid yet. */
  readonly codeShown?: string | undefined;
  readonly text?: string | undefined;
}

/** How long a second request of a terminal waits for its first, and how often it looks. */
const BUSY_LOOK_MS = 100;
const BUSY_LOOKS_MAX = 300; // 30 s: less than the terminal's own 60 s

export async function authoriseCard(world: World, given: CardRequest): Promise<Uint8Array> {
  const policy = await policyToday(world);
  const merchant = await merchantFacts(world, given.terminal.merchantId);
  const freezes = given.kind === 'pre_auth' && given.terminal.state === 'activating';
  const request = freezes ? toldToTheDoctor(world, given) : given;
  const deposit = freezes
    ? await depositOfTerminal(world.db, merchant.merchantId, request.terminal.terminalId)
    : undefined;
  // written out here and below: a spread of twenty properties costs more than all the rules
  const rule = decideRequest({
    terminal: request.terminal,
    kind: request.kind,
    amount: request.amount,
    card: request.card,
    entryMode: request.entryMode,
    pinBlock: request.pinBlock,
    deposit,
    testSaleFen: BigInt(policy.number('activation.test_sale_fen')),
    amountMaxFen: BigInt(policy.number('sale.amount_max_fen')),
    offlineAllowed: policy.number('offline.sale_allowed') === 1,
    foreignAllowed: policy.number('foreign.cards_allowed') === 1,
    authCode: request.original.authCode,
  });
  if (rule.code !== '00') return request.answer(rule);
  const notOwn = freezes
    ? await depositHolderRefusal(world, { merchant, policy, deposit, pan: request.pan })
    : undefined;
  if (notOwn !== undefined) return request.answer(notOwn);
  if (CHARGES.includes(request.kind) && !freezes) {
    if (await isListed(world, request)) return request.answer({ code: '04', text: '该卡暂不受理' });
    const refusal = await placeRefusal(world, request, { merchant, policy });
    if (refusal !== undefined) return request.answer(refusal);
  }
  for (let look = 0; look < BUSY_LOOKS_MAX; look += 1) {
    const begun = await begin(world, request, { merchant, policy, kind: rule.kind });
    if (begun === undefined) return request.answer({ code: '30', text: '缺少原交易信息' });
    if (begun.kind === 'begun') return carryOut(world, request, { merchant, policy, ...begun });
    if (begun.kind === 'refused') return request.answer(begun.ruling);
    if (begun.kind === 'copy')
      return sealedForgotten(request, begun) ? request.answer(resultOf(begun.transaction)) : begun.answer;
    if (begun.kind === 'known') return request.answer(resultOf(begun.transaction));
    if (begun.kind === 'conflict') return request.answer({ code: '94' });
    if (begun.kind === 'reversed_before') return request.answer({ code: '12' });
    if (begun.kind === 'terminal_changed') return request.answer({ code: '96' });
    await world.timers.wait(BUSY_LOOK_MS);
  }
  return request.answer({ code: '96' });
}

/** Whether the card is on the black list; while that is empty nothing is hashed. */
async function isListed(world: World, { pan, card }: CardRequest): Promise<boolean> {
  if (card.kind === 'qr') return false;
  const listed = await listedCards(world);
  return listed.size > 0 && listed.has(world.crypto.lookup('card', pan));
}

/** Each answer to a freeze is kept for whoever helps on the phone. */
function toldToTheDoctor(world: World, request: CardRequest): CardRequest {
  const { serialNo } = request.terminal;
  return {
    ...request,
    answer: async (result) => {
      const contact = { serialNo, message: 'deposit', code: result.code, text: result.text ?? '' } as const;
      await withTx(world, (tx) => noteContact(world, tx, contact));
      return request.answer(result);
    },
  };
}

/** Writes the intent; undefined when the request does not say what it is about. */
async function begin(
  world: World,
  request: CardRequest,
  { merchant, policy, kind }: { merchant: Merchant; policy: Policy; kind: TransactionKind },
): Promise<Begun | undefined> {
  const input: NewTransaction = {
    kind,
    merchantId: merchant.merchantId,
    terminalId: request.terminal.terminalId,
    terminalNo: request.terminal.terminalNo,
    messageClass: request.messageClass,
    batchNo: request.batchNo,
    stan: request.stan,
    amount: request.amount,
    entryMode: request.entryMode,
    body: request.body,
    businessDate: businessDate(world.clock.now(), policy.text('settlement.cut_off')),
    card: { pan: request.pan, ...request.card },
    authCode: kind === 'offline_sale' ? request.original.authCode : undefined,
    ...(await limitsOf(world, { kind, request, merchant, policy })),
    personLimits: await personLimitsOf(world, { kind, card: request.card.kind, merchant, policy }),
  };
  if (!follows(kind)) return beginTransaction(world, { ...input, terminalRow: request.terminalRow });
  const find = referenceOf(kind, { ...request.original, terminalNo: request.terminal.terminalNo });
  if (find === undefined) return undefined;
  const rules = {
    holdDays: policy.number('pre_auth.hold_days'),
    completionPercentMax: policy.number('pre_auth.completion_percent_max'),
    tipPercentMax: policy.number('tip.percent_max'),
  };
  return beginFollower(world, { ...input, kind, find, rules });
}

/** Receipts are limited, holds are not: a pre-authorisation counts when it is completed. */
const RECEIPTS: readonly TransactionKind[] = [
  'sale',
  'test_sale',
  'completion',
  'completion_advice',
  'offline_sale',
  'tip',
  ...codePayments,
];

/** Where no month is limited, only the day is summed. */
const NOT_ASKED = { fen: 0n, readFen: 0n };

type OfSale = Pick<NewTransaction, 'limits' | 'entryLimits' | 'sameCardSeconds' | 'takenBefore'>;

async function limitsOf(
  world: World,
  of: { kind: TransactionKind; request: CardRequest; merchant: Merchant; policy: Policy },
): Promise<OfSale> {
  const { kind, request, merchant, policy } = of;
  if (!RECEIPTS.includes(kind)) return {};
  const { card, entryMode } = request;
  const seconds = kind === 'sale' ? policy.number('risk.same_card_seconds') : 0;
  const limits = limitsOfSale(world, { merchant, policy, card: card.kind, entryMode });
  const months = [limits.limits, limits.entryLimits].some((one) => one !== undefined && one.monthFen > 0n);
  return {
    ...limits,
    sameCardSeconds: seconds > 0 ? seconds : undefined,
    takenBefore: months
      ? await takenBefore(world, {
          merchantId: merchant.merchantId,
          cardKind: card.kind,
          date: businessDate(world.clock.now(), policy.text('settlement.cut_off')),
          places: limits.entryLimits?.places ?? [],
        })
      : NOT_ASKED,
  };
}

/** Merchants without a licence of one person together, by credit card; off in the default pack, and then nothing is asked. */
async function personLimitsOf(
  world: World,
  of: { kind: TransactionKind; card: PaidBy; merchant: Merchant; policy: Policy },
): Promise<PersonLimits | undefined> {
  if (of.card !== 'credit' || !RECEIPTS.includes(of.kind)) return undefined;
  const limits = {
    singleFen: 0n,
    dayFen: BigInt(of.policy.number('micro.credit_day_fen')),
    monthFen: BigInt(of.policy.number('micro.credit_month_fen')),
  };
  if (!limited(limits)) return undefined;
  const person = await microPersonFacts(world, of.merchant.merchantId);
  return person === undefined ? undefined : { ...person, limits };
}

/** A device that keeps a frame over a night has signed in since: what was sealed with the keys of before it would take for forged. */
const sealedForgotten = (
  { terminal }: CardRequest,
  { transaction }: { readonly transaction: CardTransaction },
): boolean => terminal.keysAt !== undefined && terminal.keysAt > transaction.createdAt;

/** What became of a request whose answer was not kept. */
function resultOf(transaction: CardTransaction): CardResult {
  const { state, authCode, responseCode } = transaction;
  if (state === 'approved') return { code: '00', transaction, ...(authCode === undefined ? {} : { authCode }) };
  return { code: state === 'declined' ? (responseCode ?? '96') : '98', transaction };
}

export interface RequestFacts {
  readonly terminal: Pick<Terminal, 'state' | 'testSaleDone' | 'registrationRefused'> &
    Partial<Pick<Terminal, 'suspendedReason' | 'salesStopped'>>;
  readonly kind: RequestKind;
  readonly amount: bigint;
  readonly card: PaidCard;
  readonly entryMode: string;
  readonly pinBlock?: Uint8Array | undefined;
  /** The deposit of this terminal, for a freeze. */
  readonly deposit: { readonly state: string; readonly amount: bigint } | undefined;
  readonly testSaleFen: bigint;
  readonly amountMaxFen: bigint;
  /** Whether merchants may sell without asking the card first. */
  readonly offlineAllowed: boolean;
  /** Whether the acquirer takes cards of other organisations. */
  readonly foreignAllowed: boolean;
  /** Field 38 of the request. */
  readonly authCode?: string | undefined;
}

type RequestRuling = CardResult & { readonly kind: TransactionKind };

/** What takes a customer's money anew, and is therefore limited. */
const CHARGES: readonly RequestKind[] = [
  'sale',
  'pre_auth',
  'completion',
  'completion_advice',
  'offline_sale',
  'tip',
  ...codePayments,
];
/** What may be done before the test sale: undo it, and look. */
const BEFORE_TEST_SALE: readonly RequestKind[] = ['sale_void', 'balance'];

/** Pure: what the rules say before anything is written. Until the test sale is done only 1.00 may be sold. */
export function decideRequest(facts: RequestFacts): RequestRuling {
  const refused = (code: string, text: string): RequestRuling => ({ code, text, kind: facts.kind });
  if ((facts.entryMode[2] === '1') !== (facts.pinBlock !== undefined)) return refused('30', '密码域与输入方式不符');
  if (facts.amount <= 0n && facts.kind !== 'balance') return refused('13', '无效金额');
  // 259号文: a device that the network does not know with its five elements takes no money, and freezes none either
  if (facts.terminal.registrationRefused !== undefined) return refused('97', '终端报备未通过，请联系客服');
  if (facts.kind === 'pre_auth' && facts.terminal.state === 'activating') return decideFreeze(facts);
  if (facts.terminal.state === 'suspended' && facts.terminal.suspendedReason === 'place_drift')
    return refused('97', ELSEWHERE);
  if (facts.terminal.state === 'suspended' && facts.terminal.suspendedReason === 'risk')
    return refused('03', '商户已暂停，请查看商户端');
  if (facts.terminal.state !== 'active') return refused('97', '终端未激活');
  // a merchant on its way out, or restricted, takes no money; what gives money back is let through while there is any
  const stopped = CHARGES.includes(facts.kind) ? facts.terminal.salesStopped?.at(0) : undefined;
  if (stopped !== undefined)
    return refused('03', stopped === 'closing' ? '商户注销中，不再收款' : '商户受限，请查看商户端');
  if (CHARGES.includes(facts.kind) && facts.amount > facts.amountMaxFen) return refused('61', '超出单笔限额');
  // what gives money back or undoes is let through, also when they are taken no more
  const asks = CHARGES.includes(facts.kind) || facts.kind === 'balance';
  if (asks && isForeign(facts.card.organisation) && !facts.foreignAllowed) return refused('62', '未开通外卡受理');
  if (facts.kind === 'offline_sale' && !facts.offlineAllowed) return refused('58', '未开通离线消费');
  if (facts.kind === 'offline_sale' && !/^[0-9A-Za-z]{6}$/.test(facts.authCode ?? ''))
    return refused('30', '缺少电话授权码');
  if (facts.terminal.testSaleDone || BEFORE_TEST_SALE.includes(facts.kind)) return { code: '00', kind: facts.kind };
  return facts.kind === 'sale' && facts.amount === facts.testSaleFen
    ? { code: '00', kind: 'test_sale' }
    : refused('12', '请先完成1元测试交易');
}

function decideFreeze(facts: RequestFacts): RequestRuling {
  const refused = (code: string, text: string): RequestRuling => ({ code, text, kind: 'deposit_freeze' });
  const open = facts.deposit?.state === 'quoted' || facts.deposit?.state === 'capture_failed';
  if (!open) return refused('12', '本机无待冻结押金');
  if (facts.deposit?.amount !== facts.amount) return refused('13', '押金金额不符');
  if (facts.card.kind !== 'credit') return refused('57', '请使用信用卡');
  // a foreign issuer's hold lives as long as its own rules say, and a refund in 180 days may find no account
  if (facts.card.organisation !== DOMESTIC) return refused('57', '请使用境内银联信用卡');
  return { code: '00', kind: 'deposit_freeze' };
}
