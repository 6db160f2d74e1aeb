/** How something on the line ended. */
import { textField, type Message } from '@kaitong/iso8583';
import type { LinkAnswer } from './host-link.ts';
import type { JournalRow } from './stored.ts';

/** What is asked for until it is paid, refused or taken back. The device's reversal of it stays where it is. */
export interface WaitingPayment {
  readonly kind: 'qr_passive' | 'qr_active';
  readonly stan: string;
  readonly batchNo: string;
  readonly amountFen: string;
  readonly voucher: string;
  /** The customer's code, of `qr_passive`. */
  readonly code?: string;
  /** What the customer has to scan, of `qr_active`. */
  readonly shown?: string;
}

/** `text` is what the host wrote for the screen, '' when it wrote nothing. */
export type Ending<T = undefined> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'declined'; readonly code: string; readonly text: string; readonly triesLeft?: number }
  /** A payment by code that its customer has still to make. */
  | { readonly kind: 'waiting'; readonly payment: WaitingPayment }
  /** Stored, and sent to the host when it answers. */
  | { readonly kind: 'kept'; readonly row: JournalRow }
  /** What was stored before has been refused: said once, before anything else happens. */
  | { readonly kind: 'advice_refused'; readonly code: string; readonly text: string; readonly amountFen: string }
  | { readonly kind: 'silence' }
  | { readonly kind: 'not_sent' }
  | { readonly kind: 'bad_answer' }
  | { readonly kind: 'mismatch' }
  /** Approved, but the chip does not believe its issuer. */
  | { readonly kind: 'chip_refused' }
  | { readonly kind: 'key_check_wrong' }
  /** The host has not taken what was sold offline. */
  | { readonly kind: 'advices_open' }
  /** No more can be stored. */
  | { readonly kind: 'advices_full' }
  | { readonly kind: 'reversal_open' }
  | { readonly kind: 'reversal_failed' };

export const done = { kind: 'done', value: undefined } as const;

export function failureOf(answer: Exclude<LinkAnswer, { kind: 'answer' }>): Ending<never> {
  return answer.kind === 'unreadable' ? { kind: 'bad_answer' } : answer;
}

/** Field 63 without the organisation code that may stand before the text. */
export function hostText(message: Message): string {
  const text = textField(message, 63) ?? '';
  return /^[\u0020-\u007E]{3}/.test(text) ? text.slice(3).trim() : text;
}
