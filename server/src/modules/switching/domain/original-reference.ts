import type { OriginalReference } from '../queries/original-of.ts';
import { readVoucher } from './code-voucher.ts';
import { codePayments, type FollowingKind } from './transaction-kinds.ts';

/** What a request says of its original: 37, 38, and 61 taken apart. */
export interface GivenOriginal {
  readonly rrn?: string;
  readonly authCode?: string;
  readonly batchNo?: string;
  readonly stan?: string;
  /** MMDD */
  readonly date?: string;
  /** 59 A4: the voucher of a payment by code. */
  readonly voucher?: string;
}

const COMPLETIONS = ['completion', 'completion_advice'] as const;
const named = (digits: string | undefined): digits is string => digits !== undefined && !/^0*$/.test(digits);

/** A payment by code, by its voucher: reference number and day in one. */
function paymentOf(voucher: string | undefined): OriginalReference | undefined {
  const read = readVoucher(voucher);
  return read === undefined ? undefined : { ...read, kinds: codePayments };
}

/** Pure. What a kind finds its original by; undefined when the request does not say it. Zeros stand for "not given". */
export function referenceOf(
  kind: FollowingKind,
  given: GivenOriginal & { readonly terminalNo: string },
): OriginalReference | undefined {
  const { rrn, authCode, batchNo, stan, date, terminalNo } = given;
  switch (kind) {
    case 'sale_void':
    case 'tip':
    case 'adjustment':
      return rrn !== undefined && named(batchNo) && named(stan) ? { terminalNo, batchNo, stan, rrn } : undefined;
    case 'qr_void':
      return paymentOf(given.voucher);
    case 'refund':
      if (given.voucher !== undefined) return paymentOf(given.voucher);
      return rrn !== undefined && named(date) ? { rrn, date } : undefined;
    case 'completion_void': {
      if (!named(stan) || !named(date) || (rrn === undefined && authCode === undefined)) return undefined;
      return { stan, date, kinds: COMPLETIONS, ...(rrn === undefined ? { authCode: authCode ?? '' } : { rrn }) };
    }
    default: {
      if (authCode === undefined || !named(date)) return undefined;
      return { authCode, date, kinds: ['pre_auth'], ...(named(stan) ? { stan } : {}) };
    }
  }
}
