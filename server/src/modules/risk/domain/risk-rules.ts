import { grouped } from '../../../kernel/grouped.ts';
import { DAY_MS, HOUR_MS, timeInShanghai, type InstantMs } from '../../../kernel/instant.ts';

/** What follows when a rule hits: `flag` leaves it to the points, the others act by themselves; a suspension is only ever proposed. */
export const RULE_ACTIONS = ['flag', 'ask_proof', 'delay', 'limit', 'suspend'] as const;
export type RuleAction = (typeof RULE_ACTIONS)[number];

/** What every rule looks at: which cards, from which amount on, and how many such sales within how many hours. */
interface Scope {
  readonly rule: string;
  readonly version: number;
  readonly points: number;
  readonly action: RuleAction;
  readonly cardKinds: readonly ('debit' | 'credit')[];
  readonly amountMinFen: bigint;
  /** So many of them within the hours below, and each of these is hit. */
  readonly timesMin: number;
  readonly withinHours: number;
}

/** A rule as it stands in the table; a new kind is a member here, a line in `rule-kinds.ts`, in `asksOf` or `foundBy`, and of the CHECK. */
export type RiskRule = Scope &
  (
    | {
        readonly kind: 'own_card';
        /** From how many sales of a card on the register is asked whose it is. */
        readonly askFrom: number;
      }
    | { readonly kind: 'card_repeats' | 'amount_repeats' | 'linked_card' | 'linked_device' }
    | { readonly kind: 'amount_round'; readonly unitFen: bigint; readonly marginFen: bigint }
    /** Times of day in Shanghai, the second not included; a window may lie over midnight. */
    | { readonly kind: 'hours'; readonly from: string; readonly to: string }
    /** Of what was taken, so much by credit card. */
    | { readonly kind: 'credit_share'; readonly sharePercent: number }
    /** Of sales, so many taken back. */
    | { readonly kind: 'undone_share'; readonly sharePercent: number }
    | { readonly kind: 'amount_trade'; readonly mccs: readonly string[] }
    | { readonly kind: 'velocity'; readonly sumMinFen: bigint }
    | { readonly kind: 'inquiry_then_sale'; readonly inquiriesMin: number }
    | { readonly kind: 'new_burst'; readonly sumMinFen: bigint; readonly daysMax: number }
    | { readonly kind: 'near_limit'; readonly marginPercent: number }
    | {
        readonly kind: 'declined_tries';
        readonly codes: readonly string[];
        /** On so many cards. */
        readonly cardsMin: number;
        /** One card, refused so often, that is tried once more: the try is hit too. */
        readonly thenTry: boolean;
      }
  );
export type RiskRuleKind = RiskRule['kind'];

/** An approved sale that stands; test sales and the freezes of deposits are none. */
export interface ScreenedSale {
  readonly transactionId: string;
  readonly at: InstantMs;
  readonly amountFen: bigint;
  readonly cardKind: 'debit' | 'credit';
  /** Keyed hash of the card number. */
  readonly cardHash: string;
}

/** What is no sale and says something all the same: voids and refunds, refused requests, inquiries of a balance. */
export interface ScreenedOther extends ScreenedSale {
  readonly what: 'undone' | 'declined' | 'inquiry';
  /** Field 39 of what was refused. */
  readonly code?: string;
}

export interface RiskFacts {
  readonly sales: readonly ScreenedSale[];
  readonly others: readonly ScreenedOther[];
  readonly ownCards: ReadonlySet<string>;
  readonly merchant: {
    readonly mcc: string;
    /** When it became a merchant. */
    readonly since: InstantMs;
    /** The limit of one sale by kind of card; 0: none. */
    readonly singleFen: Readonly<Record<'debit' | 'credit', bigint>>;
  };
  /** What confirmed cases of other merchants know. */
  readonly linked: { readonly cards: ReadonlySet<string>; readonly device: boolean };
}

export interface Hit {
  readonly transactionId: string;
  readonly rule: string;
  readonly version: number;
  readonly points: number;
  readonly action: RuleAction;
}

/** Whether a time of day lies in a window. `from` = `to` is an empty window, `23:00` to `06:00` one over midnight. */
export function inHours(at: InstantMs, { from, to }: { readonly from: string; readonly to: string }): boolean {
  const time = timeInShanghai(at);
  return from <= to ? time >= from && time < to : time >= from || time < to;
}

/** At, just below or just above a whole number of units. */
export function nearRound(amountFen: bigint, { unitFen, marginFen }: { unitFen: bigint; marginFen: bigint }): boolean {
  const over = amountFen % unitFen;
  return over <= marginFen || unitFen - over <= marginFen;
}

