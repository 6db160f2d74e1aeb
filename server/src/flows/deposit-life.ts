/** A deposit from its freeze to its end: what each night brings, and what people and merchants ask for. */
import { yuanText } from '../kernel/fen.ts';
import {
  MINUTE_MS,
  addDays,
  businessDate,
  dateInShanghai,
  later,
  parseIso,
  type CivilDate,
} from '../kernel/instant.ts';
import { must } from '../kernel/assert.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { nextWorkingDay } from '../kernel/working-days.ts';
import { readHolidays, type Policy } from '../modules/catalogue/index.ts';
import {
  appealTarget,
  bookAccountRefund,
  countDays,
  decideAppeal,
  decideDepositDay,
  depositById,
  forfeitDeposit,
  lapseFreeze,
  moveRefund,
  moveTarget,
  nextLook,
  noteHostRequest,
  openRefund,
  progressOf,
  refundOf,
  startDepositClock,
  type Deposit,
  type DepositKey,
  type DepositRefund,
} from '../modules/deposits/index.ts';
import { accountNumberOf, settlementAccountOf } from '../modules/merchants/index.ts';
import { riskCasesOf } from '../modules/risk/index.ts';
import { beginOfHost, cardNumberOf, transactionOf, type HostKind } from '../modules/switching/index.ts';
import { terminalOf } from '../modules/terminals/index.ts';
import { scheduleDue } from '../platform/due.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { askAsHost } from './carry-out-card.ts';
import { tell } from './deposit-outcome.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { restrictForDeposit } from './restrictions.ts';
import { smsTexts } from './texts.ts';

const keyOf = ({ merchantId, depositId }: Deposit): DepositKey => ({ merchantId, depositId });
const dayOf = (iso: string | undefined): CivilDate | undefined =>
  iso === undefined ? undefined : dateInShanghai(parseIso(iso));

/** The device is active: day 1. */
export async function startClock(world: World, of: { merchantId: string; terminalId: string }): Promise<void> {
  await withTx(world, (tx) => startDepositClock(world, tx, of));
}

/** The night's look at one deposit: counts, decides, writes; then asks the network, outside of any transaction. */
export async function depositDay(world: World, key: DepositKey): Promise<void> {
  const deposit = await depositById(world.db, key);
  if (deposit === undefined) return;
  const policy = await policyToday(world);
  const today = dateInShanghai(world.clock.now());
  const countedFen = await countedOf(world, deposit);
  const decision = decideDepositDay({
    state: deposit.state,
    target: deposit.targetState,
    today,
    lastDay: deposit.targetLast,
    countedFen,
    targetFen: BigInt(deposit.terms.target),
    frozenOn: dayOf(deposit.frozenAt),
    captureDay: policy.number('deposit.capture_day'),
    holdDays: policy.number('deposit.hold_days'),
    failedOn: dayOf(deposit.captureFailedAt),
    payAgainDays: policy.number('deposit.pay_again_days'),
    asking: await asking(world, deposit),
    appealUntil: appealUntil(deposit, policy),
  });
  await withTx(world, async (tx) => {
    if (!ended(deposit)) await nextLook(tx, key, today);
    if (decision.target !== undefined) await moveTargetOn(world, tx, { deposit, policy, event: decision.target });
    const now = must(await depositById(tx, key), 'deposit');
    const cutOff = policy.text('settlement.cut_off');
    const amount = yuanText(deposit.amount);
    if (decision.money === 'lapse') {
      await lapseFreeze(world, tx, now, cutOff);
      if (now.targetState !== 'qualified') await tell(world, tx, key.merchantId, smsTexts.depositCaptureFailed(amount));
    }
    if (decision.restrict === true) await restrictForDeposit(world, tx, deposit);
    if (decision.money === 'forfeit' && (await forfeitDeposit(world, tx, now, cutOff)))
      await tell(world, tx, key.merchantId, smsTexts.depositForfeited(amount));
  });
  if (decision.money === 'capture') await ask(world, deposit, 'deposit_capture');
  if (decision.money === 'release') await ask(world, deposit, 'deposit_release');
  await lookAtRefund(world, key, policy);
}

