import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['我被标记了吗？', 'Am I flagged?'],
  no: ['没有', 'No'],
  noText: [
    '目前没有任何限制：没有暂缓的款项，没有要求举证，限额未被调低，收款服务正常。',
    'Nothing stands against you: no money waits, no proof is asked for, no limit is lowered, and you can sell.',
  ],
  yes: ['有 {count} 项，原因和办法如下', '{count} to look at: why, and what to do'],
  money_waits: ['部分款项暂缓结算', 'Some money waits'],
  confirmed: ['经核实存在异常，款项继续暂缓', 'It was found not to be in order, and the money stays'],
  proof_asked: ['需要您举证', 'Proof is asked for'],
  limits_lowered: ['收款限额临时调低', 'Your limits are lowered for a time'],
  suspended: ['收款服务已暂停', 'You cannot sell at present'],
  until: ['至 {until}', 'Until {until}'],
  amount: ['涉及 ¥{amount}', '¥{amount}'],
  why: ['原因', 'Why'],
  what: ['怎么办', 'What to do'],
  do_money_waits: [
    '说明这些交易卖了什么并上传凭证，核实后随下一次划款到账。',
    'Say what was sold and hand in proof; once it is looked at the money comes with the next payout.',
  ],
  do_confirmed: [
    '如有新的材料，可提交申诉，由另一位同事重新核实。',
    'With new proof you may appeal; somebody else looks at it anew.',
  ],
  do_proof_asked: [
    '请在期限内说明情况，并上传小票、合同、发货单等凭证。',
    'Answer in time, and hand in slips, contracts or delivery notes.',
  ],
  do_limits_lowered: [
    '到期自动恢复；说明情况后核实无误会提前恢复。',
    'They come back by themselves, and earlier once your answer is looked at.',
  ],
  do_suspended: [
    '由两位工作人员决定。请致电客服申诉；已收款项按规定处理。',
    'Two people decided it. Call the hotline to appeal; what you have sold is dealt with by the rules.',
  ],
  go: ['去说明或申诉', 'Answer or appeal'],
  call: ['致电客服申诉', 'Call the hotline'],
  privacy: [
    '仅列出有实际影响的事项；您有权知道原因、说明情况和申诉。',
    'What has consequences is listed here; you may know why, answer and appeal.',
  ],
} as const satisfies Record<string, Pair>;