const PERCENT = 100n;

/** At the limit of one sale or less than so many percent below it. */
export const nearLimit = (amountFen: bigint, limitFen: bigint, marginPercent: number): boolean =>
  limitFen > 0n && amountFen <= limitFen && amountFen * PERCENT >= limitFen * (PERCENT - BigInt(marginPercent));

export const inScope = (rule: RiskRule, sale: ScreenedSale): boolean =>
  rule.cardKinds.includes(sale.cardKind) && sale.amountFen >= rule.amountMinFen;

const byTime = <T extends ScreenedSale>(sales: readonly T[]): T[] => sales.toSorted((a, b) => a.at - b.at);
const spanMs = (rule: RiskRule): number => rule.withinHours * HOUR_MS;
const sumOf = (sales: readonly ScreenedSale[]): bigint => sales.reduce((sum, one) => sum + one.amountFen, 0n);

/** Those that lie with enough others in one stretch of the hours; by instants, so that no year's end comes between. */
function crowded(rule: RiskRule, sales: readonly ScreenedSale[]): ScreenedSale[] {
  const sorted = byTime(sales);
  const found = new Set<ScreenedSale>();
  for (let first = 0; first + rule.timesMin <= sorted.length; first += 1) {
    const [from, to] = [sorted[first], sorted[first + rule.timesMin - 1]];
    if (from !== undefined && to !== undefined && to.at - from.at <= spanMs(rule))
      for (const sale of sorted.slice(first, first + rule.timesMin)) found.add(sale);
  }
  return [...found];
}

/** Those of stretches that are long enough and about which `holds` says yes: each sale begins a stretch of the rule's hours. */
function stretches<T extends ScreenedSale>(
  rule: RiskRule,
  all: readonly T[],
  holds: (stretch: readonly T[]) => boolean,
): T[] {
  const sorted = byTime(all);
  const found = new Set<T>();
  let end = 0;
  for (let first = 0; first < sorted.length; first += 1) {
    const from = sorted[first];
    if (from === undefined) continue;
    while (end < sorted.length && (sorted[end]?.at ?? 0) - from.at <= spanMs(rule)) end += 1;
    const stretch = sorted.slice(first, end);
    if (stretch.length >= rule.timesMin && holds(stretch)) for (const sale of stretch) found.add(sale);
  }
  return [...found];
}

type Of<K extends RiskRuleKind> = Extract<RiskRule, { kind: K }>;
type Found = readonly ScreenedSale[];

const together = (rule: RiskRule, sales: Found, key: (sale: ScreenedSale) => string): Found =>
  [...grouped(sales, key).values()].flatMap((group) => crowded(rule, group));

/** Credit cards against everything that was taken, of the rule's amount and more; the credit ones are hit. */
function creditShare(rule: Of<'credit_share'>, { sales }: RiskFacts): Found {
  const share = BigInt(rule.sharePercent);
  const large = sales.filter((sale) => sale.amountFen >= rule.amountMinFen);
  const isCredit = (sale: ScreenedSale): boolean => sale.cardKind === 'credit';
  return stretches(rule, large, (all) => sumOf(all.filter(isCredit)) * PERCENT >= sumOf(all) * share).filter(isCredit);
}

/** Voids and refunds against all sales of the stretch; what was taken back is hit, and has no money that could wait. */
function undoneShare(rule: Of<'undone_share'>, { sales, others }: RiskFacts): Found {
  const undone = new Set<ScreenedSale>(others.filter((one) => one.what === 'undone' && inScope(rule, one)));
  const all = [...sales.filter((sale) => inScope(rule, sale)), ...undone];
  const enough = (stretch: Found): boolean => {
    const back = stretch.filter((one) => undone.has(one)).length;
    return back >= rule.timesMin && back * Number(PERCENT) >= stretch.length * rule.sharePercent;
  };
  return stretches(rule, all, enough).filter((one) => undone.has(one));
}

function inquiryThenSale(rule: Of<'inquiry_then_sale'>, sales: Found, { others }: RiskFacts): Found {
  const asked = grouped(
    others.filter((one) => one.what === 'inquiry'),
    (one) => one.cardHash,
  );
  const before = (sale: ScreenedSale): number =>
    (asked.get(sale.cardHash) ?? []).filter((one) => one.at <= sale.at && sale.at - one.at <= spanMs(rule)).length;
  return crowded(
    rule,
    sales.filter((sale) => before(sale) >= rule.inquiriesMin),
  );
}

