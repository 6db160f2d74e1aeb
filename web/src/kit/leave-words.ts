import type { Pair } from './language.ts';

/** Deregistration: its states and what stands in its way, as the merchant and the console name them alike. */
export const leaveWords = {
  state_requested: ['已申请', 'Asked for'],
  state_blocked: ['有事项待了结', 'Something to end first'],
  state_settling: ['已停止收款，结清中', 'Sales stopped, settling'],
  state_unbinding: ['解除绑定中，不可撤销', 'Unbinding, cannot be taken back'],
  state_closed: ['已注销', 'Deregistered'],
  state_cancelled: ['已撤销', 'Taken back'],
  b_unsettled_batch: ['机具批次未结算', 'The batch at the device is open'],
  b_open_dispute: ['有争议未了结', 'A dispute is open'],
  b_open_complaint: ['有工单未答复', 'A ticket is open'],
  b_risk_hold: ['有交易在核实，资金暂缓', 'Sales are being looked at'],
  b_negative_balance: ['有欠款未还', 'Money is owed to us'],
  b_funds_pending: ['款项未到账', 'Money is still to be paid'],
  b_device_not_returned: ['机具未退回', 'The device is not back'],
  b_deposit_open: ['押金未了结', 'The deposit is open'],
  count: ['{n} 笔', '{n}'],
  countDevice: ['{n} 台', '{n}'],
  since: ['自 {at}', 'since {at}'],
} as const satisfies Record<string, Pair>;
