import type { Pair } from './language.ts';

/** Kinds of rules, and the rules that come with the software, as people name them. */
export const ruleWords = {
  own_card: ['本人信用卡', 'Own card'],
  own_card_again: ['本人信用卡多次', 'Own card again'],
  card_repeats: ['同卡多次', 'Card repeats'],
  amount_repeats: ['同额多次', 'Amount repeats'],
  amount_round: ['近整数', 'Round amounts'],
  hours: ['夜间', 'Hours'],
  night: ['夜间', 'Night'],
  credit_share: ['信用卡占比', 'Credit share'],
  amount_trade: ['金额与行业不符', 'Amount against trade'],
  velocity: ['短时高频', 'Velocity'],
  undone_share: ['撤销退货多', 'Voids and refunds'],
  inquiry_then_sale: ['查余额后消费', 'Inquiry then sale'],
  new_burst: ['新商户突增', 'Burst of a new merchant'],
  linked_card: ['卡涉他案', 'Card of another case'],
  linked_device: ['机具涉他案', 'Device of another case'],
  near_limit: ['贴近限额', 'Near the limit'],
  declined_tries: ['拒付后再试', 'Declines and tries'],
  short_then_try: ['余额不足后再试', 'Short, then another try'],
  wrong_pins: ['多卡密码错误', 'Wrong PINs on cards'],
} as const satisfies Record<string, Pair>;

export type RuleWord = keyof typeof ruleWords;
export const isRuleWord = (name: string): name is RuleWord => Object.hasOwn(ruleWords, name);
