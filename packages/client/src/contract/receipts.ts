/** E-receipts 电子签购单: for whoever holds the address, and for the merchant. */
import { z } from 'zod';
import { receipt } from './merchant.ts';
import { fenText, isoText, ok, type Route, forCashier } from './route.ts';

const open = { kind: 'public' } as const;
const afterClose = { kind: 'applicant', afterClose: true } as const;
const token = z.object({ token: z.string().max(60) });
const transaction = z.object({ transactionId: z.string().max(40) });
const format = z.object({ format: z.enum(['pdf', 'png']).optional() });
export const receiptState = z.enum(['approved', 'voided', 'refunded', 'partly_refunded', 'completed', 'reversed']);

export const receiptRoutes = {
  'GET /api/public/receipts/:token': {
    summary: 'An e-receipt, for whoever holds its address',
    guard: open,
    params: token,
    answer: z.object({
      receipt,
      kind: z.string(),
      /** What has become of it since, and when that was looked at. */
      state: receiptState,
      asOf: isoText,
      refundedFen: fenText,
      signed: z.boolean(),
    }),
    refusals: ['switching.receipt_unknown', 'servicing.receipt_archived'],
  },
  'GET /api/public/receipts/:token/signature': {
    summary: 'The signature of an e-receipt (PNG)',
    guard: open,
    params: token,
    answer: z.any(),
    refusals: ['switching.receipt_unknown', 'switching.signature_none', 'servicing.receipt_archived'],
  },
  'GET /api/public/receipts/:token/file': {
    summary: 'An e-receipt as PDF or PNG, with a code that leads back to its page',
    guard: open,
    params: token,
    query: format,
    answer: z.any(),
    refusals: ['switching.receipt_unknown', 'servicing.receipt_archived'],
  },
  'GET /api/merchant/transactions/:transactionId/receipt': {
    summary: 'The e-receipt of one of my transactions as PDF or PNG',
    guard: forCashier,
    params: transaction,
    query: format,
    answer: z.any(),
    refusals: [
      'merchants.none',
      'switching.transaction_unknown',
      'switching.receipt_unknown',
      'servicing.receipt_archived',
    ],
  },
  'POST /api/merchant/transactions/:transactionId/shares': {
    summary: 'Send the e-receipt to a customer’s phone; the same request key again sends nothing more',
    guard: forCashier,
    params: transaction,
    body: z.object({ phone: z.string().max(20), requestKey: z.string().min(8).max(64) }),
    answer: ok,
    refusals: [
      'merchants.none',
      'switching.transaction_unknown',
      'switching.receipt_unknown',
      'servicing.receipt_archived',
      'identity.phone_invalid',
      'servicing.share_limit_sale',
      'servicing.share_limit_day',
    ],
  },
  'POST /api/merchant/transactions/:transactionId/archive-requests': {
    summary:
      'Fetch the receipt of an older sale from the archive; asked again while it is open, it is the first request',
    guard: afterClose,
    params: transaction,
    body: z.object({ reason: z.enum(['customer', 'dispute', 'books', 'authority', 'other']) }),
    answer: z.object({ readyBy: isoText }),
    refusals: [
      'merchants.none',
      'switching.transaction_unknown',
      'switching.receipt_unknown',
      'servicing.archive_limit',
      'servicing.not_archived',
    ],
  },
} as const satisfies Record<string, Route>;
