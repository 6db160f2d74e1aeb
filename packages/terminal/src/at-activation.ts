/** The screens of an activation. After its keys the device goes where the host says: deposit, account, acknowledgement. */
import type { ActivationIntent, NextStep, StepAsk } from '@kaitong/iso8583';
import { maskPan } from '@kaitong/iso8583';
import type { StepTold } from './activation-talk.ts';
import { linesOf, openAdmin, typed, type Desk } from './desk.ts';
import { done, type Ending } from './ending.ts';
import type { Key, PresentedCard } from './ports.ts';
import type { Screen } from './screen.ts';
import type { WordKey } from './words.ts';

const codeDigits = 12;
const tailDigits = 4;
const smsDigits = 6;
/** A busy screen behind a notice means: go on with the stored step. */
export const goOn: Screen = { name: 'busy', task: 'askingStep', phase: 'connecting', sinceMs: 0 };

/** The screen that the stored step asks for; from the keys on the host is asked, because it may know more. */
export function resume(desk: Desk): void {
  switch (desk.memory.get().step) {
    case undefined:
    case 'connected':
      desk.show({ name: 'unactivated' });
      break;
    case 'code_accepted':
      desk.show({ name: 'confirm_merchant' });
      break;
    case 'keys_loaded':
    case 'deposit_secured':
    case 'account_bound':
      askNext(desk);
      break;
    default:
      desk.show({ name: 'home' });
  }
}

/** The keys of this part; false when the screen belongs to another. */
export function pressAtActivation(desk: Desk, screen: Screen, key: Key): boolean {
  const ok = key === 'confirm';
  switch (screen.name) {
    case 'unactivated':
      if (ok && desk.memory.get().codeSent === true) sendCode(desk, { kind: 'resume' });
      else if (ok || key === 'menu') desk.show({ name: 'enter_code', digits: '' });
      else if (key === '6') openAdmin(desk);
      return true;
    case 'enter_code':
      if (key === 'cancel') desk.show({ name: 'unactivated' });
      else if (ok && screen.digits.length === codeDigits) sendCode(desk, { kind: 'code', code: screen.digits });
      else desk.show({ ...screen, digits: typed(screen.digits, key, codeDigits) });
      return true;
    case 'confirm_merchant':
      if (ok) loadKeys(desk);
      return true;
    case 'deposit_card':
      if (key === 'menu') askNext(desk, 'transferMissing');
      return true;
    case 'card_not_credit':
      if (ok || key === 'cancel') desk.show({ name: 'deposit_card' });
      return true;
    case 'account_tail':
      if (ok && screen.digits.length === tailDigits) sendSms(desk, screen.digits);
      else desk.show({ ...screen, digits: typed(screen.digits, key, tailDigits) });
      return true;
    case 'account_code':
      pressAtCode(desk, screen, key);
      return true;
    default:
      return false;
  }
}

function failed(
  desk: Desk,
  title: WordKey,
  ending: Ending<unknown>,
  next: Screen,
  extra: readonly string[] = [],
): void {
  const lines = linesOf(desk, ending);
  desk.stopped({ code: ending.kind === 'declined' ? ending.code : ending.kind, text: lines.join(' ') });
  desk.notice({ tone: 'bad', title: desk.say(title), lines: [...lines, ...extra] }, next);
}

function triesLeft(desk: Desk, ending: Ending<unknown>): string[] {
  return ending.kind === 'declined' && ending.triesLeft !== undefined && ending.triesLeft > 0
    ? [`${desk.say('triesLeft')} ${ending.triesLeft}`]
    : [];
}

function sendCode(desk: Desk, intent: ActivationIntent): void {
  desk.stopped(undefined);
  desk.run(
    'sendingCode',
    () => desk.activation.activate(intent),
    (ending) => {
      if (ending.kind === 'done') {
        desk.show({ name: 'confirm_merchant' });
        return;
      }
      const next: Screen = ending.kind === 'declined' ? { name: 'enter_code', digits: '' } : { name: 'unactivated' };
      failed(desk, 'codeRefused', ending, next, triesLeft(desk, ending));
    },
  );
}

function loadKeys(desk: Desk): void {
  desk.stopped(undefined);
  desk.run(
    'loadingKeys',
    async () => {
      const signedIn = await desk.talk.signIn();
      // What does not come now is fetched when the device is idle: an activation does not wait for it.
      if (signedIn.kind === 'done') await desk.downloads.run();
      return signedIn;
    },
    (ending) => {
      if (ending.kind === 'done') resume(desk);
      else failed(desk, 'codeRefused', ending, { name: 'confirm_merchant' });
    },
  );
}

