import type { Pair } from './language.ts';

/** Where the money of a sale is, for the merchant and for whoever helps. */
export const courseWords = {
  title: ['这笔钱在哪里', 'Where is this money'],
  taken: ['刷卡成功', 'Taken at the device'],
  closed: ['业务日 23:00 日切', 'Business day closed at 23:00'],
  confirmed: ['银联清算文件确认', 'Confirmed by the network’s file'],
  funded: ['银联资金到账', 'The network’s money has come'],
  settled: ['生成结算批次', 'Put into a settlement'],
  sent: ['提交银行划款', 'Handed to the bank'],
  arrived: ['到达结算账户', 'Arrived on the settlement account'],
  foreseen: ['预计 {date}', 'Foreseen for {date}'],
  now: ['等待中', 'Waiting'],
  stop_declined: ['交易未成功，没有扣款。', 'It did not succeed; nothing was charged.'],
  stop_reversed: ['交易已冲正，款项退回持卡人，没有收款。', 'It was reversed; the money is back with the cardholder.'],
  stop_voided: ['交易已撤销，不再结算。', 'It was voided and is not settled.'],
  stop_refunded: [
    '已全额退货，退货金额从后续结算中扣回。',
    'It was refunded in full; the refund is taken off a later settlement.',
  ],
  stop_risk_hold: [
    '这笔钱因风险核实暂缓结算，核实后自动恢复。',
    'Settlement is delayed while this sale is looked at, and goes on after that.',
  ],
  stop_open: ['网络还没有给出结果，稍后会更新。', 'The network has not answered yet; this page will say.'],
  problem_confirmed: [
    '银联文件里没有这笔交易，人工核对中；核对结果会通知您，无需重复刷卡。',
    'The network’s file does not have it; people are looking into it and will tell you. Do not charge the card again.',
  ],
  problem_arrived: [
    '被银行退回：{reason}。请核对结算账户，核对后重新划款。',
    'Sent back by the bank: {reason}. Put the account right and it is paid again.',
  ],
  why: ['查看原因并说明', 'See why, and say what it was'],
} as const satisfies Record<string, Pair>;
