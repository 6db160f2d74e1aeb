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
  recover: ['手机丢失或换号', 'Phone lost or changed'],
  recoverIntro: [
    '用身份证和人脸找回账号，换成您的新手机号。24 小时后生效，期间原手机号可以取消。',
    'Get your account back with your card and face, under your new number. It takes effect after 24 hours, in which the old number can stop it.',
  ],
  recoverName: ['姓名（身份证上的）', 'Name on your card'],
  recoverId: ['身份证号', 'Identity number'],
  recoverPhone: ['新手机号', 'New phone number'],
  recoverNext: ['下一步：核验人脸', 'Next: your face'],
  recoverConsent: [
    '同意采集约 5 秒人脸照片，与账号留存的身份证头像比对，仅用于本次换号。',
    'About five seconds of pictures of my face may be compared with the portrait on file, for this change of number only.',
  ],
  recoverCooling: ['核验通过，{at} 起用新手机号登录', 'That is you. From {at} on, sign in with the new number'],
  recoverCoolingHint: [
    '我们已短信告知新旧两个号码。期间如有人用原号码登录取消，更换将停止。',
    'Both numbers were told. If somebody with the old number stops it until then, nothing changes.',
  ],
  recoverElse: [
    '无法刷脸？请携身份证到任一合作银行柜台办理。我们不会打电话向您索要验证码。',
    'No camera? Bring your card to a partner bank’s counter. We never ask for codes by phone.',
  ],
  leaving: [
    '有人通过了身份核验，账号将于 {at} 更换为 {phone}。不是您本人？',
    'Somebody passed the identity check: this account moves to {phone} at {at}. Was that not you?',
  ],
  leavingStop: ['不是我，立即取消', 'Not me: stop it'],
} as const satisfies Record<string, Pair>;
