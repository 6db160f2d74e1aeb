/** Transactions: their questions one after the other, the message, the signature and the copies of the slip. */
import { depositCard, depositFailed, goOn } from './at-activation.ts';
import { scannedCode, type Approved } from './conversation.ts';
import { linesOf, typed, type Desk } from './desk.ts';
import type { Drawing } from './drawing.ts';
import type { Ending } from './ending.ts';
import type { Key, PresentedCard } from './ports.ts';
import { print, printReceipt } from './printing.ts';
import { nextQuestion, typedLengths, type Draft, type QuestionName } from './questions.ts';
import { copiesOf, yuan } from './receipt.ts';
import type { Screen } from './screen.ts';
import { runsApplication } from './download-talk.ts';
import { mayGoFree, noPinFenMax, noSignFenMax, numberOf } from './settings.ts';
import { isByCode, type JournalRow, type TransactionKind } from './stored.ts';
import type { Job } from './wire.ts';

const testSaleFen = 100n;
const home: Screen = { name: 'home' };
/** Done also when a batch is full. */
const always: ReadonlySet<TransactionKind> = new Set(['balance', 'void', 'preauth_void', 'completion_void', 'qr_void']);

type Question = Extract<Screen, { name: 'question' }>;

/** Opens a transaction at its first question. The first sale of an activation is 1.00 whatever is typed. */
export function openTransaction(desk: Desk, kind: TransactionKind): void {
  const { journal, batchNo } = desk.memory.get();
  // A batch that is full could not be uploaded whole; what undoes is still done, because after the settlement it is too late.
  const rows = journal.filter((one) => one.batchNo === batchNo).length;
  if (!always.has(kind) && rows >= numberOf(desk.memory.get(), 'batchRows')) {
    desk.notice({ tone: 'bad', title: desk.say('batchFull'), lines: [desk.say('settleFirst')] }, home);
    return;
  }
  const test = kind === 'sale' && desk.memory.get().step === 'device_acknowledged';
  const ask = nextQuestion(kind) as QuestionName;
  const draft: Draft = test ? { kind, fixed: true } : { kind };
  desk.show({ name: 'question', ask, draft, digits: test ? String(testSaleFen) : '' });
}

/** The keys of this part; false when the screen belongs to another. */
export function pressAtPayment(desk: Desk, screen: Screen, key: Key): boolean {
  switch (screen.name) {
    case 'question':
      pressAtQuestion(desk, screen, key);
      return true;
    case 'signature':
      if (key === 'confirm') signed(desk, screen.row);
      return true;
    case 'receipt':
      if (key === 'cancel') desk.show(home);
      else if (key === 'confirm') nextCopy(desk, screen);
      return true;
    case 'slip':
      if (key === 'confirm' || key === 'cancel') desk.show(home);
      return true;
    case 'out_of_paper':
      if (key === 'confirm') print(desk, screen.lines, screen.next, screen.code);
      else if (key === 'cancel') desk.show(home);
      return true;
    default:
      return false;
  }
}

/** As many copies as the parameter says; one from the journal is one. */
function nextCopy(desk: Desk, screen: Extract<Screen, { name: 'receipt' }>): void {
  const copies = copiesOf(numberOf(desk.memory.get(), 'copies'));
  const copy = screen.again === true ? undefined : copies[copies.indexOf(screen.copy) + 1];
  if (copy === undefined) desk.show(home);
  else printReceipt(desk, { name: 'receipt', row: screen.row, copy });
}

function back(draft: Draft): Screen {
  return draft.kind === 'deposit' ? { name: 'deposit_card' } : home;
}

function pressAtQuestion(desk: Desk, screen: Question, key: Key): void {
  const { ask, draft, digits } = screen;
  if (key === 'cancel') desk.show(back(draft));
  else if (ask === 'present_card') desk.show(screen);
  else if (ask === 'show_original') {
    if (key === 'confirm') answered(desk, ask, draft);
  } else if (key !== 'confirm') {
    const fixed = ask === 'enter_amount' && draft.fixed === true;
    const { name } = screen;
    const next = fixed ? digits : typed(digits, key, typedLengths[ask].max);
    desk.show({ name, ask, draft, digits: ask === 'enter_amount' ? next.replace(/^0+/, '') : next });
  } else if (digits.length >= typedLengths[ask].min) take(desk, screen);
}