/** Refused requests with these codes; with `thenTry` of one card, and the next thing that was tried with it. */
function declinedTries(rule: Of<'declined_tries'>, { sales, others }: RiskFacts): Found {
  const declined = others.filter((one) => one.what === 'declined' && inScope(rule, one));
  const coded = declined.filter((one) => rule.codes.includes(one.code ?? ''));
  if (!rule.thenTry)
    return stretches(rule, coded, (all) => new Set(all.map((one) => one.cardHash)).size >= rule.cardsMin);
  const tries = [...sales, ...declined];
  return [...grouped(coded, (one) => one.cardHash)].flatMap(([cardHash, group]) => {
    const sorted = byTime(group);
    const found = new Set<ScreenedSale>();
    for (let last = rule.timesMin - 1; last < sorted.length; last += 1) {
      const [from, to] = [sorted[last - rule.timesMin + 1], sorted[last]];
      if (from === undefined || to === undefined || to.at - from.at > spanMs(rule)) continue;
      const next = tries.find((one) => one.cardHash === cardHash && one.at > to.at && one.at - from.at <= spanMs(rule));
      if (next === undefined) continue;
      for (const one of [...sorted.slice(last - rule.timesMin + 1, last + 1), next]) found.add(one);
    }
    return [...found];
  });
}

/** Within its first days: `sumMinFen` in a stretch of the rule's hours. */
function newBurst(rule: Of<'new_burst'>, sales: Found, { merchant: { since } }: RiskFacts): Found {
  const young = sales.filter((sale) => sale.at - since <= rule.daysMax * DAY_MS);
  return stretches(rule, young, (all) => sumOf(all) >= rule.sumMinFen);
}

/** One question of each sale beside the scope of its rule; those to which the answer is yes are counted together. */
function asksOf(
  rule: RiskRule,
  { ownCards, merchant, linked }: RiskFacts,
): ((sale: ScreenedSale) => boolean) | undefined {
  switch (rule.kind) {
    case 'own_card':
      return (sale) => ownCards.has(sale.cardHash);
    case 'amount_round':
      return (sale) => nearRound(sale.amountFen, rule);
    case 'hours':
      return (sale) => inHours(sale.at, rule);
    case 'linked_card':
      return (sale) => linked.cards.has(sale.cardHash);
    case 'linked_device':
      return () => linked.device;
    case 'amount_trade':
      return () => rule.mccs.includes(merchant.mcc);
    case 'near_limit':
      return (sale) => nearLimit(sale.amountFen, merchant.singleFen[sale.cardKind], rule.marginPercent);
    default:
      return undefined;
  }
}

/** What a rule hits of a merchant's facts; `sales` are those in its scope. */
function foundBy(rule: RiskRule, sales: Found, facts: RiskFacts): Found {
  const asks = asksOf(rule, facts);
  if (asks !== undefined) return crowded(rule, sales.filter(asks));
  switch (rule.kind) {
    case 'card_repeats':
      return together(rule, sales, (sale) => sale.cardHash);
    case 'amount_repeats':
      return together(rule, sales, (sale) => sale.amountFen.toString());
    case 'velocity':
      return stretches(rule, sales, (all) => sumOf(all) >= rule.sumMinFen);
    case 'credit_share':
      return creditShare(rule, facts);
    case 'undone_share':
      return undoneShare(rule, facts);
    case 'inquiry_then_sale':
      return inquiryThenSale(rule, sales, facts);
    case 'new_burst':
      return newBurst(rule, sales, facts);
    case 'declined_tries':
      return declinedTries(rule, facts);
    default:
      return [];
  }
}

/** Which rules hit what of one merchant. Pure; the order of the facts makes no difference. */
export function decideHits(rules: readonly RiskRule[], facts: RiskFacts): Hit[] {
  return rules.flatMap((rule) => {
    const { rule: name, version, points, action } = rule;
    const found = foundBy(
      rule,
      facts.sales.filter((sale) => inScope(rule, sale)),
      facts,
    );
    return found.map(({ transactionId }) => ({ transactionId, rule: name, version, points, action }));
  });
}

/** Cards that repeat so often that the register is asked whose they are. */
export function cardsToAsk(
  rules: readonly RiskRule[],
  facts: { readonly sales: readonly ScreenedSale[]; readonly known: ReadonlySet<string> },
): string[] {
  const asked = rules.flatMap((rule) => {
    if (rule.kind !== 'own_card') return [];
    const groups = grouped(
      facts.sales.filter((sale) => inScope(rule, sale) && !facts.known.has(sale.cardHash)),
      (sale) => sale.cardHash,
    );
    return [...groups].filter(([, sales]) => sales.length >= rule.askFrom).map(([cardHash]) => cardHash);
  });
  return [...new Set(asked)];
}
