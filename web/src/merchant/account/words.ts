import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['结算账户', 'Settlement account'],
  now: ['货款打到', 'Your money goes to'],
  blocked: [
    '银行退回了打到这张卡的款：{reason}。款项已退回余额，换卡（或与银行处理好后重新验证本卡）后随下一次划款补打，不会少也不会重复。',
    'The bank sent a payment to this card back: {reason}. The money is in your balance. Change the card, or verify this one again once it is right at the bank: it then comes with the next payout, once.',
  ],
  changeCorporate: ['更换对公结算账户', 'Change the corporate account'],
  rulesCorporate: [
    '须为本单位同名对公账户，向银行核验账号、户名与开户支行；验证码发到 {phone}。验证通过后有冷静期，期间可以取消；到期后的划款打到新账户，终端随之重新报备。',
    'It must bear the company’s own name; the bank is asked about number, name and branch. The code goes to {phone}. Once verified there is a cooling time in which you can stop it; payouts after it go to the new account, and the terminals are registered anew with it.',
  ],
  numberCorporate: ['新对公账号', 'New account number'],
  branch: ['开户支行', 'Branch'],
  branchNone: ['尚未选择', 'None chosen yet'],
  pickBranch: ['选择支行', 'Choose the branch'],
  change: ['更换结算卡', 'Change the card'],
  rules: [
    '须为本人名下一类借记卡，银行预留手机号为 {phone}。验证通过后有冷静期，期间可以取消；到期后的划款打到新卡。',
    'It must be your own class-I debit card whose number at the bank is {phone}. Once verified there is a cooling time in which you can stop it; payouts after it go to the new card.',
  ],
  number: ['新卡号', 'New card number'],
  code: ['短信验证码', 'Code by SMS'],
  getCode: ['获取验证码', 'Get a code'],
  resend: ['{s}秒后重发', 'Again in {s} s'],
  submit: ['验证并更换', 'Verify and change'],
  waits: ['已验证，等待生效', 'Verified, waiting'],
  effective: [
    '{at} 起的划款打到 {bank} {card}。不是您本人操作？请立即取消。',
    'Payouts from {at} on go to {bank} {card}. Was this not you? Stop it now.',
  ],
  stop: ['取消更换', 'Stop the change'],
  asked: ['验证通过', 'Verified'],
  stopped: ['已取消，结算卡不变', 'Stopped. The card stays as it is'],
} as const satisfies Record<string, Pair>;
