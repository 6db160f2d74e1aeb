import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['我的数据', 'My data'],
  lead: [
    '这里是我们保存的关于您的信息。您可以导出一份，也可以申请删除；依法须保留的，会写明原因和期限。',
    'This is what we keep about you. You may take a copy, or ask that it is erased; what the law keeps says why and how long.',
  ],
  c_replaced: ['重拍前的旧照片', 'Photos that were taken again'],
  c_identity: ['证件、人脸与填写的资料', 'Identity card, face and what was filled in'],
  c_decided: ['提交过的申请与审核记录', 'What was sent in and decided'],
  c_money: ['交易与结算记录', 'Transactions and settlements'],
  c_sign_ins: ['登录记录', 'Sign-ins'],
  count: ['{n} 项', '{n}'],
  manyCount: ['10 万笔以上', 'More than 100,000'],
  nothing: ['没有', 'None'],
  erasable: ['可删除', 'May be erased'],
  kept_in_review: [
    '申请正在审核。如不再申请，请先撤回，再来删除。',
    'It is being judged. Withdraw the application first if you no longer want it.',
  ],
  kept_law: [
    '依反洗钱法等规定，自业务终止起保留 {years} 年，到期删除。',
    'Kept for {years} years after the business ends, by the anti-money-laundering law; then erased.',
  ],
  kept_proof: [
    '作为审核决定的凭证加密保留，不再使用。',
    'Kept sealed as the proof of a decision; used for nothing else.',
  ],
  kept_log: [
    '依网络安全法保留 {days} 天，到期自动删除。',
    'Kept for {days} days by the cybersecurity law, then erased by itself.',
  ],
  kept_hold: [
    '有依法的保全要求，暂不能删除；解除后会继续办理。',
    'The law forbids to erase it at present. A request goes on once that has ended.',
  ],
  draftNote: [
    '没有提交的申请，{days} 天不再填写会自动删除。',
    'An application that nobody goes on with is erased after {days} days.',
  ],
  export: ['导出我的数据', 'Take a copy'],
  exportHint: [
    '打包为 ZIP，备好后短信通知，保留 7 天。',
    'A ZIP file. A message tells when it is ready; it lies there for 7 days.',
  ],
  erase: ['删除可删除的信息', 'Erase what may be erased'],
  sure: [
    '删除后不能恢复：{what}。如还要申请，需要重新拍照、重新填写。继续？',
    'This cannot be undone: {what}. To apply again you have to take the photos and fill in everything again. Go on?',
  ],
  confirm: ['删除', 'Erase'],
  cancel: ['不删除', 'Keep'],
  asked: ['已受理', 'Taken'],
  requests: ['我的申请', 'My requests'],
  k_export: ['导出', 'Copy'],
  k_erasure: ['删除', 'Erasure'],
  s_asked: ['办理中', 'Under way'],
  s_held: ['等待保全解除', 'Waits for a legal hold'],
  s_ready: ['可下载', 'Ready'],
  s_done: ['已删除', 'Erased'],
  s_lapsed: ['已过期', 'Lapsed'],
  dueBy: ['最晚 {at} 前办完', 'By {at} at the latest'],
  endedAt: ['{at} 办完', 'Done {at}'],
  download: ['下载', 'Download'],
  noRequests: ['还没有申请', 'No request yet'],
} as const satisfies Record<string, Pair>;
