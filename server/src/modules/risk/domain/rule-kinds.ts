/** What a kind of rule may be told, with bounds: drafts are judged by this table, and the console makes its form of it. */
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { RiskRule, RiskRuleKind, RuleAction } from './risk-rules.ts';

/** As far back as any rule may count, judged at the cut-off; and those that are judged within seconds of a sale. */
export const HOURS_MAX = 168;
export const QUICK_HOURS = 48;

const FEN_MAX = 100_000_000_000; // a milliard yuan: no sale comes near
const TIMES_MAX = 1_000;

export type ParameterSpec =
  | { readonly type: 'fen' | 'whole' | 'number'; readonly min: number; readonly max: number }
  | { readonly type: 'cards' | 'time' | 'flag' }
  /** Short codes of digits: response codes, merchant category codes. */
  | { readonly type: 'codes'; readonly places: number; readonly max: number };

const SCOPE = {
  cardKinds: { type: 'cards' },
  amountMinFen: { type: 'fen', min: 1, max: FEN_MAX },
  timesMin: { type: 'whole', min: 1, max: TIMES_MAX },
  withinHours: { type: 'number', min: 0.01, max: HOURS_MAX },
} as const satisfies Record<string, ParameterSpec>;
const sum = { sumMinFen: { type: 'fen', min: 0, max: FEN_MAX } } as const;
const percent = { type: 'whole', min: 1, max: 100 } as const;

/** Of each kind its parameters: those of every rule first. */
export const RULE_KINDS = {
  own_card: { ...SCOPE, askFrom: { type: 'whole', min: 1, max: TIMES_MAX } },
  card_repeats: SCOPE,
  amount_repeats: SCOPE,
  amount_round: {
    ...SCOPE,
    unitFen: { type: 'fen', min: 1, max: FEN_MAX },
    marginFen: { type: 'fen', min: 0, max: FEN_MAX },
  },
  hours: { ...SCOPE, from: { type: 'time' }, to: { type: 'time' } },
  credit_share: { ...SCOPE, sharePercent: percent },
  amount_trade: { ...SCOPE, mccs: { type: 'codes', places: 4, max: 50 } },
  velocity: { ...SCOPE, ...sum },
  undone_share: { ...SCOPE, sharePercent: percent },
  inquiry_then_sale: { ...SCOPE, inquiriesMin: { type: 'whole', min: 1, max: 20 } },
  new_burst: { ...SCOPE, ...sum, daysMax: { type: 'whole', min: 1, max: 90 } },
  linked_card: SCOPE,
  linked_device: SCOPE,
  near_limit: { ...SCOPE, marginPercent: { type: 'whole', min: 1, max: 20 } },
  declined_tries: {
    ...SCOPE,
    codes: { type: 'codes', places: 2, max: 20 },
    cardsMin: { type: 'whole', min: 1, max: 50 },
    thenTry: { type: 'flag' },
  },
} as const satisfies Record<RiskRuleKind, Readonly<Record<string, ParameterSpec>>>;

export const isRuleKind = (kind: string): kind is RiskRuleKind => Object.hasOwn(RULE_KINDS, kind);

const POINTS_MAX = 100;

/** A rule as it is written: amounts as whole numbers, everything else as it is. */
export interface WrittenRule {
  readonly rule: string;
  readonly kind: string;
  readonly points: number;
  readonly action: RuleAction;
  readonly enabled: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
}

function fits(spec: ParameterSpec, value: unknown): boolean {
  switch (spec.type) {
    case 'fen':
    case 'whole':
      return Number.isSafeInteger(value) && (value as number) >= spec.min && (value as number) <= spec.max;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) && value >= spec.min && value <= spec.max;
    case 'flag':
      return typeof value === 'boolean';
    case 'time':
      return typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
    case 'cards':
      return isSome(value, (one) => one === 'debit' || one === 'credit', 2);
    default:
      return isSome(
        value,
        (one) => typeof one === 'string' && new RegExp(`^[0-9A-Z]{${spec.places}}$`).test(one),
        spec.max,
      );
  }
}

const isSome = (value: unknown, of: (one: unknown) => boolean, max: number): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= max &&
  new Set(value).size === value.length &&
  value.every(of);

export type RuleRefusal = Refusal<'risk.rule_invalid'>;

/** Whether a rule may stand as it is written. Pure; the refusal names the parameter that does not fit. */
export function decideRule(written: WrittenRule): Outcome<RiskRule, RuleRefusal> {
  const invalid = (parameter: string): Outcome<RiskRule, RuleRefusal> => refuse('risk.rule_invalid', { parameter });
  if (!/^[a-z][a-z0-9_]{1,40}$/.test(written.rule)) return invalid('rule');
  if (!isRuleKind(written.kind)) return invalid('kind');
  if (!Number.isInteger(written.points) || written.points < 0 || written.points > POINTS_MAX) return invalid('points');
  const specs: Readonly<Record<string, ParameterSpec>> = RULE_KINDS[written.kind];
  const unknown = Object.keys(written.parameters).find((name) => !Object.hasOwn(specs, name));
  if (unknown !== undefined) return invalid(unknown);
  const wrong = Object.entries(specs).find(([name, spec]) => !fits(spec, written.parameters[name]));
  if (wrong !== undefined) return invalid(wrong[0]);
  return accept(toRule({ ...written, version: 0 }));
}

/** A written rule with its amounts as fen; it was judged before it was written. */
export function toRule(written: WrittenRule & { readonly version: number }): RiskRule {
  const specs: Readonly<Record<string, ParameterSpec>> = isRuleKind(written.kind) ? RULE_KINDS[written.kind] : {};
  const parameters = Object.entries(written.parameters).map(([name, value]) => [
    name,
    specs[name]?.type === 'fen' ? BigInt(value as number) : value,
  ]);
  const { rule, version, kind, points, action } = written;
  return { rule, version, kind, points, action, ...(Object.fromEntries(parameters) as object) } as unknown as RiskRule;
}
