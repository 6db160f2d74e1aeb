/** A slip as every page and every paper shows it. */
import type { Answer } from '@kaitong/client';
import { receiptDigest } from '../../flows/e-receipt.ts';
import { isoText } from '../../kernel/instant.ts';
import type { Merchant } from '../../modules/merchants/index.ts';
import type { CardTransaction } from '../../modules/switching/index.ts';

export type Receipt = NonNullable<Answer<'GET /api/merchant/transactions/:transactionId'>['receipt']>;

const TRANS_TYPES = {
  sale: '消费(SALE)',
  test_sale: '消费(SALE)',
  deposit_freeze: '预授权(AUTH)',
  balance: '余额查询(BALANCE)',
  sale_void: '消费撤销(VOID)',
  refund: '退货(REFUND)',
  pre_auth: '预授权(AUTH)',
  pre_auth_void: '预授权撤销(CANCEL)',
  completion: '预授权完成(AUTH SALE)',
  completion_advice: '预授权完成通知(AUTH SALE)',
  completion_void: '完成撤销(COMPLETE VOID)',
  qr_passive: '扫码支付(QR SALE)',
  qr_active: '扫码支付(QR SALE)',
  qr_void: '扫码支付撤销(QR VOID)',
  offline_sale: '离线消费(OFFLINE SALE)',
  tip: '小费(TIP)',
  adjustment: '结算调整(ADJUST)',
  deposit_capture: '押金扣取(DEPOSIT)',
  deposit_release: '押金解冻(DEPOSIT RELEASE)',
  deposit_refund: '押金退还(DEPOSIT REFUND)',
} as const;
const ENTRY_LETTERS: Readonly<Record<string, string>> = { '02': '/S', '05': '/I', '07': '/C', '01': '/M', '03': '/Q' };

/** Masked, and how it was read; nothing of a payment by our own code, where no card is seen. */
function cardAsPrinted({ cardMasked, entryMode }: CardTransaction): string {
  return cardMasked === '' ? '' : `${cardMasked} ${ENTRY_LETTERS[entryMode.slice(0, 2)] ?? ''}`.trim();
}

/** The slip of a transaction, the card masked; of a void or a refund with the numbers of what it takes back. */
export function receiptOf(sale: CardTransaction, merchant: Merchant, original?: CardTransaction): Receipt {
  return {
    merchantName: merchant.name,
    merchantNo: merchant.merchantNo,
    terminalNo: sale.terminalNo,
    card: cardAsPrinted(sale),
    bankName: sale.bankName,
    entryMode: sale.entryMode,
    transType: TRANS_TYPES[sale.kind],
    batchNo: sale.batchNo,
    stan: sale.stan,
    authCode: sale.authCode ?? '',
    rrn: sale.rrn,
    at: isoText(sale.createdAt),
    amountFen: sale.amount.toString(),
    state: sale.state,
    ...(original === undefined ? {} : { originalStan: original.stan, originalRrn: original.rrn }),
    digest: receiptDigest(sale, merchant),
  };
}
