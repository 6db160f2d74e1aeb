import type { Pair } from '../language.ts';

/** Deposits: what a refusal means, and the next step. zh-CN, then English. */
export const depositsProblems = {
  'deposits.pay_in_unknown': ['没有这笔转账，请刷新列表。', 'There is no such transfer; reload the list.'],
  'deposits.pay_in_settled': ['这笔转账已处理，请刷新列表。', 'This transfer is settled already; reload the list.'],
  'deposits.not_open': [
    '该终端的押金已落实，不能再入账；请退回转账。',
    'The deposit of this terminal is secured already; send the transfer back.',
  ],
  'deposits.unknown': ['没有这笔押金，请刷新。', 'There is no such deposit; reload the page.'],
  'deposits.not_qualified': [
    '交易尚未达标，达标后即可申请退还。',
    'The target is not reached yet; you can ask for the deposit once it is.',
  ],
  'deposits.not_captured': [
    '押金只是冻结、没有扣款，会自动解冻，无需申请。',
    'The deposit was only frozen and nothing was taken; it is released by itself.',
  ],
  'deposits.account_blocked': [
    '结算账户暂不可用，请先核对结算账户，再申请退还。',
    'The settlement account takes no money at the moment; put it right first, then ask again.',
  ],
  'deposits.not_missed': [
    '现在没有可申诉的结果；申诉期内才能提交，请刷新查看最新状态。',
    'There is nothing to appeal against now, or the time for it is over; reload to see where it stands.',
  ],
  'deposits.forfeit_unknown': [
    '这笔押金没有待决定的事项，请刷新。',
    'Nothing of this deposit waits for a decision. Reload.',
  ],
  'deposits.forfeit_elsewhere': ['已有人处理，请刷新列表。', 'Somebody has moved it on. Reload the list.'],
  'deposits.forfeit_reason': ['请写明理由，商户会看到。', 'Write the reason: the merchant will read it.'],
  'deposits.second_person': [
    '提议人不能自己复核，请由另一人确认。',
    'Whoever proposed it cannot confirm it. Ask somebody else.',
  ],
  'deposits.no_appeal': ['没有待处理的申诉，请刷新列表。', 'No appeal is open; reload the list.'],
  'deposits.amount_differs': [
    '金额与该终端的押金不符，不能部分入账；请退回转账。',
    'The amount is not that of the deposit, and nothing is taken in part; send the transfer back.',
  ],
} as const satisfies Record<string, Pair>;
