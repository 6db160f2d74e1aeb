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
  application: ['我的申请', 'My application'],
  signOut: ['退出登录', 'Sign out'],
} as const satisfies Record<string, Pair>;