const ended = ({ state, targetState }: Deposit): boolean =>
  ['refunded', 'released', 'forfeited'].includes(state) && targetState !== 'counting';

const appealUntil = ({ targetState, targetDecidedAt }: Deposit, policy: Policy): CivilDate | undefined => {
  const missedOn = targetState === 'missed' ? dayOf(targetDecidedAt) : undefined;
  return missedOn === undefined ? undefined : addDays(missedOn, policy.number('deposit.appeal_days'));
};

async function countedOf(world: World, deposit: Deposit): Promise<bigint> {
  const { targetFrom: from, targetLast: lastDay, targetState } = deposit;
  if (from !== undefined && lastDay !== undefined && targetState === 'counting') {
    const terminal = must(await terminalOf(world.db, deposit.merchantId, deposit.terminalId), 'terminal of a deposit');
    await withTx(world, (tx) =>
      countDays(world, tx, { ...keyOf(deposit), terminalNo: terminal.terminalNo, from, lastDay }),
    );
  }
  return (await progressOf(world.db, keyOf(deposit))).reduce((sum, one) => sum + one.counted, 0n);
}

/** Whether something about its card is still under way; what was refused or approved is not. */
async function asking(world: World, deposit: Deposit): Promise<boolean> {
  if (deposit.hostTransaction === undefined) return false;
  const state = (await transactionOf(world.db, deposit.merchantId, deposit.hostTransaction))?.state;
  return state === 'sent' || state === 'unknown';
}

async function moveTargetOn(
  world: World,
  tx: Tx,
  input: { deposit: Deposit; policy: Policy; event: 'qualify' | 'miss' | 'apply' },
): Promise<void> {
  const { deposit, policy, event } = input;
  const amount = yuanText(deposit.amount);
  const to = { qualify: 'qualified', miss: 'missed', apply: 'applied' }[event];
  const moved = await moveTarget(world, tx, keyOf(deposit), { from: deposit.targetState, to });
  if (!moved || event === 'apply') return;
  const until = addDays(dateInShanghai(world.clock.now()), policy.number('deposit.appeal_days'));
  // a freeze that is let go needs no refund, and says so itself
  if (event === 'miss') await tell(world, tx, deposit.merchantId, smsTexts.depositMissed({ amount, until }));
  else if (deposit.state === 'captured') await tell(world, tx, deposit.merchantId, smsTexts.depositQualified(amount));
}

/** Asks the network about the card of a deposit. Throws while its terminal is busy: the queue comes back. */
async function ask(world: World, deposit: Deposit, kind: HostKind): Promise<void> {
  const originalId = must(kind === 'deposit_refund' ? deposit.captureId : deposit.freezeId, `original of a ${kind}`);
  const original = must(await transactionOf(world.db, deposit.merchantId, originalId), 'original');
  const pan = await cardNumberOf(world, deposit.merchantId, originalId);
  const cutOff = (await policyToday(world)).text('settlement.cut_off');
  const transaction = await withTx(world, async (tx) => {
    const begun = await beginOfHost(world, tx, {
      kind,
      original,
      pan,
      businessDate: businessDate(world.clock.now(), cutOff),
      attempt: deposit.hostTries + 1,
    });
    const captures = kind === 'deposit_capture';
    await noteHostRequest(tx, keyOf(deposit), { transactionId: begun.transactionId, captures });
    return begun;
  });
  await askAsHost(world, transaction);
}

/** What the merchant must wait for, in a word; undefined: nothing. */
async function riskHold(world: World, merchantId: string): Promise<'risk_case' | undefined> {
  const cases = await riskCasesOf(world.db, merchantId);
  return cases.some((one) => one.state !== 'released') ? 'risk_case' : undefined;
}

async function dueOn(world: World, policy: Policy): Promise<CivilDate> {
  const holidays = await readHolidays(world.db);
  let day = dateInShanghai(world.clock.now());
  for (let i = 0; i < policy.number('deposit.refund_working_days'); i += 1) day = nextWorkingDay(day, holidays).date;
  return day;
}

