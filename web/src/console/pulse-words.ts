import type { Pair } from '../kit/language.ts';

export const pulseWords = {
  lastHour: ['最近一小时', 'The last hour'],
  today: ['今天', 'Today'],
  perSecond: ['笔/秒', 'A second'],
  rate: ['成功率', 'Approved'],
  count: ['笔数', 'Requests'],
  takings: ['成功金额（元）', 'Approved (¥)'],
  approved: ['成功', 'Approved'],
  declined: ['拒绝', 'Declined'],
  open: ['未明或已冲正', 'Open or reversed'],
  tip: [
    '成功 {approved}，拒绝 {declined}，未明或已冲正 {open}',
    '{approved} approved, {declined} declined, {open} open or reversed',
  ],
  payouts: ['今天的付款', 'Payouts of today'],
  noPayouts: ['今天还没有付款', 'No payouts today'],
  noPulse: ['暂时读不到实时数据，其余内容不受影响。', 'The live figures cannot be read now; the rest is as it was.'],
  retry: ['重试', 'Try again'],
  look: ['去处理', 'Look'],
  sms_down: ['短信通道不通，验证码和通知会延迟。', 'The SMS centre cannot be reached: codes and notices are late.'],
  network_down: ['银联通道不通，终端交易会失败。', 'The card network cannot be reached: sales fail.'],
  bank_down: ['银行接口不通，付款会延迟。', 'The bank cannot be reached: payouts are late.'],
  jobs_given_up: ['{count} 个后台任务多次失败，已停下等人处理。', '{count} jobs failed too often and wait for people.'],
  jobs_late: ['{count} 个后台任务等了 5 分钟以上。', '{count} jobs have waited for more than five minutes.'],
  calendar_short: [
    '工作日历还剩 {count} 天，请导入下一年的放假安排。',
    'The calendar ends in {count} days. Import the notice of next year.',
  ],
} as const satisfies Record<string, Pair>;
