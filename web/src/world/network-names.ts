import type { words } from './words.ts';

/** The network's own names of what it carried, and of what became of it. A test holds them against the network's. */
export const kindWords = {
  balance: 'kindBalance',
  preAuth: 'kindPreAuth',
  preAuthVoid: 'kindPreAuthVoid',
  preAuthCompletion: 'kindCompletion',
  sale: 'kindSale',
  saleVoid: 'kindVoid',
  refund: 'kindRefund',
  qrPassive: 'kindQrPassive',
  qrActive: 'kindQrActive',
  qrVoid: 'kindQrVoid',
  qrRefund: 'kindQrRefund',
  qrQuery: 'kindQrQuery',
  offlineSale: 'kindOfflineSale',
  tip: 'kindTip',
  adjustment: 'kindAdjustment',
  reversal: 'kindReversal',
} as const satisfies Record<string, keyof typeof words>;

export const statusWords = {
  approved: 'statusApproved',
  pending: 'statusPending',
  declined: 'statusDeclined',
  reversed: 'statusReversed',
  voided: 'statusVoided',
  completed: 'statusCompleted',
} as const satisfies Record<string, keyof typeof words>;
