import type { CheckItem, ReviewFacts } from './review-facts.ts';

/** On the black list: nobody can wave it through, and the applicant reads a general text. On the watch list: a person looks. */
export function watchList({ standing }: ReviewFacts): CheckItem | undefined {
  if (standing === undefined) return undefined;
  const { watch, observed = [] } = standing;
  const line = {
    check: 'watch_list',
    item: 'identity_card',
    evidence: { hits: [...watch, ...observed].join(',') },
  } as const;
  if (watch.length > 0) return { ...line, verdict: 'fail', hard: true, reason: 'watchlist_hit' };
  return observed.length > 0 ? { ...line, verdict: 'warn', reason: 'watchlist_hit' } : { ...line, verdict: 'pass' };
}

/** S14, S21: the same person, company or account as a merchant that is there already, or a photo that others have handed in. */
export function duplicates({ standing }: ReviewFacts): CheckItem | undefined {
  if (standing === undefined) return undefined;
  const { shared, limits, sceneElsewhere, micro } = standing;
  const evidence = { ...shared, sceneElsewhere };
  const line = { check: 'duplicates', evidence } as const;
  // S14: so many merchants without a licence are enough for one person
  if (micro && limits.microRefused > 0 && shared.micro >= limits.microRefused)
    return { ...line, item: 'identity_card', verdict: 'fail', hard: true, reason: 'dup_subject' };
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

/** S15: with so many acquirers already a person without a licence gets no further one. Silence is never a no. */
export function acquirers({ acquirers: answer }: ReviewFacts): CheckItem | undefined {
  if (answer === undefined) return undefined;
  const line = { check: 'acquirers', item: 'identity_card' } as const;
  if (answer.kind !== 'found')
    return { ...line, verdict: 'skip', reason: 'dup_subject', evidence: { result: answer.kind } };
  const evidence = { others: answer.others, max: answer.max };
  return answer.others < answer.max
    ? { ...line, verdict: 'pass', evidence }
    : { ...line, verdict: 'fail', hard: true, reason: 'dup_subject', evidence };
}
