/** Words of the bench around the device; what stands on the device's own screen comes from the device. */
export type Language = 'zh-CN' | 'en';

const words = {
  title: ['终端体验台', 'Terminal bench'],
  subtitle: [
    '模拟的电签POS：真实的终端软件和报文',
    'A simulated e-signature POS: real terminal software, real messages',
  ],
  devices: ['机具', 'Devices'],
  loading: ['正在加载机具…', 'Loading devices…'],
  empty: ['还没有送达的机具', 'No device has been delivered yet'],
  emptyHint: [
    '审核通过并发货、签收后，机具会出现在这里。',
    'A device appears here once an application is approved, shipped and signed for.',
  ],
  failed: ['连不上终端模拟器', 'The terminal simulator cannot be reached'],
  retry: ['重试', 'Try again'],
  lost: ['与机具的连接已断开，正在重连…', 'Lost the device; reconnecting…'],
  notActivated: ['未激活', 'not activated'],
  steps: ['激活进度', 'Activation'],
  connected: ['网络已连接', 'Connected'],
  code_accepted: ['激活码通过', 'Code accepted'],
  keys_loaded: ['密钥已下载', 'Keys loaded'],
  deposit_secured: ['押金已冻结', 'Deposit secured'],
  device_acknowledged: ['激活成功', 'Active'],
  test_sale_ok: ['测试消费完成', 'Test sale done'],
  errorCode: ['错误码', 'Error code'],
  cards: ['卡包', 'Cards'],
  cardsHint: ['选一张虚构的卡，再选用法', 'Choose a fictional card, then how to use it'],
  cardWanted: ['机具正在等待银行卡', 'The device is waiting for a card'],
  cardIdle: ['机具现在不读卡', 'The device is not reading cards now'],
  credit: ['信用卡', 'Credit'],
  debit: ['借记卡', 'Debit'],
  pin: ['密码', 'PIN'],
  swipe: ['刷卡', 'Swipe'],
  insert: ['插卡', 'Insert'],
  tap: ['挥卡', 'Tap'],
  power: ['电源', 'Power'],
  confirm: ['确认', 'OK'],
  cancel: ['取消', 'Cancel'],
  clear: ['清除', 'Clear'],
  menu: ['菜单', 'Menu'],
  up: ['上', 'Up'],
  down: ['下', 'Down'],
  keypad: ['键盘', 'Keypad'],
  screen: ['机具屏幕', 'Device screen'],
  keyboardHint: [
    '电脑键盘可用：数字、回车确认、Esc 取消、退格清除、↑↓、M 菜单',
    'Keyboard: digits, Enter, Esc, Backspace, ↑ ↓, M for menu',
  ],
  receipt: ['电子签购单', 'E-receipt'],
  noReceipt: ['交易后签购单出现在这里', 'The receipt of a transaction appears here'],
  merchantCopy: ['商户存根', 'Merchant copy'],
  cardholderCopy: ['持卡人存根', 'Cardholder copy'],
  signHere: ['请在此签名', 'Sign here'],
  signClear: ['重签', 'Again'],
  signDone: ['完成签名', 'Done'],
  reversalPending: ['有一笔交易待冲正', 'One transaction waits to be reversed'],
  failedReversals: ['笔冲正失败，需人工处理', 'reversals failed and need a human'],
  off: ['已关机，请按电源键', 'Off: press the power key'],
  esign_pos: ['电签版', 'E-sign'],
  smart_pos: ['智能大POS', 'Smart POS'],
} as const satisfies Record<string, readonly [string, string]>;

export type WordKey = keyof typeof words;

/** A word in the language of the bench. */
export function word(language: Language, key: WordKey): string {
  return words[key][language === 'zh-CN' ? 0 : 1];
}
