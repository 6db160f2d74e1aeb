/** What the ledger's events and accounts are called, for pages and for exported sheets: zh-CN, then English. */
type Pair = readonly [zh: string, en: string];

export const LEDGER_EVENTS: Readonly<Record<string, Pair>> = {
  sale: ['消费', 'Sale'],
  sale_reversed: ['消费冲正', 'Sale reversed'],
  sale_void: ['消费撤销', 'Sale voided'],
  sale_void_reversed: ['撤销冲正', 'Void reversed'],
  refund: ['退货', 'Refund'],
  completion: ['预授权完成', 'Completion'],
  completion_reversed: ['预授权完成冲正', 'Completion reversed'],
  completion_advice: ['预授权完成通知', 'Completion advice'],
  completion_advice_reversed: ['完成通知冲正', 'Completion advice reversed'],
  completion_void: ['完成撤销', 'Completion voided'],
  completion_void_reversed: ['完成撤销冲正', 'Completion void reversed'],
  qr_passive: ['被扫收款', 'Code shown by the customer'],
  qr_passive_reversed: ['被扫收款冲正', 'Code payment reversed'],
  qr_active: ['主扫收款', 'Code scanned by the customer'],
  qr_active_reversed: ['主扫收款冲正', 'Code payment reversed'],
  qr_void: ['扫码撤销', 'Code payment voided'],
  qr_void_reversed: ['扫码撤销冲正', 'Code void reversed'],
  offline_sale: ['离线消费', 'Offline sale'],
  tip: ['小费', 'Tip'],
  adjustment: ['离线调整', 'Offline sale adjusted'],
  pre_auth_frozen: ['预授权冻结', 'Pre-authorisation frozen'],
  deposit_frozen: ['押金预授权', 'Deposit frozen on a card'],
  hold_posted: ['预授权转实收', 'Hold became money'],
  hold_voided: ['预授权解除', 'Hold released'],
  hold_expired: ['预授权到期', 'Hold expired'],
  hold_reopened: ['预授权恢复', 'Hold open again'],
  frozen: ['延迟结算', 'Settlement delayed'],
  thawed: ['恢复结算', 'Settlement resumed'],
  t1_release: ['T+1 入账', 'T+1 release'],
  t1_payout: ['T+1 划付', 'T+1 payout'],
  t0_advance: ['T+0 垫资', 'T+0 advance'],
  t0_payout: ['T+0 划付', 'T+0 payout'],
  t0_fee: ['T+0 加收', 'T+0 surcharge'],
  t0_advance_back: ['T+0 垫资收回', 'T+0 advance back'],
  payout_paid: ['划款成功', 'Payout paid'],
  payout_returned: ['退汇', 'Payout returned'],
  debt_collected: ['扣回欠款', 'Debt collected'],
  network_arrival: ['清算款到账', 'Network’s money arrived'],
  taken_back: ['清算文件冲减', 'Taken back by the file'],
  suspense: ['差错挂账', 'Into suspense'],
  other_day: ['日切错位转日', 'Moved to the day of its file'],
  found: ['补读行销账', 'Found in a line read later'],
  overtaken: ['差错自动销账', 'Difference ended by itself'],
  break_book: ['补单', 'Booked for the merchant'],
  break_reverse: ['短款冲销', 'Sale taken back'],
  break_charge: ['向商户追款', 'Charged to the merchant'],
  break_follow: ['按清算金额调整', 'Corrected to the file’s amount'],
  break_accept_cost: ['按清算费用入账', 'The network’s fee accepted'],
  break_bear: ['差错损失', 'Difference borne'],
  deposit_capture: ['押金扣收', 'Deposit captured'],
  deposit_release: ['押金预授权解除', 'Deposit’s freeze released'],
  deposit_refund: ['押金退回原卡', 'Deposit refunded to the card'],
  deposit_refunded: ['押金退回账户', 'Deposit refunded to the account'],
  deposit_forfeited: ['押金不退', 'Deposit kept by its terms'],
  deposit_paid_in: ['押金转入', 'Deposit paid in'],
  pay_in_returned: ['转账退回', 'Transfer sent back'],
  pay_in_unclear: ['转账待核对', 'Transfer not clear yet'],
  agent_share: ['代理分润', 'Agent’s share'],
  agent_paid: ['支付代理分润', 'Agent’s share paid'],
  books_adjustment: ['调账', 'Adjustment'],
};

const ACCOUNTS: Readonly<Record<string, Pair>> = {
  'bank:reserve': ['备付金账户', 'Reserve account'],
  'bank:own': ['自有资金账户', 'Own funds'],
  'm:pending': ['商户待结算', 'Merchants, pending'],
  'm:avail': ['商户可结算', 'Merchants, available'],
  'm:payout': ['划付在途', 'Payouts in transit'],
  'm:frozen': ['延迟结算', 'Merchants, delayed'],
  merch_recv: ['应收商户款', 'Owed by merchants'],
  refund_payable: ['应付退货款', 'Refunds payable'],
  'memo:preauth': ['预授权（表外）', 'Pre-authorisations (memo)'],
  'memo:contra': ['预授权对方（表外）', 'Pre-authorisations, contra (memo)'],
  'inc:mdr': ['手续费收入', 'Fee income'],
  'inc:t0': ['T+0 加收收入', 'T+0 surcharge income'],
  'inc:sim': ['流量费收入', 'SIM fee income'],
  'inc:deposit_forfeit': ['押金收入', 'Deposits kept'],
  'exp:interchange': ['发卡行服务费', 'Interchange'],
  'exp:network': ['网络服务费', 'Network fees'],
  'exp:payout_bank': ['划款手续费', 'Payout fees'],
  'exp:loss': ['损失', 'Losses'],
  'exp:agent': ['代理分润支出', 'Agents’ shares'],
  susp_short: ['短款挂账', 'Suspense, short'],
  susp_long: ['长款挂账', 'Suspense, long'],
};
const CLASSES: readonly (readonly [prefix: string, words: Pair])[] = [
  ['net_recv:cup:', ['应收清算款', 'Network receivable']],
  ['deposit:', ['商户押金', 'Deposit']],
  ['agent:', ['应付代理分润', 'Owed to agent']],
];

/** An event or account that has no words yet is shown by its name. */
export const ledgerEvent = (event: string): Pair => LEDGER_EVENTS[event] ?? [event, event];
export function ledgerAccount(account: string): Pair {
  const known = ACCOUNTS[account];
  if (known !== undefined) return known;
  const of = CLASSES.find(([prefix]) => account.startsWith(prefix));
  if (of === undefined) return [account, account];
  const rest = account.slice(of[0].length);
  return [`${of[1][0]} ${rest}`, `${of[1][1]} ${rest}`];
}
