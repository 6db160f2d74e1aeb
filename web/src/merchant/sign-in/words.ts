import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['登录', 'Sign in'],
  hello: ['申请收款，从手机号开始', 'Take card payments, starting with your phone'],
  sub: [
    '首次登录即注册。全程在线，资料齐全时几分钟可出结果。',
    'The first sign-in registers you. All online; complete papers are decided in minutes.',
  ],
  phone: ['手机号', 'Mobile number'],
  phoneHint: ['请输入 11 位手机号', '11 digits'],
  code: ['验证码', 'Code'],
  codeHint: ['6 位数字', '6 digits'],
  send: ['获取验证码', 'Send code'],
  sendAgain: ['重新获取', 'Send again'],
  wait: ['{seconds} 秒后可重发', 'Again in {seconds} s'],
  enter: ['登录 / 注册', 'Sign in'],
  waiting: ['短信正在发送…', 'The message is on its way…'],
  sent: ['短信已交给运营商，正在送达…', 'The operator has the message…'],
  delivered: ['短信已送达，请查看手机', 'Delivered. Look at your phone'],
  undelivered: [
    '短信没有送达您的手机。请检查信号，倒计时结束后重新获取；仍收不到，可拨打客服热线或到合作银行柜台办理。',
    'The message did not reach your phone. Check the signal and send again when the countdown ends; if it still fails, call the hotline or visit a partner bank’s counter.',
  ],
  inbox: ['演示：打开短信收件箱', 'Demo: open the SMS inbox'],
  agree: [
    '登录即表示已阅读服务说明。个人信息授权将在下一步逐项征求您的同意。',
    'By signing in you have read the service notes. Each use of personal data is asked for separately in the next step.',
  ],
  more: ['更多', 'More'],
  prepare: ['办理前准备与费用', 'What to prepare, and what it costs'],
  progress: ['查询进度', 'Look up my progress'],
} as const satisfies Record<string, Pair>;
