/** The price-truth sheet in the words that are signed. */
import { fen, yuanText } from '../../../kernel/fen.ts';
import type { Charge, PriceSheet } from '../../../modules/applications/index.ts';

const yuan = (text: string | undefined): string => `${yuanText(fen(BigInt(text ?? '0')))} 元`;
/** 6000 ppm is 0.60 %. */
const percent = (ppm: string | undefined): string => `${(Number(ppm ?? '0') / 10_000).toFixed(2)}%`;

const CHARGES: Readonly<Record<Charge['code'], (charge: Charge) => readonly [name: string, rule: string]>> = {
  credit_fee: (one) => ['信用卡手续费', `每笔 ${percent(one.ratePpm)}，四舍五入到分`],
  debit_fee: (one) => ['借记卡手续费', `每笔 ${percent(one.ratePpm)}，每笔最高 ${yuan(one.capFen)}`],
  qr_fee: (one) => ['扫码手续费', `每笔 ${percent(one.ratePpm)}，四舍五入到分`],
  t0_fee: (one) => ['T+0 加收', `每笔 ${percent(one.ratePpm)}，仅对当日到账的交易`],
  deposit: (one) => ['机具押金', `激活时冻结本人信用卡 ${yuan(one.amountFen)}（智能大POS也可对公转账）`],
  sim_fee: (one) => ['流量费', `第二年起每年 ${yuan(one.amountFen)}，到期前通知，由商户自行续费`],
};

const NEVER: Readonly<Record<string, string>> = {
  opening: '开户费',
  device: '机具费',
  courier: '快递费',
  activation_code: '激活码费',
  upgrade: '升级费、换机费',
};

const KINDS = { individual: '个人', sole_proprietor: '个体工商户', company: '企业' } as const;
const MODELS = { esign_pos: '电签版POS', smart_pos: '智能大POS' } as const;
const SETTLEMENTS = { t1: 'T+1（下一工作日到账）', t0: 'T+0（当日到账）' } as const;

export interface SheetLines {
  readonly choice: readonly (readonly [string, string])[];
  readonly charges: readonly (readonly [string, string])[];
  readonly deposit: readonly string[];
  readonly promises: readonly string[];
}

export function sheetLines(sheet: PriceSheet): SheetLines {
  const { deposit } = sheet;
  return {
    choice: [
      ['申请类型', KINDS[sheet.kind]],
      ['机型', MODELS[sheet.deviceModel]],
      ['结算方式', SETTLEMENTS[sheet.settlement]],
      ...(sheet.t0From === undefined
        ? []
        : [
            [
              'T+0 开通',
              `已受理您的申请；激活满 ${sheet.t0From.afterDays} 天且正常收款 ${sheet.t0From.normalDays} 天后开通，此前按 T+1 到账、不加收`,
            ] as const,
          ]),
      ['费率方案', `${sheet.planId}（${sheet.planFrom} 起）`],
    ],
    charges: sheet.charges.map((one) => CHARGES[one.code](one)),
    deposit: [
      `押金 ${yuan(deposit.amountFen)}：激活时预授权冻结，第 ${deposit.captureDay} 天转为押金；资金记在您名下的押金账户。`,
      `达标：自激活当日（含）起 ${deposit.targetDays} 天内累计收款满 ${yuan(deposit.targetFen)}，可申请退还，${deposit.refundWorkingDays} 个工作日内到账；第 ${deposit.targetDays + 1} 天起视为未达标，可提出复议。`,
      ...(deposit.giveBackDays === undefined ? [] : [giveBackLine(deposit.giveBackDays)]),
      `平均每月约需收款 ${yuan(deposit.monthlyNeedFen)}。${REACH[deposit.reach]}`,
    ],
    promises: [
      `除上表所列，任何人以任何名义收费均与本公司无关，系统亦无法入账。以下项目永不收费：${sheet.never.map((one) => NEVER[one] ?? one).join('、')}。`,
      `费率上调须提前 ${sheet.priceNoticeDays} 天通知，生效前的交易按原费率计收。`,
      `流量费首 ${sheet.simFreeYears} 年免收，到期前 ${sheet.simNoticeDays} 天通知。`,
    ],
  };
}

/** What of the deposit may be kept where a device ends before its target: all that can be kept must stand here. */
const giveBackLine = (days: number): string =>
  `提前退机：激活之日起 ${days} 天内退还机具，或机具从未使用（测试交易除外），押金全额退还（尚在冻结的直接解冻）；超过 ${days} 天且未达标，或机具遗失的，押金不予退还，须经我方两人复核并告知理由，您可申诉。`;

const REACH: Readonly<Record<PriceSheet['deposit']['reach'], string>> = {
  within_reach: '按您填写的月收款额，可以达标。',
  above_expected_volume: '按您填写的月收款额，预计不能达标，押金可能不予退还，请确认后再签署。',
  above_credit_limit: '受信用卡收款限额，仅靠信用卡收款无法达标（借记卡与扫码计入），请确认后再签署。',
  unknown: '',
};
