/** What the screens of a terminal work with: its memory, its conversations, and the one screen it has. */
import type { ActivationTalk } from './activation-talk.ts';
import type { CodeTalk } from './code-talk.ts';
import type { Conversation } from './conversation.ts';
import type { DownloadTalk } from './download-talk.ts';
import type { Ending } from './ending.ts';
import type { Memory } from './host-link.ts';
import type { Key, TerminalOptions, TerminalPorts } from './ports.ts';
import type { Screen } from './screen.ts';
import type { SignatureTalk } from './signature-talk.ts';
import type { SettlementTalk } from './settlement-talk.ts';
import { responseText, type WordKey } from './words.ts';
import { yuan } from './receipt.ts';

export interface Desk {
  readonly options: TerminalOptions;
  readonly ports: TerminalPorts;
  readonly memory: Memory;
  readonly talk: Conversation;
  readonly codes: CodeTalk;
  readonly activation: ActivationTalk;
  readonly settlement: SettlementTalk;
  readonly signatures: SignatureTalk;
  readonly downloads: DownloadTalk;
  say(key: WordKey): string;
  /** What is on the screen now. */
  screen(): Screen;
  show(screen: Screen): void;
  notice(notice: Notice, next: Screen): void;
  /** Runs something on the line behind a busy screen; `then` decides the next screen unless the power went off. */
  run<T>(task: WordKey, work: () => Promise<T>, then: (result: T) => void): void;
  /** Runs something on the line behind the screen that stands. */
  quietly<T>(work: () => Promise<T>, then: (result: T) => void): void;
  /** Waits at most so long for each answer while the work runs. */
  within<T>(limitMs: number, work: () => Promise<T>): Promise<T>;
  /** What the doctor sees while an activation stands still; undefined when it goes on. */
  stopped(error: { code: string; text: string } | undefined): void;
}

export interface Notice {
  readonly tone: 'good' | 'bad' | 'plain';
  readonly title: string;
  readonly lines: readonly string[];
}

/** Asks for the administrator's password; behind it stands the menu. */
export function openAdmin(desk: Desk): void {
  desk.show({ name: 'password', who: 'admin', digits: '', next: { name: 'menu', menu: 'admin' } });
}

export const isDigit = (key: Key): boolean => key.length === 1;

/** One more digit, or one less for `clear`. */
export function typed(digits: string, key: Key, max: number): string {
  if (key === 'clear') return digits.slice(0, -1);
  return isDigit(key) && digits.length < max ? digits + key : digits;
}

/** What an ending that is not `done` says on the screen. */
export function linesOf(desk: Desk, ending: Ending<unknown>): string[] {
  const { language } = desk.memory.get();
  switch (ending.kind) {
    case 'declined': {
      const text = `${ending.code}-${responseText(language, ending.code)}`;
      return ending.text === '' ? [text] : [text, ending.text];
    }
    case 'advice_refused': {
      const text = `${ending.code}-${responseText(language, ending.code)}`;
      const amount = `${desk.say('adviceRefused')} RMB ${yuan(BigInt(ending.amountFen))}`;
      return [amount, text, ...(ending.text === '' ? [] : [ending.text])];
    }
    case 'advices_open':
      return [desk.say('advicesOpen')];
    case 'advices_full':
      return [desk.say('advicesFull')];
    case 'silence':
      return [desk.say('noAnswer')];
    case 'not_sent':
      return [desk.say('notSent')];
    case 'bad_answer':
      return [desk.say('badMac')];
    case 'mismatch':
      return [desk.say('mismatch')];
    case 'chip_refused':
      return [desk.say('chipRefused')];
    case 'key_check_wrong':
      return [desk.say('keyCheckWrong')];
    case 'reversal_open':
      return [desk.say('reversalPending')];
    case 'reversal_failed':
      return [desk.say('reversalFailed')];
    default:
      return [];
  }
}
