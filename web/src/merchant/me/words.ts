import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['我的', 'Me'],
  phone: ['手机号', 'Phone'],
  name: ['姓名', 'Name'],
  idNumber: ['身份证号', 'Identity number'],
  consents: ['个人信息授权', 'Consents'],
  consentsHint: [
    '可随时撤回，撤回不影响之前已完成的处理；部分功能会因此无法使用。',
    'Withdraw at any time. What was done before stays valid; some functions will stop.',
  ],
  withdraw: ['撤回“{title}”？相关功能将不能继续使用。', 'Withdraw “{title}”? What depends on it will stop working.'],
  language: ['语言', 'Language'],
  typeSize: ['字号', 'Type size'],
  help: ['帮助', 'Help'],
  progress: ['申请进度', 'Application progress'],
  documents: ['证件', 'Documents'],
  changes: ['变更记录', 'Changes'],
  tickets: ['工单', 'Tickets'],
  limits: ['收款限额', 'Limits'],
  flags: ['我被标记了吗？', 'Am I flagged?'],
  leave: ['注销商户', 'Deregister'],
  prices: ['我的价格', 'My prices'],
  application: ['我的申请', 'My application'],
  notices: ['通知', 'Notices'],
  people: ['店员', 'People'],
  data: ['我的数据', 'My data'],
  security: ['登录与安全', 'Sign-in and security'],
  signOut: ['退出登录', 'Sign out'],
} as const satisfies Record<string, Pair>;

/** What follows when a consent is taken back; said before it is done. */
export const effectWords = {
  nothing: ['不影响您当前的申请。', 'Nothing changes for your application.'],
  face_forgotten: [
    '已采集的人脸将不再使用，“人脸核验”需重做或改用视频面签。',
    'The pictures of your face are no longer used; the face check has to be done again, or an interview instead.',
  ],
  card_forgotten: [
    '身份证照片与识别结果将被移除，需重新拍摄。',
    'The photos of your card and what was read from them are removed; take them again to go on.',
  ],
  interview_forgotten: [
    '面签视频将被移除，需重新录制。',
    'The recorded interview is removed; record it again to go on.',
  ],
  cannot_submit: [
    '已填内容保留，但重新同意前不能提交申请。',
    'What you filled in stays, but the application cannot be sent in before you agree again.',
  ],
  application_ends: [
    '您的申请正在审核，撤回后无法继续审核，申请将被撤回。',
    'Your application is being judged. Without this consent it cannot be: it will be withdrawn.',
  ],
  kept_by_law: [
    '今后不再采集；已签约商户的资料依法留存至规定期限。',
    'Nothing more is collected. What the law wants kept of a merchant is kept until its end.',
  ],
} as const satisfies Record<string, Pair>;
