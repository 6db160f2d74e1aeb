import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['用手机拍', 'Continue on your phone'],
  scan: [
    '用手机相机或微信扫一扫，直接打开这一步，不用再登录；拍好的照片会自动出现在本页。',
    'Scan it with the phone’s camera or WeChat: it opens this very step, signed in. What you take there appears here.',
  ],
  keepToYourself: [
    '请勿转发：扫到的人会以您的身份打开申请。',
    'Show it to nobody: whoever scans it is signed in as you.',
  ],
  qr: ['二维码：在手机上打开这一步', 'QR code: open this step on the phone'],
  making: ['正在生成二维码…', 'Making a code…'],
  waiting: ['等待扫码，{time} 后失效', 'Waiting for the scan, valid for {time}'],
  lapsed: ['二维码已失效', 'This code is no longer valid'],
  another: ['换一个二维码', 'Show another code'],
  here: ['扫码打开这一步', 'Show a code for this step'],
  opened: ['手机已打开：{device}', 'Open on your phone: {device}'],
  openedHint: ['{time} 扫码。在手机上拍，本页会自动更新。', 'Scanned at {time}. What you take there appears here.'],
  end: ['让它退出', 'Sign it out'],
  notReachable: [
    '本页地址 {host} 只有这台电脑打得开。请改用手机也能访问的网址打开本页，再扫码。',
    'Only this computer can open {host}. Open this page at an address that the phone can reach, then scan.',
  ],
  opening: ['正在打开您的申请…', 'Opening your application…'],
  notOpened: ['没有打开', 'Not opened'],
  signIn: ['用手机号和验证码登录', 'Sign in with number and code'],
  goOn: ['继续本机上的申请', 'Go on with the application on this phone'],
  retry: ['再试一次', 'Try again'],
  isOpen: [
    '这是 {phone} 的申请，由电脑扫码打开。拍好后电脑会自动更新。',
    'This is the application of {phone}, opened from a computer. What you take here appears there.',
  ],
  notMine: ['不是我的，退出', 'Not mine: sign out'],
  understood: ['知道了', 'OK'],
} as const satisfies Record<string, Pair>;
