import { dateInShanghai, type InstantMs } from '../../../kernel/instant.ts';

/**
 * The voucher of a payment by code (59, A4): 20 digits, its day in Shanghai and its reference number. It names the payment in a query and
 * a void, and stands on the slip; nothing is stored for it.
 */
export const voucherOf = (payment: { readonly createdAt: InstantMs; readonly rrn: string }): string =>
  dateInShanghai(payment.createdAt).replaceAll('-', '') + payment.rrn;

/** What a voucher says; undefined where it is none. */
export function readVoucher(voucher: string | undefined): { rrn: string; date: string } | undefined {
  const [, date, rrn] = /^\d{4}(\d{4})(\d{12})$/.exec(voucher ?? '') ?? [];
  return date === undefined || rrn === undefined ? undefined : { date, rrn };
}
