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
  demoNote: ['演示模式：人物与资金均为虚构', 'Demo: people and money are fictional'],
} as const satisfies Record<string, Pair>;
