import { grouped } from '../../../kernel/grouped.ts';
import { HOUR_MS, timeInShanghai, type InstantMs } from '../../../kernel/instant.ts';

/** What every rule looks at: which cards, from which amount on, and how many such sales within how many hours. */
interface Scope {
  readonly rule: string;
  readonly version: number;
  readonly points: number;
  readonly cardKinds: readonly ('debit' | 'credit')[];
  readonly amountMinFen: bigint;
  /** So many of them within the hours below, and each of these is hit. */
  readonly timesMin: number;
  readonly withinHours: number;
}

/** A rule as it stands in the table; a new kind is a new member here, a row for it, and a line in `asks` or `togetherBy`. */
export type RiskRule = Scope &
  (
    | {
        readonly kind: 'own_card';
        /** From how many sales of a card on the register is asked whose it is. */
        readonly askFrom: number;
      }
    | { readonly kind: 'card_repeats' | 'amount_repeats' }
    | { readonly kind: 'amount_round'; readonly unitFen: bigint; readonly marginFen: bigint }
    /** Times of day in Shanghai, the second not included; a window may lie over midnight. */
    | { readonly kind: 'hours'; readonly from: string; readonly to: string }
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

export interface Hit {
  readonly transactionId: string;
  readonly rule: string;
  readonly version: number;
  readonly points: number;
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

/** What a rule asks of one sale beside its scope. */
function asks(rule: RiskRule, sale: ScreenedSale, ownCards: ReadonlySet<string>): boolean {
  if (rule.kind === 'own_card') return ownCards.has(sale.cardHash);
  if (rule.kind === 'amount_round') return nearRound(sale.amountFen, rule);
  return rule.kind !== 'hours' || inHours(sale.at, rule);
}

/** Which sales are counted together. */
function togetherBy(rule: RiskRule, sale: ScreenedSale): string {
  if (rule.kind === 'card_repeats') return sale.cardHash;
  return rule.kind === 'amount_repeats' ? sale.amountFen.toString() : '';
}

export const inScope = (rule: RiskRule, sale: ScreenedSale): boolean =>
  rule.cardKinds.includes(sale.cardKind) && sale.amountFen >= rule.amountMinFen;

/** Those that lie with enough others in one stretch of the hours; by instants, so that no year's end comes between. */
function crowded(rule: RiskRule, sales: readonly ScreenedSale[]): ScreenedSale[] {
  const sorted = sales.toSorted((a, b) => a.at - b.at);
  const found = new Set<ScreenedSale>();
  for (let first = 0; first + rule.timesMin <= sorted.length; first += 1) {
    const stretch = sorted.slice(first, first + rule.timesMin);
    const [from, to] = [stretch[0], stretch.at(-1)];
    if (from !== undefined && to !== undefined && to.at - from.at <= rule.withinHours * HOUR_MS)
      for (const sale of stretch) found.add(sale);
  }
  return [...found];
}

/** Which rules hit which sales of one merchant. Pure; the order of the sales makes no difference. */
export function decideHits(
  rules: readonly RiskRule[],
  facts: { readonly sales: readonly ScreenedSale[]; readonly ownCards: ReadonlySet<string> },
): Hit[] {
  return rules.flatMap((rule) => {
    const asked = facts.sales.filter((sale) => inScope(rule, sale) && asks(rule, sale, facts.ownCards));
    const groups = grouped(asked, (sale) => togetherBy(rule, sale));
    return [...groups.values()]
      .flatMap((group) => crowded(rule, group))
      .map(({ transactionId }) => ({ transactionId, rule: rule.rule, version: rule.version, points: rule.points }));
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
