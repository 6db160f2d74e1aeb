import { grouped } from '../../../kernel/grouped.ts';
import type { Hit } from './risk-rules.ts';

export interface JudgedSale {
  readonly transactionId: string;
  readonly points: number;
  /** Its money waits. */
  readonly delay: boolean;
  readonly hits: readonly Hit[];
}

/**
 * Which sales are put before a person, and of which the money waits for it. Pure. A sale is worth the points of what hit it, so that
 * a stranger's sale beside suspicious ones is not held for them; what has been decided once is not judged again.
 */
export function decideScreening(facts: {
  readonly hits: readonly Hit[];
  readonly decided: ReadonlySet<string>;
  readonly casePoints: number;
  /** 0: nothing is ever delayed. */
  readonly delayPoints: number;
}): JudgedSale[] {
  const bySale = grouped(
    facts.hits.filter((hit) => !facts.decided.has(hit.transactionId)),
    (hit) => hit.transactionId,
  );
  return [...bySale]
    .map(([transactionId, hits]) => ({ transactionId, hits, points: hits.reduce((sum, hit) => sum + hit.points, 0) }))
    .filter((sale) => sale.points >= facts.casePoints)
    .map((sale) => ({ ...sale, delay: facts.delayPoints > 0 && sale.points >= facts.delayPoints }));
}
