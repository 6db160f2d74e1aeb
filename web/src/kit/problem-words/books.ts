import type { Pair } from '../language.ts';

/** Ledger, reconciliation and transactions: what a refusal means, and the next step. zh-CN, then English. */
export const booksProblems = {
  'reconciliation.break_unknown': ['没有这条差错，请刷新。', 'There is no such difference. Reload.'],
  'reconciliation.break_elsewhere': [
    '该差错状态已变（已提议、已处理或后续文件已找到），请刷新后再看。',
    'This difference has moved on: proposed, decided, or explained by a later file. Reload and look again.',
  ],
  'reconciliation.no_such_way': [
    '这类差错不能这样处理，请另选。',
    'A difference of this kind has no such way out. Choose another.',
  ],
  'reconciliation.second_person': [
    '提议人不能自己复核，请由另一位同事处理。',
    'Whoever proposed it cannot decide it. Ask a colleague.',
  ],
  'reconciliation.not_yours': ['只有提议人可以撤回。', 'Only whoever proposed it can take it back.'],
  'reconciliation.built_upon': [
    '原交易已退货、撤销或状态已变，不能冲销。请退回提议，改选其他处理。',
    'The sale was refunded, voided or has changed, so it cannot be taken back. Refuse the proposal and choose another way.',
  ],
  'reconciliation.dispute_unknown': ['没有这条争议，请刷新。', 'There is no such dispute. Reload.'],
  'reconciliation.dispute_elsewhere': [
    '这条争议已有进展，不能再这样处理，请刷新查看。',
    'The dispute has moved on and this can no longer be done. Reload.',
  ],
  'reconciliation.proofs_full': ['凭证最多上传{limit}份。', 'Up to {limit} proofs can be handed in.'],
  'reconciliation.proof_unreadable': [
    '请上传照片（JPG、PNG）或 PDF 文件。',
    'Hand in a photo (JPG or PNG) or a PDF file.',
  ],
  'reconciliation.not_creditable': [
    '这笔交易已没有这么多可退的金额（可能已退货、撤销或退单）。',
    'So much of this sale is not left to be given back: it may have been refunded, voided or charged back.',
  ],
  'reconciliation.bad_cursor': ['翻页位置无效，请从头查看。', 'That page does not exist. Start from the beginning.'],
  'switching.late_reversal_unknown': ['没有这条迟到的冲正，请刷新。', 'There is no such late reversal. Reload.'],
  'switching.late_reversal_elsewhere': [
    '这条迟到的冲正已处理，请刷新查看。',
    'This late reversal is over already. Reload and look again.',
  ],
  'switching.late_reversal_not_refunded': [
    '交易流水里还没有足额退货，不能记为已退货；如已用别的方式退款，请选“另行处理”并写明。',
    'The journal does not show refunds for the whole amount. If the customer has the money in another way, choose “Put right otherwise” and say how.',
  ],
  'switching.signature_none': [
    '这笔交易没有电子签名，请查看纸质签购单。',
    'There is no electronic signature with this transaction. Look at the paper slip.',
  ],
  'switching.receipt_unknown': [
    '没有找到这张签购单，请重新扫描机具屏幕上的二维码。',
    'This receipt was not found. Scan the code on the device’s screen again.',
  ],
  'switching.transaction_unknown': [
    '没有这笔交易，请返回列表查看。',
    'There is no such transaction. Go back to the list.',
  ],
  'ledger.merchant_unknown': [
    '没有这个商户编号的商户，请核对 15 位编号。',
    'No merchant has this number. Check its 15 digits.',
  ],
  'ledger.account_not_own': [
    '这个科目不按商户核算，请去掉商户编号，或选择商户自己的科目。',
    'This account is not kept for each merchant. Leave the merchant number out, or choose an account of a merchant.',
  ],
  'ledger.period': [
    '期间不能超过 {days} 天，且结束日不早于开始日。',
    'A period has at most {days} days and does not end before it begins.',
  ],
  'ledger.month_closed': [
    '这个月已经结账，不能重新打开；需要更正请做调账。',
    'This month is closed and does not open again. What is wrong is adjusted.',
  ],
  'ledger.month_not_closed': [
    '这个月还没有结账，没有留存的试算表。',
    'This month is not closed yet; there is no trial balance that was kept.',
  ],
  'ledger.month_open_days': [
    '这个月还有未结的日子；最后一天结账后（次日 00:30 之后）再月结。',
    'Some of its days are still open. Close it when its last day is closed, after 00:30 of the next.',
  ],
  'ledger.month_earlier': ['请先结更早的月份。', 'Close the earlier month first.'],
  'ledger.off_sheet': [
    '该分录向商户收取其价格真相表以外的费用，账务系统拒绝入账。',
    'This takes from the merchant what its price-truth sheet does not list, and the ledger refuses it.',
  ],
  'ledger.adjust_unbalanced': [
    '借贷不平（相差 {differenceFen} 分），或不足两行、超过 16 行。',
    'Debits and credits differ (by {differenceFen} fen), or there are fewer than 2 or more than 16 lines.',
  ],
  'ledger.adjust_account': ['科目 {account} 不允许手工调账。', 'Account {account} is not one that people may adjust.'],
  'ledger.adjust_merchant': [
    '动用商户科目的调账须填写商户编号。',
    'An adjustment of a merchant’s account needs the merchant number.',
  ],
  'ledger.adjust_amount': [
    '每行金额须大于 0，且不超过 {most} 元。',
    'Each line is of more than nothing and of at most ¥{most}.',
  ],
  'ledger.adjust_unknown': ['没有这笔调账申请。', 'There is no such adjustment.'],
  'ledger.adjust_decided': ['这笔调账已经处理过了。', 'This adjustment is decided already.'],
  'ledger.adjust_second_person': [
    '自己提出的调账须由另一人复核。',
    'What you have proposed is for somebody else to decide.',
  ],
  'ledger.adjust_not_yours': ['只有提出人可以撤回。', 'Only whoever proposed it can take it back.'],
  'ledger.balance_short': [
    '科目 {account} 的余额不足，未入账；申请保留，余额足够后可再复核。',
    'Account {account} holds less than that, and nothing was posted. The proposal stays: approve it when there is enough.',
  ],
} as const satisfies Record<string, Pair>;
