import type { Pair } from './language.ts';

/** What a deposit's target and refund are called, for the merchant and for people alike. */
export const depositWords = {
  target_counting: ['计算中', 'Counting'],
  target_qualified: ['已达标', 'Reached'],
  target_missed: ['未达标', 'Missed'],
  target_appealed: ['申诉中', 'Under appeal'],
  target_applied: ['已按规则处理', 'Terms applied'],
  pace_reached: ['已达标', 'Reached'],
  pace_starting: ['刚开始计算', 'Just begun'],
  pace_on_track: ['按目前速度可以达标', 'On the way at this pace'],
  pace_behind: ['比目标慢', 'Behind'],
  pace_far_behind: ['按目前速度难以达标', 'Hardly to be reached at this pace'],
  pace_over: ['期限已过', 'Time is over'],
  refund_held: ['暂缓退还', 'Held'],
  refund_ready: ['已受理', 'Taken up'],
  refund_sending: ['退还中', 'On its way'],
  refund_unknown: ['银行处理结果待确认，系统会继续查询', 'The bank has not answered; we keep asking'],
  refund_accepted: ['银行处理中', 'The bank is processing it'],
  refund_account_wanted: ['需要核对结算账户', 'The account has to be put right'],
  refund_paid: ['已退还', 'Paid back'],
} as const satisfies Record<string, Pair>;