/** Opens it without asking where the policy says so, and lets go what no risk case holds any more. */
async function lookAtRefund(world: World, key: DepositKey, policy: Policy): Promise<void> {
  const deposit = must(await depositById(world.db, key), 'deposit');
  const refund = await refundOf(world.db, key);
  // a device that has ended has nobody left who would ask
  const automatic = policy.number('deposit.refund_automatic') === 1 || (await deviceEnded(world, deposit));
  if (refund === undefined && automatic && deposit.state === 'captured' && deposit.targetState === 'qualified')
    await open(world, deposit, 'machine');
  if (refund?.state === 'held' && (await riskHold(world, key.merchantId)) === undefined)
    await withTx(world, (tx) => moveRefund(world, tx, key, { from: ['held'], to: 'ready' }));
}

async function deviceEnded(world: World, { merchantId, terminalId }: Deposit): Promise<boolean> {
  const state = (await terminalOf(world.db, merchantId, terminalId))?.state;
  return state === 'unbound' || state === 'closed';
}

async function open(world: World, deposit: Deposit, askedBy: 'merchant' | 'machine'): Promise<boolean> {
  const policy = await policyToday(world);
  const held = await riskHold(world, deposit.merchantId);
  const due = await dueOn(world, policy);
  return withTx(world, async (tx) => {
    const given = { deposit, askedBy, dueOn: due };
    const opened = await openRefund(world, tx, held === undefined ? given : { ...given, held });
    if (opened && held === undefined) {
      const said = smsTexts.depositRefundStarted({ amount: yuanText(deposit.amount), dueOn: due });
      await tell(world, tx, deposit.merchantId, said);
    }
    return opened;
  });
}

/** The merchant asks for the deposit back; a second time it is asked again where the account had to be put right. */
export async function askForRefund(
  world: World,
  key: DepositKey,
): Promise<
  Outcome<
    true,
    Refusal<'deposits.unknown' | 'deposits.not_qualified' | 'deposits.not_captured' | 'deposits.account_blocked'>
  >
> {
  const deposit = await depositById(world.db, key);
  if (deposit === undefined) return refuse('deposits.unknown');
  if (deposit.targetState !== 'qualified') return refuse('deposits.not_qualified');
  const refund = await refundOf(world.db, key);
  if (refund?.state === 'account_wanted') {
    const account = await settlementAccountOf(world.db, key.merchantId);
    if (account?.state !== 'active') return refuse('deposits.account_blocked');
    await withTx(world, (tx) => moveRefund(world, tx, key, { from: ['account_wanted'], to: 'ready', way: 'account' }));
    return accept(true);
  }
  if (refund !== undefined) return accept(true); // asked twice is asked once
  if (deposit.state !== 'captured') return refuse('deposits.not_captured');
  await open(world, deposit, 'merchant');
  return accept(true);
}

/** Sends a refund that is ready on its way; again after a crash or silence under the same number. */
export async function sendRefund(world: World, key: DepositKey): Promise<void> {
  const refund = await refundOf(world.db, key);
  const deposit = await depositById(world.db, key);
  if (refund === undefined || deposit === undefined || !['ready', 'sending', 'unknown'].includes(refund.state)) return;
  if (refund.way === 'account') return sendToAccount(world, refund);
  const { hostTransaction } = deposit;
  if (hostTransaction !== undefined && (await asking(world, deposit))) return; // the queue of the switch asks again
  await withTx(world, (tx) => moveRefund(world, tx, key, { from: ['ready', 'unknown'], to: 'sending' }));
  await ask(world, deposit, 'deposit_refund');
}

const RETRY_MS = 5 * MINUTE_MS;
const POLL_MS = MINUTE_MS / 4;

