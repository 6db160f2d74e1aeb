import type { ApplicantKind } from './draft.ts';

/** One thing that money can ever be taken for. Amounts are whole fen and rates whole ppm, as text: JSON numbers would lose exactness. */
export interface Charge {
  readonly code: 'credit_fee' | 'debit_fee' | 'qr_fee' | 't0_fee' | 'deposit' | 'sim_fee';
  readonly when:
    | 'each_credit_sale'
    | 'each_debit_sale'
    | 'each_qr_sale'
    | 'each_t0_sale'
    | 'activation'
    | 'each_year_from_second';
  readonly ratePpm?: string;
  readonly capFen?: string;
  readonly amountFen?: string;
}

/** Things that people are often asked to pay for by swindlers and that cost nothing here. */
export const NEVER_CHARGED = ['opening', 'device', 'courier', 'activation_code', 'upgrade'] as const;

export type Reach = 'within_reach' | 'above_expected_volume' | 'above_credit_limit' | 'unknown';

/** 价格真相表: everything that may be charged, and the deposit's rule, as it stands on the day of signing. */
export interface PriceSheet {
  readonly kind: ApplicantKind;
  readonly deviceModel: 'esign_pos' | 'smart_pos';
  readonly settlement: 't1' | 't0';
  /** Asked for T+0 where it is not open at once: T+1 until so many days after activation, with so many days of normal trading. */
  readonly t0From?: { readonly afterDays: number; readonly normalDays: number };
  readonly planId: string;
  readonly planFrom: string;
  readonly charges: readonly Charge[];
  readonly never: readonly string[];
  readonly deposit: {
    readonly amountFen: string;
    readonly targetFen: string;
    readonly targetDays: number;
    readonly captureDay: number;
    readonly refundWorkingDays: number;
    /** Given back within so many days of activation, or never used, the whole deposit comes back; absent on sheets of before the rule. */
    readonly giveBackDays?: number;
    readonly reach: Reach;
    /** What has to be taken a month to meet the target, rounded up to the fen. */
    readonly monthlyNeedFen: string;
  };
  readonly simFreeYears: number;
  readonly simNoticeDays: number;
  readonly priceNoticeDays: number;
}

export interface SheetFacts {
  readonly kind: ApplicantKind;
  readonly deviceModel: PriceSheet['deviceModel'];
  readonly settlement: PriceSheet['settlement'];
  readonly plan: {
    readonly planId: string;
    readonly effectiveFrom: string;
    readonly creditPpm: bigint;
    readonly debitPpm: bigint;
    readonly debitCapFen: bigint;
    readonly t0Ppm: bigint;
    readonly qrPpm: bigint;
  };
  readonly deposit: { readonly depositFen: bigint; readonly targetFen: bigint; readonly targetDays: number };
  /** What the applicant expects to take a month; undefined when they did not say. */
  readonly monthlyFen: bigint | undefined;
  readonly policy: {
    readonly simFeeFen: bigint;
    readonly simFreeYears: number;
    readonly simNoticeDays: number;
    readonly captureDay: number;
    readonly refundWorkingDays: number;
    readonly giveBackDays: number;
    readonly priceNoticeDays: number;
    /** Limit of credit receipts a month for a person without a licence; 0 = none. */
    readonly microCreditMonthFen: bigint;
    /** 0 = T+0 from the first sale. */
    readonly t0AfterDays: number;
    readonly t0NormalDays: number;
  };
}

const MONTH_DAYS = 30n;

/** Pure: the sheet of a choice of device, settlement and plan. */
export function priceSheet(facts: SheetFacts): PriceSheet {
  const { plan, deposit, policy } = facts;
  const charges: Charge[] = [
    { code: 'credit_fee', when: 'each_credit_sale', ratePpm: plan.creditPpm.toString() },
    {
      code: 'debit_fee',
      when: 'each_debit_sale',
      ratePpm: plan.debitPpm.toString(),
      capFen: plan.debitCapFen.toString(),
    },
    { code: 'qr_fee', when: 'each_qr_sale', ratePpm: plan.qrPpm.toString() },
    ...(facts.settlement === 't0'
      ? [{ code: 't0_fee', when: 'each_t0_sale', ratePpm: plan.t0Ppm.toString() } as const]
      : []),
    { code: 'deposit', when: 'activation', amountFen: deposit.depositFen.toString() },
    { code: 'sim_fee', when: 'each_year_from_second', amountFen: policy.simFeeFen.toString() },
  ];
  return {
    kind: facts.kind,
    deviceModel: facts.deviceModel,
    settlement: facts.settlement,
    // absent where it is open at once, so that sheets signed before the rule was there keep their hash
    ...(facts.settlement === 't0' && policy.t0AfterDays > 0
      ? { t0From: { afterDays: policy.t0AfterDays, normalDays: policy.t0NormalDays } }
      : {}),
    planId: plan.planId,
    planFrom: plan.effectiveFrom,
    charges,
    never: NEVER_CHARGED,
    deposit: {
      amountFen: deposit.depositFen.toString(),
      targetFen: deposit.targetFen.toString(),
      targetDays: deposit.targetDays,
      captureDay: policy.captureDay,
      refundWorkingDays: policy.refundWorkingDays,
      giveBackDays: policy.giveBackDays,
      reach: reachOf(facts),
      monthlyNeedFen: monthlyNeed(deposit).toString(),
    },
    simFreeYears: policy.simFreeYears,
    simNoticeDays: policy.simNoticeDays,
    priceNoticeDays: policy.priceNoticeDays,
  };
}

const monthlyNeed = ({ targetFen, targetDays }: SheetFacts['deposit']): bigint => {
  const days = BigInt(targetDays);
  return (targetFen * MONTH_DAYS + days - 1n) / days;
};

/** S20: a limit on credit receipts may put the target out of reach by credit alone; so may an expected volume that is too small. */
function reachOf({ kind, deposit, monthlyFen, policy }: SheetFacts): Reach {
  const months = (monthly: bigint): bigint => (monthly * BigInt(deposit.targetDays)) / MONTH_DAYS;
  const limited = kind === 'individual' && policy.microCreditMonthFen > 0n;
  if (limited && months(policy.microCreditMonthFen) < deposit.targetFen) return 'above_credit_limit';
  if (monthlyFen === undefined) return 'unknown';
  return months(monthlyFen) >= deposit.targetFen ? 'within_reach' : 'above_expected_volume';
}
