/** 策略包: values of policy parameters that belong together. What a pack does not name stays as it is. */
export const PACKS = {
  default: {
    'activation.code_days': 30,
    'deposit.other_card_refused': 0,
    'foreign.cards_allowed': 1,
    'identity.interview_without_place': 0,
    'limit.credit_day_fen': 0,
    'limit.credit_single_fen': 0,
    'limit.credit_swipe_day_fen': 0,
    'limit.credit_swipe_single_fen': 0,
    'micro.credit_day_fen': 0,
    'micro.credit_month_fen': 0,
    'risk.merchants_per_person_refused': 0,
    'risk.acquirers_per_person_max': 0,
    'risk.same_card_seconds': 0,
    'settlement.t0_after_days': 0,
    'settlement.t0_normal_days': 0,
  },
  /** The stricter value that is known of each rule, e.g. of the rules for merchants without a licence. */
  strict: {
    'activation.code_days': 3, // 72 hours
    'deposit.other_card_refused': 1,
    'foreign.cards_allowed': 0, // until there is a contract with the organisation
    'identity.interview_without_place': 1,
    'limit.credit_day_fen': 20_000_000, // 200,000 yuan a merchant
    'limit.credit_single_fen': 3_000_000, // 30,000 yuan
    'limit.credit_swipe_day_fen': 2_000_000, // a magnetic stripe is copied more easily than a chip
    'limit.credit_swipe_single_fen': 500_000,
    'micro.credit_day_fen': 100_000, // 1,000 yuan a day and person
    'micro.credit_month_fen': 1_000_000, // 10,000 yuan a month and person
    'risk.merchants_per_person_refused': 2,
    'risk.acquirers_per_person_max': 5,
    'risk.same_card_seconds': 60,
    'settlement.t0_after_days': 90,
    'settlement.t0_normal_days': 30,
  },
} as const satisfies Record<string, Readonly<Record<string, number>>>;

export type PackName = keyof typeof PACKS;
export const PACK_NAMES = Object.keys(PACKS) as PackName[];
