/**
 * Another account for a merchant's money: a code on the own phone, the bank's word that it is its own (four elements of a person's card, name,
 * code and branch of a corporate account), a day in which it can be stopped.
 */
import { must } from '../kernel/assert.ts';
import { DAY_MS, HOUR_MS, later, type InstantMs } from '../kernel/instant.ts';
import { maskPan } from '../kernel/masks.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { fen, yuanText } from '../kernel/fen.ts';
import { luhnValid } from '../modules/catalogue/index.ts';
import { checkCode, requestCode, type CodeCheckRefusal } from '../modules/identity/index.ts';
import {
  accountChangeOf,
  accountNumberOf,
  beginAccountChange,
  endAccountChange,
  merchantOf,
  settlementAccountOf,
  type Merchant,
} from '../modules/merchants/index.ts';
import { messageState, queueMessage } from '../modules/notifications/index.ts';
import { payWaiting } from '../modules/settlement/index.ts';
import { terminalsOf } from '../modules/terminals/index.ts';
import { scheduleDue } from '../platform/due.ts';
import { withTx } from '../platform/postgres/database.ts';
import { countAgainst } from '../platform/rate.ts';
import { subjectOf } from './documents.ts';
import { cardFacts, policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { registerAgain } from './register-terminal.ts';
import { smsTexts } from './texts.ts';

/** As at the bank counter: the four elements may be tried a few times a day. */
const PER_MERCHANT = { limit: 3, windowMs: DAY_MS };

/** A code to the merchant's own number. */
export function sendAccountCode(world: World, input: { merchant: Merchant; address: string }) {
  const { merchant } = input;
  return requestCode(world, {
    phone: merchant.phone,
    purpose: 'change_account',
    address: input.address,
    lost: async (messageId) => ['undelivered', 'failed'].includes((await messageState(world.db, messageId)) ?? ''),
    send: (tx, code) =>
      queueMessage(world, tx, {
        purpose: 'bind_account',
        phone: merchant.phone,
        text: smsTexts.changeAccountCode(code),
        subject: `merchant:${merchant.merchantId}`,
      }),
  });
}

export type AccountRefusal =
  | CodeCheckRefusal
  | Refusal<
      | 'merchants.account_branch'
      | 'merchants.account_company'
      | 'merchants.account_number'
      | 'merchants.account_credit'
      | 'merchants.account_same'
      | 'merchants.account_limit'
      | 'merchants.account_not_yours'
      | 'merchants.account_phone'
      | 'merchants.account_class'
      | 'merchants.account_unanswered'
      | 'merchants.account_waits'
    >;

/** An account as it was typed; a corporate one hangs on a branch (CNAPS, 12 digits). */
export interface AccountAsked {
  readonly number: string;
  readonly branch?: { readonly code: string; readonly name: string } | undefined;
}

interface LookedAt {
  readonly oldAccountId: string;
  readonly bankName: string;
  readonly kind: 'personal' | 'corporate';
  readonly branchCode: string | undefined;
}

/** What can be said of a number before anybody is asked. */
async function lookAtNumber(
  world: World,
  merchant: Merchant,
  { number, branch }: AccountAsked,
): Promise<Outcome<LookedAt, AccountRefusal>> {
  const account = must(await settlementAccountOf(world.db, merchant.merchantId), 'settlement account');
  const old = await accountNumberOf(world, merchant.merchantId, account.accountId);
  // the same one again is right where the bank sent money back and it has been put right there
  if (old.number === number && account.state === 'active') return refuse('merchants.account_same');
  const { accountId: oldAccountId, kind } = account;
  if (kind === 'corporate') {
    if (branch === undefined) return refuse('merchants.account_branch');
    return accept({ oldAccountId, kind, bankName: branch.name, branchCode: branch.code });
  }
  if (!luhnValid(number)) return refuse('merchants.account_number');
  const card = await cardFacts(world, number);
  if (card?.kind === 'credit') return refuse('merchants.account_credit');
  return accept({ oldAccountId, kind, bankName: card?.bankName ?? old.bankName, branchCode: undefined });
}

/** Name, credit code and branch as the banks' register has them. Silence is no answer, and changes nothing. */
async function ofThisCompany(
  world: World,
  merchant: Merchant,
  asked: { readonly number: string; readonly branchCode: string },
): Promise<Outcome<string, AccountRefusal>> {
  const licence = must((await subjectOf(world, merchant)).licence, 'licence of a merchant with a corporate account');
  const answer = await world.registry.corporateAccount({
    accountNumber: asked.number,
    accountName: licence.name,
    uscc: licence.uscc,
    branchCode: asked.branchCode,
  });
  if (answer.kind === 'match') return accept(licence.name);
  return refuse(answer.kind === 'unavailable' ? 'merchants.account_unanswered' : 'merchants.account_company');
}

/** Which of the four elements is wrong decides what the merchant reads. Silence is no answer, and changes nothing. */
async function ofThisPerson(
  world: World,
  merchant: Merchant,
  number: string,
): Promise<Outcome<string, AccountRefusal>> {
  const { person } = await subjectOf(world, merchant);
  const answer = await world.registry.fourElement({
    name: person.name,
    idNumber: person.idNumber,
    phone: merchant.phone,
    cardNumber: number,
  });
  if (answer.kind === 'match') return accept(person.name);
  if (answer.kind === 'unavailable') return refuse('merchants.account_unanswered');
  const wrong = new Set(answer.wrong);
  if (wrong.has('name') || wrong.has('idNumber')) return refuse('merchants.account_not_yours');
  if (wrong.has('phone')) return refuse('merchants.account_phone');
  return refuse(wrong.has('class') ? 'merchants.account_class' : 'merchants.account_not_yours');
}

/** Asks for another account. Verified, it is paid to after the cooling time; the phone is told at once, and may stop it. */
export async function askAccountChange(
  world: World,
  input: { merchant: Merchant; asked: AccountAsked; code: string },
): Promise<Outcome<{ effectiveAt: InstantMs }, AccountRefusal>> {
  const { merchant, asked } = input;
  const { number } = asked;
  const looked = await lookAtNumber(world, merchant, asked);
  if (looked.refused) return looked;
  if ((await accountChangeOf(world.db, merchant.merchantId)) !== undefined) return refuse('merchants.account_waits');
  const checked = await checkCode(world, { phone: merchant.phone, purpose: 'change_account', code: input.code });
  if (checked.refused) return checked;
  const over = await countAgainst(world, `account-change:${merchant.merchantId}`, PER_MERCHANT);
  if (over !== undefined) return refuse('merchants.account_limit', { seconds: over });
  const { branchCode } = looked.value;
  const holder =
    branchCode === undefined
      ? await ofThisPerson(world, merchant, number)
      : await ofThisCompany(world, merchant, { number, branchCode });
  if (holder.refused) return holder;
  const hours = (await policyToday(world)).number('merchants.account_cooling_hours');
  const effectiveAt = later(world.clock.now(), hours * HOUR_MS);
  const changeId = world.ids.next('acg');
  const begun = await withTx(world, async (tx) => {
    const of = { merchantId: merchant.merchantId, changeId };
    const account = { ...looked.value, ...of, number, holder: holder.value, effectiveAt };
    if (!(await beginAccountChange(world, tx, account))) return false;
    await scheduleDue(tx, { kind: 'finish-account-change', key: changeId, at: effectiveAt, data: of });
    await queueMessage(world, tx, {
      purpose: 'bind_account',
      phone: merchant.phone,
      text: smsTexts.accountCooling({ masked: maskPan(number), at: effectiveAt }),
      subject: `merchant:${merchant.merchantId}`,
    });
    await tellChange(world, tx, merchant.merchantId, 'cooling');
    return true;
  });
  return begun ? accept({ effectiveAt }) : refuse('merchants.account_waits');
}

const tellChange = (world: World, tx: Parameters<typeof queueMessage>[1], merchantId: string, state: string) =>
  world.jobs.emit(tx, {
    kind: 'account.change',
    audience: [`merchant:${merchantId}`, 'console'],
    payload: { merchantId, state },
  });

/** Whoever has the phone says that it was not them, or that they have thought better of it. */
export const stopAccountChange = (
  world: World,
  merchant: Merchant,
): Promise<Outcome<true, Refusal<'merchants.account_none'>>> =>
  withTx(world, async (tx) => {
    if (!(await endAccountChange(world, tx, { merchantId: merchant.merchantId, to: 'stopped' })))
      return refuse('merchants.account_none');
    await tellChange(world, tx, merchant.merchantId, 'stopped');
    return accept(true as const);
  });

/** The time has come: the new account is paid to, what waited goes with the next batch, and the network is told of the changed element. */
export async function finishAccountChange(world: World, key: { merchantId: string; changeId: string }): Promise<void> {
  const merchant = await merchantOf(world, key.merchantId);
  const done = await withTx(world, async (tx) => {
    if (!(await endAccountChange(world, tx, { ...key, to: 'done' }))) return false;
    const waiting = await payWaiting(world, tx, { merchantId: key.merchantId, reference: key.changeId });
    await queueMessage(world, tx, {
      purpose: 'bind_account',
      phone: merchant.phone,
      text: smsTexts.accountChanged(waiting === 0n ? undefined : yuanText(fen(waiting))),
      subject: `merchant:${key.merchantId}`,
    });
    await tellChange(world, tx, key.merchantId, 'done');
    return true;
  });
  if (!done) return;
  const bound = (await terminalsOf(world.db, key.merchantId)).filter(
    (one) => !['closed', 'unbound'].includes(one.state),
  );
  for (const { terminalNo } of bound) await registerAgain(world, terminalNo);
}