async function sendToAccount(world: World, refund: DepositRefund): Promise<void> {
  const account = await settlementAccountOf(world.db, refund.merchantId);
  if (account?.state !== 'active') return wantAccount(world, refund, account?.blockedReason ?? 'account_blocked');
  const { accountId } = account;
  await withTx(world, (tx) =>
    moveRefund(world, tx, refund, { from: ['ready', 'sending', 'unknown'], to: 'sending', accountId }),
  );
  const to = await accountNumberOf(world, refund.merchantId, accountId);
  const answer = await world.bank.submit({
    requestKey: orderOf(refund),
    amountFen: refund.amount,
    toAccount: to.number,
    toName: to.holder,
    toBank: to.bankName,
    purpose: '机具押金退还',
  });
  if (answer.kind === 'refused') return wantAccount(world, refund, answer.reason);
  await withTx(world, async (tx) => {
    if (answer.kind === 'accepted') {
      await moveRefund(world, tx, refund, { from: ['sending'], to: 'accepted', reference: answer.reference });
      return comeBack(world, tx, refund, { kind: 'poll-deposit-refund', ms: POLL_MS });
    }
    await moveRefund(world, tx, refund, { from: ['sending'], to: 'unknown', reason: answer.reason });
    return comeBack(world, tx, refund, { kind: 'refund-deposit', ms: RETRY_MS });
  });
}

/** The bank's name of an order: the same while it is the same order, another after the account was put right. */
const orderOf = ({ refundId, rounds }: DepositRefund): string => `${refundId}-${rounds}`;

const comeBack = (world: World, tx: Tx, of: DepositKey, what: { kind: string; ms: number }): Promise<void> =>
  scheduleDue(tx, {
    kind: what.kind,
    key: of.depositId,
    at: later(world.clock.now(), what.ms),
    data: { merchantId: of.merchantId, depositId: of.depositId },
  });

async function wantAccount(world: World, refund: DepositRefund, reason: string): Promise<void> {
  await withTx(world, async (tx) => {
    const from = ['ready', 'sending', 'accepted'] as const;
    if (await moveRefund(world, tx, refund, { from, to: 'account_wanted', reason }))
      await tell(world, tx, refund.merchantId, smsTexts.depositAccountWanted(yuanText(refund.amount)));
  });
}

/** Asks the bank what became of a refund that it took. */
export async function pollRefund(world: World, key: DepositKey): Promise<void> {
  const refund = await refundOf(world.db, key);
  if (refund?.state !== 'accepted') return;
  const status = await world.bank.status(orderOf(refund));
  if (status.kind === 'returned') return wantAccount(world, refund, status.reason);
  const account = await settlementAccountOf(world.db, key.merchantId);
  const cutOff = (await policyToday(world)).text('settlement.cut_off');
  await withTx(world, async (tx) => {
    if (status.kind !== 'paid') return comeBack(world, tx, key, { kind: 'poll-deposit-refund', ms: POLL_MS });
    if (!(await moveRefund(world, tx, key, { from: ['accepted'], to: 'paid' }))) return;
    await bookAccountRefund(world, tx, refund, cutOff);
    const to = account?.masked.slice(-4) ?? '';
    await tell(world, tx, key.merchantId, smsTexts.depositRefunded({ amount: yuanText(refund.amount), to }));
  });
}

/** The merchant's words against a missed target. */
export async function appeal(
  world: World,
  key: DepositKey,
  words: string,
): Promise<Outcome<true, Refusal<'deposits.unknown' | 'deposits.not_missed'>>> {
  if ((await depositById(world.db, key)) === undefined) return refuse('deposits.unknown');
  const appealed = await withTx(world, (tx) => appealTarget(world, tx, key, words));
  return appealed ? accept(true) : refuse('deposits.not_missed');
}

/** People decide an appeal; what is granted may be refunded as if the target had been reached. */
export async function decideDepositAppeal(
  world: World,
  key: DepositKey,
  decision: { readonly granted: boolean; readonly by: string; readonly reason: string },
): Promise<Outcome<true, Refusal<'deposits.unknown' | 'deposits.no_appeal'>>> {
  const deposit = await depositById(world.db, key);
  if (deposit === undefined) return refuse('deposits.unknown');
  const today = dateInShanghai(world.clock.now());
  const decided = await withTx(world, async (tx) => {
    if (!(await decideAppeal(world, tx, key, decision))) return false;
    if (decision.granted) await tell(world, tx, key.merchantId, smsTexts.depositQualified(yuanText(deposit.amount)));
    await nextLook(tx, key, addDays(today, -1)); // what it means for the money is looked at now
    return true;
  });
  return decided ? accept(true) : refuse('deposits.no_appeal');
}
