import type { Pair } from '../kit/language.ts';

/** Words that every page of the merchant app may use. */
export const words = {
  app: ['开通商户', 'Kaitong Merchant'],
  back: ['返回', 'Back'],
  next: ['下一步', 'Next'],
  done: ['完成', 'Done'],
  save: ['保存', 'Save'],
  cancel: ['取消', 'Cancel'],
  confirm: ['确认', 'Confirm'],
  retry: ['重试', 'Try again'],
  loading: ['加载中', 'Loading'],
  failed: ['没有加载出来', 'This could not be loaded'],
  notFetched: ['页面的这一部分没有加载出来，内容都还在', 'This part of the page did not come; nothing is lost'],
  offline: ['网络已断开，内容都还在', 'You are offline; nothing is lost'],
  tabHome: ['首页', 'Home'],
  tabSales: ['交易', 'Sales'],
  tabMoney: ['结算', 'Settled'],
  tabDevices: ['机具', 'Devices'],
  tabMe: ['我的', 'Me'],
  tabs: ['主菜单', 'Main menu'],
  took: ['收款 {amount} 元', 'Received ¥{amount}'],
  hotline: ['客服热线 400-000-0000', 'Hotline 400-000-0000'],
  outage_sms: [
    '短信通道自 {at} 起异常，验证码和通知可能延迟；收款和结算不受影响。',
    'SMS has been failing since {at}: codes and notices may be late. Sales and settlement go on.',
  ],
  outage_network: [
    '银联网络自 {at} 起异常，刷卡可能失败；未成功的交易不会扣款，已收款项照常结算。',
    'The card network has been failing since {at}: sales may be refused. What fails is not charged; what was taken is settled as usual.',
  ],
  outage_bank: [
    '付款银行自 {at} 起异常，划款可能延迟到账；资金已记在您名下，恢复后自动补发。',
    'The paying bank has been failing since {at}: payouts may arrive late. The money is yours and is sent as soon as the bank answers.',
  ],
  demoNote: ['演示模式：人物与资金均为虚构', 'Demo: people and money are fictional'],
} as const satisfies Record<string, Pair>;