/** Asks the host and goes there. `missing` is what to say when it still waits for the deposit. */
export function askNext(desk: Desk, missing?: WordKey): void {
  desk.stopped(undefined);
  ask(desk, 'askingStep', { kind: 'status' }, (told) => {
    if (told.next === 'deposit' && missing !== undefined) {
      desk.stopped({ code: 'deposit', text: told.text });
      desk.notice({ tone: 'plain', title: desk.say(missing), lines: [told.text] }, { name: 'deposit_card' });
    } else follow(desk, told.next);
  });
}

function follow(desk: Desk, next: NextStep): void {
  if (next === 'deposit') desk.show({ name: 'deposit_card' });
  else if (next === 'account') desk.show({ name: 'account_tail', digits: '' });
  else if (next === 'acknowledge') acknowledge(desk);
  else activated(desk);
}

function activated(desk: Desk): void {
  desk.notice({ tone: 'good', title: desk.say('activated'), lines: [desk.say('doTestSale')] }, { name: 'home' });
}

function ask(desk: Desk, task: WordKey, what: StepAsk, then: (told: StepTold) => void): void {
  // A freeze that may stand and is going to be reversed must not be taken for the deposit: it is reversed before the host is asked.
  const work = async (): Promise<Ending<StepTold>> => {
    const prepared = desk.memory.get().pendingReversal === undefined ? done : await desk.talk.prepare();
    return prepared.kind === 'done' ? desk.activation.step(what) : prepared;
  };
  desk.run(task, work, (ending) => {
    if (ending.kind === 'done') then(ending.value);
    else failed(desk, 'stepRefused', ending, goOn, [desk.say('pressRetry')]);
  });
}

function sendSms(desk: Desk, tail: string): void {
  desk.stopped(undefined);
  desk.run(
    'sendingSms',
    () => desk.activation.step({ kind: 'send_code', accountTail: tail }),
    (ending) => {
      if (ending.kind !== 'done') failed(desk, 'stepRefused', ending, { name: 'account_tail', digits: '' });
      else if (ending.value.next !== 'account') follow(desk, ending.value.next);
      else desk.show({ name: 'account_code', digits: '', tail, told: ending.value.text });
    },
  );
}

function pressAtCode(desk: Desk, screen: Extract<Screen, { name: 'account_code' }>, key: Key): void {
  if (key === 'cancel') desk.show({ name: 'account_tail', digits: '' });
  else if (key === 'menu') sendSms(desk, screen.tail);
  else if (key === 'confirm' && screen.digits.length === smsDigits) bind(desk, screen);
  else desk.show({ ...screen, digits: typed(screen.digits, key, smsDigits) });
}

function bind(desk: Desk, screen: Extract<Screen, { name: 'account_code' }>): void {
  desk.stopped(undefined);
  desk.run(
    'bindingAccount',
    () => desk.activation.step({ kind: 'bind', accountTail: screen.tail, code: screen.digits }),
    (ending) => {
      if (ending.kind === 'done')
        desk.notice({ tone: 'good', title: desk.say('accountBound'), lines: [`****${screen.tail}`] }, goOn);
      else failed(desk, 'stepRefused', ending, { ...screen, digits: '' }, triesLeft(desk, ending));
    },
  );
}

/** Refused here, before any message leaves, when it is a debit card: no money may move on one. */
export function depositCard(desk: Desk, card: PresentedCard): void {
  desk.stopped(undefined);
  if (desk.options.cardKinds.get(card.pan.slice(0, 6)) === 'debit') {
    desk.stopped({ code: '57', text: desk.say('useCredit') });
    desk.show({ name: 'card_not_credit', maskedPan: maskPan(card.pan) });
    return;
  }
  const amountFen = BigInt(desk.memory.get().depositFen ?? '0');
  desk.show({ name: 'question', ask: 'enter_pin', draft: { kind: 'deposit', amountFen, card }, digits: '' });
}

function acknowledge(desk: Desk): void {
  desk.stopped(undefined);
  desk.run(
    'acknowledging',
    () => desk.activation.acknowledge(),
    (ending) => {
      if (ending.kind === 'done') activated(desk);
      else failed(desk, 'codeRefused', ending, goOn, [desk.say('pressRetry')]);
    },
  );
}

/** A deposit that was not frozen: said to the doctor too, and another card may be tried. */
export function depositFailed(desk: Desk, ending: Ending<unknown>, extra: readonly string[]): void {
  failed(desk, 'failed', ending, { name: 'deposit_card' }, extra);
}
