import { grouped } from '../../../kernel/grouped.ts';
import type { Hit, RuleAction } from './risk-rules.ts';

export interface JudgedSale {
  readonly transactionId: string;
  readonly points: number;
  /** Its money waits. */
  readonly delay: boolean;
  readonly hits: readonly Hit[];
  /** What its rules want to follow beside a look at it. */
  readonly actions: readonly RuleAction[];
}

/**
 * Which sales are put before a person, and of which the money waits for it. Pure. A sale is worth the points of what hit it, so that
 * a stranger's sale beside suspicious ones is not held for them; a rule that acts by itself needs no points. What has been decided
 * once is not judged again.
 */
export function decideScreening(facts: {
  readonly hits: readonly Hit[];
  readonly decided: ReadonlySet<string>;
  readonly casePoints: number;
  /** 0: nothing is ever delayed for its points. */
  readonly delayPoints: number;
}): JudgedSale[] {
  const bySale = grouped(
    facts.hits.filter((hit) => !facts.decided.has(hit.transactionId)),
    (hit) => hit.transactionId,
  );
  return [...bySale]
    .map(([transactionId, hits]) => ({
      transactionId,
      hits,
      points: hits.reduce((sum, hit) => sum + hit.points, 0),
      actions: [...new Set(hits.map((hit) => hit.action))].filter((action) => action !== 'flag'),
    }))
    .filter((sale) => sale.points >= facts.casePoints || sale.actions.length > 0)
    .map((sale) => ({
      ...sale,
      delay: (facts.delayPoints > 0 && sale.points >= facts.delayPoints) || sale.actions.includes('delay'),
    }));
}
