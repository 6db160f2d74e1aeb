/** How something on the line ended. */
import { textField, type Message } from '@kaitong/iso8583';
import type { LinkAnswer } from './host-link.ts';

/** `text` is what the host wrote for the screen, '' when it wrote nothing. */
export type Ending<T = undefined> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'declined'; readonly code: string; readonly text: string; readonly triesLeft?: number }
  | { readonly kind: 'silence' }
  | { readonly kind: 'not_sent' }
  | { readonly kind: 'bad_answer' }
  | { readonly kind: 'mismatch' }
  /** Approved, but the chip does not believe its issuer. */
  | { readonly kind: 'chip_refused' }
  | { readonly kind: 'key_check_wrong' }
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
