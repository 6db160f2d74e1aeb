import type { Pair } from '../../kit/language.ts';

export const words = {
  title: ['机具', 'Devices'],
  none: ['还没有机具', 'No device yet'],
  noneHint: ['审核通过后会自动分配并寄出。', 'One is assigned and sent once the application is approved.'],
  serial: ['序列号', 'Serial number'],
  terminalNo: ['终端号', 'Terminal number'],
  parcel: ['物流', 'Parcel'],
  code: ['激活码', 'Activation code'],
  codeMessage: ['短信', 'Message'],
  expires: ['有效期至 {at}', 'Valid until {at}'],
  undelivered: [
    '激活码短信没有送达。可以重新发送；仍收不到请拨打客服热线核实身份后口头告知领取方式。',
    'The SMS with the code did not arrive. Send it again; if it still fails call the hotline.',
  ],
  locked: [
    '激活码连续输错已锁定 30 分钟，可重新获取一个新的。',
    'Too many wrong entries: the code is locked for 30 minutes. You can have a new one sent.',
  ],
  resend: ['重新发送激活码', 'Send a new code'],
  resendAsk: [
    '会生成新的激活码并短信发给您，之前的立即作废。',
    'A new code is made and sent by SMS; the earlier one stops working at once.',
  ],
  resent: ['新的激活码已发送', 'A new code is on its way'],
  howTo: ['怎么激活（约 10 分钟）', 'How to activate (about 10 minutes)'],
  how1: [
    '长按电源键开机，连接 4G 或 Wi-Fi，屏幕显示“已连接”。',
    'Hold the power key; connect to 4G or Wi-Fi until the screen says 已连接.',
  ],
  how2: ['选择“终端激活”，输入短信里的 12 位激活码。', 'Choose 终端激活 and enter the 12-digit code from the SMS.'],
  how3: [
    '核对屏幕上的商户名称，按确认，等待下载密钥。',
    'Check the merchant name on the screen, confirm, and wait for the keys.',
  ],
  how4: [
    '按提示刷本人信用卡冻结押金（借记卡不行，不会扣款）。',
    'Use your own credit card to freeze the deposit (a debit card is refused; no money moves).',
  ],
  how5: [
    '激活后做一笔 1 元测试消费，核对卡号和金额并签名。',
    'Then make a test sale of ¥1, check card and amount, and sign.',
  ],
  tested: ['测试消费已完成', 'Test sale done'],
  notTested: ['还没有做 1 元测试消费，完成前只能收 1 元', 'No test sale yet; until then only ¥1 can be sold'],
  lastSeen: ['最近在线 {at}', 'Last seen {at}'],
  step: ['激活进度', 'Activation'],
  bench: ['演示：打开这台电签POS', 'Demo: open this e-sign POS'],
} as const satisfies Record<string, Pair>;