/** An answer that was typed to its end. */
function take(desk: Desk, { ask, draft, digits }: Question): void {
  const wrong = (word: 'wrongPassword' | 'noOriginal') =>
    desk.show({ name: 'question', ask, draft, digits: '', wrong: word });
  switch (ask) {
    case 'enter_amount':
      answered(desk, ask, { ...draft, amountFen: BigInt(digits) });
      break;
    case 'supervisor':
      if (digits === desk.memory.get().supervisorPassword) answered(desk, ask, draft);
      else wrong('wrongPassword');
      break;
    case 'enter_voucher': {
      const original = originalOf(desk, draft.kind, digits.padStart(6, '0'));
      if (original === undefined) wrong('noOriginal');
      else answered(desk, ask, { ...draft, original, amountFen: BigInt(original.amountFen) });
      break;
    }
    case 'enter_reference':
      answered(desk, ask, { ...draft, rrn: digits });
      break;
    case 'enter_payment':
      answered(desk, ask, { ...draft, voucher: digits });
      break;
    case 'enter_date':
      answered(desk, ask, { ...draft, date: digits });
      break;
    case 'enter_auth_code':
      answered(desk, ask, { ...draft, authCode: digits });
      break;
    case 'scan_code':
      transact(desk, { ...draft, code: digits }, '');
      break;
    case 'enter_pin':
      if (digits === '' || digits.length === typedLengths.enter_pin.max) transact(desk, draft, digits);
      break;
    default:
  }
}

/** What a kind takes back. */
const voidable: Readonly<Partial<Record<TransactionKind, readonly TransactionKind[]>>> = {
  void: ['sale', 'offline_sale'],
  tip: ['sale', 'offline_sale'],
  adjustment: ['sale', 'offline_sale'],
  completion_void: ['completion', 'completion_advice'],
  qr_void: ['qr_passive', 'qr_active'],
};

/** A sale of this batch, or a completion: only what is still there can be voided. */
function originalOf(desk: Desk, kind: TransactionKind, stan: string): JournalRow | undefined {
  const { journal, batchNo } = desk.memory.get();
  const kinds = voidable[kind] ?? [];
  return journal.find(
    (row) => row.stan === stan && kinds.includes(row.kind) && row.batchNo === batchNo && row.voided !== true,
  );
}

/** On to the next question, or to the message when there is none. */
function answered(desk: Desk, ask: QuestionName, draft: Draft): void {
  const next = nextQuestion(draft.kind, ask);
  if (next === undefined || (next === 'enter_pin' && tapUpTo(desk, draft, noPinFenMax(desk.memory.get()))))
    transact(desk, draft, '');
  else desk.show({ name: 'question', ask: next, draft, digits: '' });
}

function tapUpTo(desk: Desk, { kind, card, amountFen = 0n }: Draft, fenMax: bigint): boolean {
  return kind === 'sale' && card?.entry === 'tap' && amountFen <= fenMax && mayGoFree(desk.memory.get(), card);
}

/** A chip that the device has no application for is not used; its stripe is. */
function cardOr(desk: Desk, draft: Draft, card: PresentedCard): void {
  const { aid } = card.chip ?? {};
  if (card.entry === 'swipe' || aid === undefined || runsApplication(desk.memory.get(), aid))
    answered(desk, 'present_card', { ...draft, card });
  else
    desk.show({
      name: 'question',
      ask: 'present_card',
      draft: { ...draft, fallback: true },
      digits: '',
      wrong: 'chipUnknown',
    });
}

/** A card at the reader; false when no card is wanted now. */
export function takeCard(desk: Desk, screen: Screen, card: PresentedCard): boolean {
  if (screen.name === 'deposit_card') depositCard(desk, card);
  else if (screen.name === 'question' && screen.ask === 'present_card') cardOr(desk, screen.draft, card);
  else return false;
  return true;
}

/** A customer's code before the camera; false when none is wanted now, or what was read is none. */
export function takeCode(desk: Desk, screen: Screen, code: string): boolean {
  if (screen.name !== 'question' || screen.ask !== 'scan_code' || !/^\d{16,24}$/.test(code)) return false;
  transact(desk, { ...screen.draft, code }, '');
  return true;
}

