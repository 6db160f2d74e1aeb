import type { Pair } from '../language.ts';

/** Settlement, payouts, T+0 and agents’ shares: what a refusal means, and the next step. zh-CN, then English. */
export const settlementProblems = {
  'settlement.file_unknown': ['没有这个付款文件，请刷新。', 'There is no such file. Reload.'],
  'settlement.file_not_refused': [
    '银行没有拒收这个文件，或已处理，请刷新。',
    'The bank has not refused this file, or somebody has dealt with it. Reload.',
  ],
  'settlement.file_booked': [
    '银行对账单上已有这个文件的付款，不能重新付款；请先与银行核对。',
    'The bank’s statement has booked payments of this file: nothing is sent again. Clear it with the bank first.',
  ],
  'settlement.t0_off': [
    'T+0 暂停服务，您的款项按 T+1 到账，不加收。',
    'T+0 is not offered at present. You are paid T+1, without a surcharge.',
  ],
  'settlement.t0_not_active': [
    '商户正常且机具激活后才能用 T+0。请到“机具”查看，如已停用请拨打客服热线。',
    'T+0 needs an active merchant and device. See Devices; if you were suspended, call the hotline.',
  ],
  'settlement.t0_not_yet': [
    'T+0 须激活满 {days} 天且正常收款 {normal} 天（已 {traded} 天），最早 {from} 可用。此前按 T+1 到账，不加收。',
    'T+0 opens {days} days after activation with {normal} days of sales (so far {traded}), on {from} at the earliest. Until then you are paid T+1, without a surcharge.',
  ],
  'settlement.t0_terms': [
    '使用 T+0 前，请先在本页阅读并同意加收费率。',
    'Read the surcharge on this page and agree to it before using T+0.',
  ],
  'settlement.t0_on_hold': [
    '您有交易正在核实，核实期间按 T+1 到账。请到“暂缓结算”查看原因并说明，或拨打客服热线。',
    'Some of your sales are being looked at; meanwhile you are paid T+1. See why under Delayed settlement and say what they were, or call the hotline.',
  ],
  'settlement.t0_account': [
    '结算卡暂时不能收款，请联系客服核对后再用 T+0。',
    'The settlement card cannot be paid to. Call the hotline to check it, then use T+0 again.',
  ],
  'settlement.t0_debt': [
    '您有退货等待扣回 {owed} 元，下一次 T+1 划款扣清后即可使用 T+0。',
    'You owe ¥{owed} for refunds or reversals. The next T+1 payout takes it; then T+0 is open again.',
  ],
  'settlement.t0_closed': [
    'T+0 服务时间为每天 {from}–{to}，{at} 起可以再申请。',
    'T+0 is open from {from} to {to}. Ask again from {at}.',
  ],
  'settlement.t0_too_early': [
    '交易成功满 {minutes} 分钟后才能划款，最早 {at}。',
    'A sale is paid {minutes} minutes after its approval at the earliest: {at}.',
  ],
  'settlement.t0_nothing': [
    '现在没有可以 T+0 的交易。已退货、撤销或暂缓的交易不在其中；有新的收款后再来。',
    'There is no sale that T+0 could pay. Refunded, voided and delayed sales are left out. Come back after the next sale.',
  ],
  'settlement.t0_single': [
    'T+0 单次最高 {max} 元，这些交易超过了，按 T+1 到账，不加收。',
    'T+0 pays at most ¥{max} at a time, and these sales are larger. They go T+1, without a surcharge.',
  ],
  'settlement.t0_day_used': [
    '今日 T+0 额度（{max} 元）不够这些交易，其余按 T+1 到账；{at} 起有新的额度。',
    'Today’s limit of T+0 (¥{max}) does not cover these sales; they go T+1. There is a new limit from {at}.',
  ],
  'settlement.t0_below_min': [
    'T+0 每次到账不少于 {min} 元，请再收几笔后申请，或等 T+1 到账。',
    'T+0 pays ¥{min} or more at a time. Ask after some more sales, or wait for T+1.',
  ],
  'settlement.t0_changed': [
    '金额有变化（有新的收款、退货或费率调整），没有划款。请看过新的金额后再确认。',
    'The amounts have changed: a sale or a refund came, or the rate did. Nothing was paid. Look at them again and confirm.',
  ],
  'settlement.payout_not_waiting': [
    '这笔划款不在等待银行的状态，无需重试。',
    'This payout is not waiting for the bank; there is nothing to retry.',
  ],
  'settlement.share_below_cost': [
    '低于成本底线：{part} 不得低于 {floor}，否则分润会从亏损里付出。',
    'Below cost: {part} may not be less than {floor}, or the share would be paid out of a loss.',
  ],
  'settlement.share_above_limit': [
    '超过上限：{part} 不得高于 {most}。',
    'Too much: {part} may not be more than {most}.',
  ],
  'settlement.share_too_early': [
    '生效日期过早，最早为 {earliest}。',
    'That day is too early; the earliest is {earliest}.',
  ],
  'settlement.share_unknown': ['没有这条分润记录，请刷新。', 'There is no such terms or statement. Reload.'],
  'settlement.share_decided': ['这份分润约定已经处理过了。', 'These terms are decided already.'],
  'settlement.share_second_person': [
    '自己提出的须由另一人复核。',
    'What you have proposed is for somebody else to decide.',
  ],
  'settlement.share_not_yours': ['只有提出人可以撤回。', 'Only whoever proposed it can take it back.'],
  'settlement.share_moved': [
    '这份月结单已被处理，请刷新后再看。',
    'This statement has moved on meanwhile. Reload and look again.',
  ],
  'settlement.share_agent_suspended': [
    '服务商已被暂停：分润照常累计，恢复后再支付。',
    'The agent is suspended: its share goes on, and is paid once it is resumed.',
  ],
} as const satisfies Record<string, Pair>;
