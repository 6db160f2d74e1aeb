import type { Pair } from '../../kit/language.ts';

export const words = {
  sim: ['流量费与有效期', 'Data SIM: paid to when'],
  title: ['机具', 'Devices'],
  none: ['还没有机具', 'No device yet'],
  noneHint: ['审核通过后会自动分配并寄出。', 'One is assigned and sent once the application is approved.'],
  serial: ['序列号', 'Serial number'],
  giveUp: ['不用这台机具了？', 'Done with this device?'],
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
  reportAsk: ['收到的机具不对 / 没收到', 'Wrong device, or none came'],
  reportWhat: ['发生了什么', 'What happened'],
  report_wrong_serial: ['收到的机具序列号不一样', 'The device that came has another serial number'],
  report_lost: ['没有收到，或收到前后丢失', 'It did not come, or it is gone'],
  serialExpected: ['应收机具：{serial}', 'Expected: {serial}'],
  serialArrived: ['收到的机具序列号', 'Serial number of what came'],
  serialWhere: [
    '在机具背面标签“S/N”一行，包装盒侧面也有，字母加数字，如 KTE2611…',
    'On the label at the back in the line “S/N”, also on the side of the box: letters and digits, such as KTE2611…',
  ],
  parcelStands: [
    '物流显示：{state}（运单 {waybill}）。还在路上可以再等等，或先致电快递。',
    'The courier says: {state} (waybill {waybill}). If it is still on its way, wait a little or call the courier first.',
  ],
  reportFollowsWrong: [
    '提交后激活码立即停用，两台机具都不能激活；我们核对后让您用收到的这台，或另寄一台。',
    'Once sent, the code stops at once and neither device can be activated. We check and let you use what came, or send another.',
  ],
  reportFollowsLost: [
    '提交后激活码立即停用，这台机具永久停用，之后收到也不能激活；我们核对后另寄一台。',
    'Once sent, the code stops at once and this device is out of use for good, even if it comes later. We check and send another.',
  ],
  reportSend: ['提交，激活码立即停用', 'Send; the code stops at once'],
  reportSent: ['已提交，激活码已停用', 'Sent; the code has stopped'],
  reportOpen: ['机具异常', 'Trouble with the device'],
  lookedInto: ['核对中', 'Looked into'],
  reportOpenWrong: [
    '您报告收到的是 {serial}。激活码已停用，请不要激活，妥善保管收到的机具。',
    'You said that {serial} came. The code has stopped: do not activate, keep what came.',
  ],
  reportOpenLost: [
    '您报告没有收到或已丢失。激活码和这台机具都已停用。',
    'You said that it did not come or is gone. The code and this device are out of use.',
  ],
  reportNextWrong: [
    '下一步：我们核对序列号。能用就短信发新的激活码，不能用就另寄一台；若应收的那台没问题，这里会恢复“重新发送激活码”。',
    'Next: we check the serial number. If it can be yours a new code comes by SMS, if not another is sent; if the expected one is fine, you can have a new code sent here again.',
  ],
  reportNextLost: [
    '下一步：我们核实后另寄一台，快递揽收后短信发送新的激活码。',
    'Next: we check and send another; the new code comes by SMS once the courier has it.',
  ],
  tested: ['测试消费已完成', 'Test sale done'],
  notTested: ['还没有做 1 元测试消费，完成前只能收 1 元', 'No test sale yet; until then only ¥1 can be sold'],
  lastSeen: ['最近在线 {at}', 'Last seen {at}'],
  step: ['激活进度', 'Activation'],
  bench: ['演示：打开这台电签POS', 'Demo: open this e-sign POS'],
} as const satisfies Record<string, Pair>;
