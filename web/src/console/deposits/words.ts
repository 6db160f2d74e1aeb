import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['押金', 'Deposits'],
  lead: [
    '先列出待处理的：申诉、暂缓或需核对账户的退还、发卡行未同意的扣款。',
    'What waits comes first: appeals, refunds that are held or need an account, cards that refused.',
  ],
  none: ['没有押金', 'No deposits'],
  merchant: ['商户', 'Merchant'],
  terminal: ['终端', 'Terminal'],
  amount: ['金额（元）', 'Amount (¥)'],
  money: ['资金', 'Money'],
  target: ['达标', 'Target'],
  progress: ['{counted} / {target} 元，余 {days} 天', '¥{counted} of ¥{target}, {days} days left'],
  notStarted: ['未激活', 'Not activated'],
  refund: ['退还', 'Refund'],
  due: ['最迟 {date}', 'By {date}'],
  late: ['已超期', 'Late'],
  refusedCode: ['发卡行代码 {code}', 'Issuer’s code {code}'],
  next: ['处理', 'Next'],
  decide: ['处理申诉', 'Decide the appeal'],
  appeal: ['商户申诉', 'Appeal'],
  grant: ['通过，准予退还', 'Grant: it may be refunded'],
  refuse: ['不通过，按规则处理', 'Refuse: the terms are applied'],
  reason: ['理由（商户可见，至少 5 个字）', 'Reason (the merchant reads it; 5 characters or more)'],
  decided: ['已处理', 'Decided'],
  r_risk_case: ['风险案件未结', 'A risk case is open'],
} as const satisfies Record<string, Pair>;
