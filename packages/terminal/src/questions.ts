/** What a transaction asks for, in which order: a row a kind, so that a new kind is a row. */
import type { PresentedCard } from './ports.ts';
import type { JournalRow, TransactionKind } from './stored.ts';
import type { WordKey } from './words.ts';

export type QuestionName =
  | 'enter_amount'
  | 'supervisor'
  | 'enter_voucher'
  | 'show_original'
  | 'enter_reference'
  | 'enter_payment'
  | 'enter_date'
  | 'enter_auth_code'
  | 'scan_code'
  | 'present_card'
  | 'enter_pin';

/** What has been answered so far. */
export interface Draft {
  readonly kind: TransactionKind;
  /** The amount is given: a test sale, a deposit. */
  readonly fixed?: boolean;
  readonly amountFen?: bigint;
  readonly original?: JournalRow;
  readonly rrn?: string;
  readonly date?: string;
  readonly authCode?: string;
  /** 59 A4 from the slip of a payment by code. */
  readonly voucher?: string;
  /** What the customer's phone shows. */
  readonly code?: string;
  readonly card?: PresentedCard;
  /** The chip could not be used: its stripe is asked for. */
  readonly fallback?: boolean;
}

export const questionsOf: Readonly<Record<TransactionKind, readonly QuestionName[]>> = {
  deposit: ['present_card', 'enter_pin'],
  sale: ['enter_amount', 'present_card', 'enter_pin'],
  void: ['supervisor', 'enter_voucher', 'show_original', 'present_card', 'enter_pin'],
  refund: ['supervisor', 'enter_reference', 'enter_date', 'present_card', 'enter_amount', 'enter_pin'],
  balance: ['present_card', 'enter_pin'],
  preauth: ['enter_amount', 'present_card', 'enter_pin'],
  preauth_void: ['supervisor', 'present_card', 'enter_date', 'enter_auth_code', 'enter_amount', 'enter_pin'],
  completion: ['present_card', 'enter_date', 'enter_auth_code', 'enter_amount', 'enter_pin'],
  completion_advice: ['present_card', 'enter_date', 'enter_auth_code', 'enter_amount'],
  completion_void: ['supervisor', 'enter_voucher', 'show_original', 'present_card', 'enter_pin'],
  offline_sale: ['enter_amount', 'present_card', 'enter_auth_code'],
  tip: ['enter_voucher', 'show_original', 'enter_amount'],
  adjustment: ['supervisor', 'enter_voucher', 'show_original', 'enter_amount'],
  qr_passive: ['enter_amount', 'scan_code'],
  qr_active: ['enter_amount'],
  qr_void: ['supervisor', 'enter_voucher', 'show_original'],
  qr_refund: ['supervisor', 'enter_payment', 'enter_amount'],
};

/** Digits of a typed answer: the most that fit and the least that are enough. */
export const typedLengths = {
  enter_amount: { min: 1, max: 9 },
  supervisor: { min: 6, max: 6 },
  enter_voucher: { min: 1, max: 6 },
  enter_reference: { min: 12, max: 12 },
  enter_payment: { min: 20, max: 20 },
  enter_date: { min: 4, max: 4 },
  enter_auth_code: { min: 6, max: 6 },
  // a code that the camera does not read is typed
  scan_code: { min: 16, max: 24 },
  enter_pin: { min: 0, max: 6 },
} as const satisfies Partial<Record<QuestionName, { min: number; max: number }>>;

/** What stands above the typed digits. */
export const questionWords: Readonly<Record<QuestionName, WordKey>> = {
  enter_amount: 'enterAmount',
  supervisor: 'supervisorPassword',
  enter_voucher: 'enterVoucher',
  show_original: 'originalIs',
  enter_reference: 'enterReference',
  enter_payment: 'enterPayment',
  enter_date: 'enterDate',
  enter_auth_code: 'enterAuthCode',
  scan_code: 'scanCode',
  present_card: 'presentCard',
  enter_pin: 'enterPin',
};

/** The question after `name`, or the first; undefined when all are answered. */
export function nextQuestion(kind: TransactionKind, name?: QuestionName): QuestionName | undefined {
  const list = questionsOf[kind];
  return list[name === undefined ? 0 : list.indexOf(name) + 1];
}
