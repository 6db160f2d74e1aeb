/** Hands for journeys: they press the same keys as a person and stop at a named screen. */
import { scribble } from './scribble.ts';
import type { Key, PresentedCard, ScreenView, Terminal } from '@kaitong/terminal';

export interface RunResult {
  readonly ok: boolean;
  /** Screen or step that was reached, or where it stopped. */
  readonly screen: string;
  /** What the screen said when it did not go on. */
  readonly said: readonly string[];
  readonly view: ScreenView;
}

/** A run that presses more keys than this goes in circles. An activation takes about 15 screens. */
const screensMax = 60;

async function press(terminal: Terminal, ...keys: readonly string[]): Promise<void> {
  for (const word of keys) {
    const single = /^\d+$/.test(word) ? word.split('') : [word];
    for (const key of single) terminal.press(key as Key);
    await terminal.settled();
  }
}

function result(terminal: Terminal, ok: boolean): RunResult {
  const view = terminal.view();
  return { ok, screen: view.screen, said: ok ? [] : [view.title, ...view.lines], view };
}

async function present(terminal: Terminal, card: PresentedCard): Promise<void> {
  terminal.insertCard(card);
  await terminal.settled();
}

/** Switches on and joins the network; true at the first screen behind it. */
async function start(terminal: Terminal): Promise<boolean> {
  await terminal.settled();
  for (let i = 0; i < screensMax; i += 1) {
    const { screen } = terminal.view();
    if (screen === 'off') await press(terminal, 'power');
    else if (screen === 'booting') {
      terminal.tick();
      await terminal.settled();
    } else if (screen === 'choose_network') await press(terminal, '1');
    else if (screen === 'network_failed') return false;
    else return true;
  }
  return false;
}

export interface ActivateRun {
  readonly code: string;
  readonly card?: PresentedCard;
  /** Empty for a card without one. */
  readonly pin: string;
  /** Last four digits of the corporate account, where one is to be bound, and the code of its message. */
  readonly accountTail?: string;
  readonly smsCode?: string;
  /** Screen to stop at; `home` (activated) when left out. */
  readonly until: string;
}

/** What these hands make of the factory's password. */
const ownPassword = '2468';

/** Operator 01 signs on, with a password of their own from the first time on. False on any other screen. */
async function signOn(terminal: Terminal, screen: string): Promise<boolean> {
  if (screen === 'operator_number') await press(terminal, '01', 'confirm');
  else if (screen === 'operator_password')
    await press(terminal, terminal.stored().operators['01'] ?? ownPassword, 'confirm');
  else if (screen === 'new_password') await press(terminal, ownPassword, 'confirm');
  else return false;
  return true;
}

/** Activates from wherever the terminal stands. */
export async function runActivate(terminal: Terminal, run: ActivateRun): Promise<RunResult> {
  if (!(await start(terminal))) return result(terminal, false);
  // What an earlier run left on the screen is no answer to this one.
  if (['notice', 'card_not_credit'].includes(terminal.view().screen)) await press(terminal, 'confirm');
  let codeGiven = false;
  let cardGiven = false;
  const told = new Set<string>();
  for (let i = 0; i < screensMax; i += 1) {
    const view = terminal.view();
    if (view.screen === run.until || view.screen === 'home') return result(terminal, view.screen === run.until);
    if (view.screen === 'enter_code') {
      if (codeGiven) return result(terminal, false);
      codeGiven = true;
      await press(terminal, ...Array.from({ length: 12 }, () => 'clear'), run.code, 'confirm');
    } else if (view.screen === 'deposit_card') {
      if (cardGiven || run.card === undefined) return result(terminal, false);
      cardGiven = true;
      await present(terminal, run.card);
    } else if (await signOn(terminal, view.screen)) continue;
    else if (view.screen === 'account_tail' || view.screen === 'account_code') {
      const digits = view.screen === 'account_tail' ? run.accountTail : run.smsCode;
      if (digits === undefined || told.has(view.screen)) return result(terminal, false);
      told.add(view.screen);
      await press(terminal, digits, 'confirm');
    } else if (view.screen === 'enter_pin') await press(terminal, ...(run.pin === '' ? [] : [run.pin]), 'confirm');
    else if (view.screen === 'card_not_credit' || view.tone === 'bad') return result(terminal, false);
    else await press(terminal, 'confirm');
  }
  return result(terminal, false);
}

/** Back to the six icons from any screen of an activated terminal. */
async function goHome(terminal: Terminal): Promise<boolean> {
  if (!(await start(terminal))) return false;
  for (let i = 0; i < screensMax; i += 1) {
    const { screen } = terminal.view();
    if (screen === 'home') return true;
    if (await signOn(terminal, screen)) continue;
    await press(
      terminal,
      screen === 'signature' || screen === 'receipt' || screen === 'connected' ? 'confirm' : 'cancel',
    );
  }
  return false;
}

async function pay(terminal: Terminal, card: PresentedCard, pin: string): Promise<RunResult> {
  await present(terminal, card);
  if (terminal.view().screen === 'enter_pin') await press(terminal, ...(pin === '' ? [] : [pin]), 'confirm');
  const told = result(terminal, terminal.view().tone === 'good');
  if (told.ok) {
    await press(terminal, 'confirm');
    terminal.sign(scribble);
    await terminal.settled();
    await press(terminal, 'confirm', 'confirm');
  }
  return told;
}

export interface SaleRun {
  readonly amountFen: bigint;
  readonly card: PresentedCard;
  readonly pin: string;
}

/** A sale to its end; the first one after an activation is 1.00 whatever is asked. */
export async function runSale(terminal: Terminal, run: SaleRun): Promise<RunResult> {
  if (!(await goHome(terminal))) return result(terminal, false);
  await press(terminal, '1', String(run.amountFen), 'confirm');
  if (terminal.view().screen !== 'present_card') return result(terminal, false);
  return pay(terminal, run.card, run.pin);
}

export interface VoidRun {
  readonly stan: string;
  readonly card: PresentedCard;
  readonly pin: string;
}

/** Voids a sale of the open batch. */
export async function runVoid(terminal: Terminal, run: VoidRun): Promise<RunResult> {
  if (!(await goHome(terminal))) return result(terminal, false);
  const voidKey = terminal.view().icons.find((one) => one.icon === 'void')?.key ?? '3';
  await press(terminal, voidKey, '123456', 'confirm', run.stan, 'confirm', 'confirm');
  if (terminal.view().screen !== 'present_card') return result(terminal, false);
  return pay(terminal, run.card, run.pin);
}
