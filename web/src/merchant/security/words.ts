import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['登录与安全', 'Sign-in and security'],
  hint: [
    '验证码是进入本账户的唯一凭证。工作人员不会向您索要验证码。',
    'The code is the only key to this account. Our people never ask for it.',
  ],
  devices: ['已登录的设备', 'Signed in on'],
  here: ['本机', 'This one'],
  seen: ['最近使用 {at}', 'Last used {at}'],
  since: ['{at} 登录', 'Signed in {at}'],
  unknown: ['未知设备', 'Unknown device'],
  end: ['退出该设备', 'Sign it out'],
  endAll: ['退出其他所有设备', 'Sign out all others'],
  ended: ['已退出', 'Signed out'],
  looks: ['工作人员查看记录', 'Looks of our people'],
  looksHint: [
    '工作人员为您解决问题时，可以查看您的应用，只能看、不能操作，也看不到验证码和证件影像。',
    'To help you, our people may see your app. They change nothing and see neither codes nor pictures of documents.',
  ],
  noLooks: ['没有人查看过。', 'Nobody has looked.'],
  look: ['{name} 于 {at} 查看了您的应用，原因：{reason}', '{name} saw your app, {at}. Reason: {reason}'],
  log: ['登录记录', 'What happened at the door'],
  logHint: [
    '保留 180 天。如有不是您的操作，请退出其他设备并致电 400-000-0000。',
    'Kept for 180 days. If something was not you, sign the others out and call 400-000-0000.',
  ],
  signed_in: ['登录', 'Signed in'],
  wrong_code: ['验证码错误', 'Wrong code'],
  locked: ['多次错误，验证码作废', 'Too many wrong codes'],
  signed_out: ['退出', 'Signed out'],
  endedThere: ['退出其他设备', 'Signed others out'],
  recovered: ['更换登录手机号', 'Moved to another number'],
} as const satisfies Record<string, Pair>;
