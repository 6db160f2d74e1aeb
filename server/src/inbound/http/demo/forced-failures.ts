/** Failures of the outside world by name: which switches they are, and what one will see. One list for the page, the routes and the shell. */

export interface ForcedFailure {
  readonly name: string;
  readonly simulator: string;
  /** Switched so; left out: the whole simulator is off. */
  readonly faults?: Readonly<Record<string, string | number | boolean>>;
  readonly zh: readonly [title: string, sight: string];
  readonly en: readonly [title: string, sight: string];
}

const failure = (
  name: string,
  of: Pick<ForcedFailure, 'simulator' | 'faults'>,
  words: { zh: readonly [string, string]; en: readonly [string, string] },
): ForcedFailure => ({ name, ...of, ...words });

export const FORCED_FAILURES: readonly ForcedFailure[] = [
  failure(
    'network-down',
    { simulator: 'card-network', faults: { stopListening: true } },
    {
      zh: ['卡组织断线', '刷卡返回 91 一类的拒绝，/readyz 报卡组织未签到；恢复后自动签到。'],
      en: [
        'The card network is gone',
        'Sales are refused at once and /readyz names the network; it signs on again by itself afterwards.',
      ],
    },
  ),
  failure(
    'network-silent',
    { simulator: 'card-network', faults: { answer: 'silent' } },
    {
      zh: ['卡组织不应答', '终端等到超时，下一笔交易前先自动冲正，持卡人不会被扣款（S41）。'],
      en: [
        'The network does not answer',
        'The terminal times out and reverses before its next sale: nobody is charged (S41).',
      ],
    },
  ),
  failure(
    'answer-lost',
    { simulator: 'card-network', faults: { dropAfterProcessing: true } },
    {
      zh: ['应答丢失', '发卡行已扣款而终端没收到：系统自己冲正，押金也不会冻结两次（S35）。'],
      en: [
        'Answers are lost after the issuer has charged',
        'The system reverses by itself, and no deposit is frozen twice (S35).',
      ],
    },
  ),
  failure(
    'no-money',
    { simulator: 'card-network', faults: { decline: '51' } },
    {
      zh: ['余额不足', '终端显示“余额不足”，激活停在押金一步，换卡即可继续（S36）。'],
      en: [
        'Every card is short of money',
        'The terminal says so in words; an activation stays where it is until another card comes (S36).',
      ],
    },
  ),
  failure(
    'file-late',
    { simulator: 'card-network', faults: { clearing: 'late' } },
    {
      zh: ['清算文件迟到', '日切后当天停在“已关账”，控制台提示文件未到；关闭本故障后下发并继续。'],
      en: [
        'The clearing file is late',
        'The day stays closed and the console says what is missing; it goes on when this is switched off.',
      ],
    },
  ),
  failure(
    'file-differs',
    { simulator: 'card-network', faults: { clearing: 'mixed' } },
    {
      zh: ['清算文件对不上', '对账出现多账、少账、金额不符三类差异，等人处理（S55）。'],
      en: ['The clearing file differs', 'Reconciliation finds breaks of each kind and puts them before people (S55).'],
    },
  ),
  failure(
    'bank-silent',
    { simulator: 'bank', faults: { down: true } },
    {
      zh: ['银行停机', '划款停在“未知”，按同一编号反复询问，不会付两次。'],
      en: [
        'The bank is silent',
        'Payouts stand as unknown and are asked again under the same number: nothing is paid twice.',
      ],
    },
  ),
  failure(
    'payout-returned',
    { simulator: 'bank', faults: { returnAll: true } },
    {
      zh: ['退汇', '拨到划款后，款退回，商户账户冻结划款并收到待办（S54）。'],
      en: [
        'Payouts come back',
        'Move the clock to payout: the money returns, the account is blocked and the merchant is asked to put it right (S54).',
      ],
    },
  ),
  failure(
    'sms-outage',
    { simulator: 'sms-centre' },
    {
      zh: ['短信中断', '登录验证码发不出，页面说明原因；恢复后积压的短信补发。'],
      en: ['No SMS', 'Sign-in codes do not arrive and the page says so; what waited is sent afterwards.'],
    },
  ),
  failure(
    'registry-silent',
    { simulator: 'registry', faults: { silent: true } },
    {
      zh: ['核验机构不应答', '四要素记为“未核验”，申请转人工，不会自动通过（S09）。'],
      en: [
        'The registry does not answer',
        'The check is unverified and the application goes to people, never approved by itself (S09).',
      ],
    },
  ),
  failure(
    'registration-refused',
    { simulator: 'registry', faults: { bindingDown: true } },
    {
      zh: ['终端报备停机', '新机具报备等待重试，报备未通过的机具不能收款（S38）。'],
      en: [
        'The register of terminals is out',
        'New devices wait to be registered; one that is refused takes no money (S38).',
      ],
    },
  ),
  failure(
    'parcel-stuck',
    { simulator: 'courier', faults: { stuck: true } },
    {
      zh: ['快递停在途中', '包裹不再前进，商户端一直显示运输中。'],
      en: ['Parcels are stuck', 'Nothing moves on; the merchant app keeps showing the parcel on its way.'],
    },
  ),
  failure(
    'terminals-offline',
    { simulator: 'terminal-host', faults: { lineDown: true } },
    {
      zh: ['终端断网', '机具提示网络故障；小票不会打印，没有钱动过。'],
      en: ['Terminals have no line', 'The device says so; no slip is printed and no money has moved.'],
    },
  ),
  failure(
    'sim-silent',
    { simulator: 'sim-carrier', faults: { down: true } },
    {
      zh: ['流量卡平台停机', '停复机指令等待重试，直到运营商确认。'],
      en: ['The SIM carrier is out', 'Orders to switch data are repeated until the carrier has confirmed them.'],
    },
  ),
];
