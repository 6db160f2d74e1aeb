import type { CheckItem, ReviewFacts } from './review-facts.ts';

/** On a watch list: nobody can wave it through, and the applicant reads a general text. */
export function watchList({ standing }: ReviewFacts): CheckItem | undefined {
  if (standing === undefined) return undefined;
  const line = { check: 'watch_list', item: 'identity_card', evidence: { hits: standing.watch.join(',') } } as const;
  return standing.watch.length === 0
    ? { ...line, verdict: 'pass' }
    : { ...line, verdict: 'fail', hard: true, reason: 'watchlist_hit' };
}

/** S14, S21: the same person, company or account as a merchant that is there already, or a photo that others have handed in. */
export function duplicates({ standing }: ReviewFacts): CheckItem | undefined {
  if (standing === undefined) return undefined;
  const { shared, limits, sceneElsewhere } = standing;
  const evidence = { ...shared, sceneElsewhere };
  const line = { check: 'duplicates', evidence } as const;
  if (shared.persons >= limits.persons || shared.companies > 0)
    return { ...line, item: 'identity_card', verdict: 'warn', reason: 'dup_subject' };
  if (shared.accounts >= limits.accounts)
    return {
      ...line,
      item: standing.corporate ? 'account_permit' : 'bank_card',
      verdict: 'warn',
      reason: 'dup_account',
    };
  if (sceneElsewhere > 0) return { ...line, item: 'scene', verdict: 'warn', reason: 'scene_reused' };
  return { ...line, item: 'identity_card', verdict: 'pass' };
}
