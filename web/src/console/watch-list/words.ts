import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['名单', 'Watch list'],
  lead: [
    '审核命中名单即不通过；已通过未发货的会被停下。号码只存加密指纹和后四位。',
    'A review fails on a hit, and what is approved but not shipped is stopped. Of a number only a keyed hash and its last four places are kept.',
  ],
  none: ['名单是空的', 'Nothing is on the list'],
  add: ['加入名单', 'Add to the list'],
  kind: ['类型', 'Kind'],
  id_number: ['身份证号', 'Identity number'],
  phone: ['手机号', 'Phone'],
  account: ['银行账号', 'Bank account'],
  credit_code: ['统一社会信用代码', 'Unified credit code'],
  value: ['号码', 'Number'],
  reason: ['原因', 'Reason'],
  source: ['来源', 'Source'],
  ownSource: ['本机构', 'Our own'],
  listedAt: ['列入时间', 'Listed'],
  next: ['下一步', 'Next step'],
  added: ['已加入名单', 'It is on the list'],
  addFollows: [
    '立即生效：用到这个号码的申请审核不通过；已通过、还没有发货或交付的商户会被暂停，机具退回库存。',
    'It holds at once: applications with this number fail review; merchants approved but not shipped are suspended and their device goes back to stock.',
  ],
  lift: ['移出', 'Lift'],
  liftTitle: ['移出名单：{masked}', 'Lift {masked}'],
  listedFor: ['列入原因：{reason}（{source}）', 'Listed for: {reason} ({source})'],
  wholeValue: ['完整的{kind}', 'The whole number ({kind})'],
  onlyHash: ['名单只存指纹，须填写完整号码核对', 'Only a hash is kept, so the whole number is compared'],
  otherTail: ['后四位与 {masked} 不符', 'It does not end like {masked}'],
  liftReason: ['移出原因', 'Why it is lifted'],
  liftFollows: [
    '之后的审核不再命中；已停下的商户不会自动恢复。原因与经办人记入访问日志。',
    'Later reviews do not hit it any more; merchants that were stopped do not come back by themselves. Reason and name go into the access log.',
  ],
  lifted: ['已移出名单', 'It is off the list'],
} as const satisfies Record<string, Pair>;