function jobOf(desk: Desk, draft: Draft, pin: string): Job {
  const free = pin === '' && tapUpTo(desk, draft, noSignFenMax(desk.memory.get()));
  const fallback = draft.fallback === true && draft.card?.entry === 'swipe';
  const { kind, original, rrn, date, authCode, code } = draft;
  const voucher = kind === 'qr_void' ? original?.voucher : draft.voucher;
  return {
    kind,
    amountFen: draft.amountFen ?? 0n,
    ...(original === undefined ? {} : { original }),
    ...(rrn === undefined ? {} : { rrn }),
    ...(date === undefined ? {} : { date }),
    ...(authCode === undefined ? {} : { authCode }),
    ...(code === undefined ? {} : { code }),
    ...(voucher === undefined ? {} : { voucher }),
    ...(free ? { free } : {}),
    ...(fallback ? { fallback } : {}),
  };
}

/** The card that was presented; a customer's code in its place; of what changes a sale, the card of that sale. */
function cardOf({ kind, code, card, original }: Draft): PresentedCard | undefined {
  if (isByCode(kind)) return scannedCode(code);
  const { pan } = original ?? {};
  if ((kind === 'tip' || kind === 'adjustment') && pan !== undefined)
    return { entry: 'manual', pan, expiry: '', track2: '' };
  return card;
}

function transact(desk: Desk, draft: Draft, pin: string): void {
  const card = cardOf(draft);
  if (card === undefined) return;
  desk.stopped(undefined);
  const job = jobOf(desk, draft, pin);
  const work = async (): Promise<Ending<Approved>> => {
    const prepared = await desk.talk.prepare();
    if (prepared.kind !== 'done') return prepared;
    if (desk.signatures.due()) await desk.signatures.send('due');
    return desk.talk.transact(job, card, pin);
  };
  desk.run(job.kind === 'deposit' ? 'depositBusy' : job.kind, work, (ending) => transacted(desk, job, ending));
}

function transacted(desk: Desk, job: Job, ending: Ending<Approved>): void {
  if (ending.kind === 'waiting') {
    // what the customer has to scan, or that the wallet asks its owner
    const now = desk.ports.nowMs();
    desk.show({ name: 'code_payment', payment: ending.payment, sinceMs: now, askedMs: now });
    return;
  }
  if (ending.kind === 'kept') {
    const lines = [`RMB ${yuan(job.amountFen)}`, desk.say('adviceKept')];
    const next: Screen = { name: 'receipt', row: ending.row, copy: 'merchant' };
    desk.notice({ tone: 'plain', title: desk.say(job.kind), lines }, next);
    return;
  }
  if (ending.kind !== 'done') {
    const pending = desk.memory.get().pendingReversal === undefined ? [] : [desk.say('willReverse')];
    if (job.kind === 'deposit') depositFailed(desk, ending, pending);
    else desk.notice({ tone: 'bad', title: desk.say('failed'), lines: [...linesOf(desk, ending), ...pending] }, home);
    return;
  }
  const amount = `RMB ${yuan(job.amountFen)}`;
  const { row, balanceFen } = ending.value;
  if (job.kind === 'deposit') desk.notice({ tone: 'good', title: desk.say('depositDone'), lines: [amount] }, goOn);
  else if (job.kind === 'balance') {
    const lines = [row.maskedPan, `RMB ${balanceFen === undefined ? '-' : yuan(balanceFen)}`];
    desk.notice({ tone: 'good', title: desk.say('balanceIs'), lines }, home);
  } else approvedSlip(desk, row);
}

/** What a customer has said yes to on their own phone is not signed as well. */
export function approvedSlip(desk: Desk, row: JournalRow): void {
  const unsigned = row.free === true || isByCode(row.kind) || row.entry === 'manual' || !desk.signatures.hasRoom();
  const after: Screen = unsigned ? { name: 'receipt', row, copy: 'merchant' } : { name: 'signature', row };
  const lines = [`RMB ${yuan(BigInt(row.amountFen))}`];
  desk.notice({ tone: 'good', title: desk.say('approved'), lines }, after);
}

/** The slip follows the signature. */
function signed(desk: Desk, row: JournalRow): void {
  printReceipt(desk, { name: 'receipt', row, copy: 'merchant' });
}

/** The signature was drawn: stored first, then sent; the slip says what became of it. */
export function takeSignature(desk: Desk, screen: Screen, drawing: Drawing): boolean {
  if (screen.name !== 'signature') return false;
  const { row } = screen;
  desk.signatures.keep(row, drawing);
  desk.run(
    'sendingSignature',
    () => desk.signatures.send('due'),
    () => signed(desk, desk.signatures.rowOf(row)),
  );
  return true;
}
