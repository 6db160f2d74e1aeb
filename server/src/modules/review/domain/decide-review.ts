import { accountHolder, cardKind, cardNumber, corporateAccount, fourElement, permit } from './checks-account.ts';
import {
  authLetter,
  lease,
  legalPerson,
  lessee,
  licenceDocument,
  licenceNumber,
  licenceRegistry,
  licenceValidity,
  owners,
  seal,
} from './checks-company.ts';
import { face, idDocument, idNumber, idValidity, interview, quality, scene } from './checks-identity.ts';
import { acquirers, duplicates, watchList } from './checks-standing.ts';
import { FIX_REASONS, type FixItem } from './fix-reasons.ts';
import type { CheckItem, ReviewFacts } from './review-facts.ts';
import { decideByPolicy, heldAgainst, isMade, type PolicyDecision, type ReviewPolicy } from './review-policy.ts';

const CHECKS: readonly ((facts: ReviewFacts) => CheckItem | undefined)[] = [
  idNumber,
  idValidity,
  idDocument,
  face,
  interview,
  quality,
  licenceDocument,
  licenceNumber,
  licenceValidity,
  licenceRegistry,
  legalPerson,
  seal,
  authLetter,
  owners,
  cardNumber,
  cardKind,
  fourElement,
  permit,
  accountHolder,
  corporateAccount,
  lease,
  lessee,
  scene,
  watchList,
  duplicates,
  acquirers,
];

export interface ReviewDecision extends PolicyDecision {
  readonly items: readonly CheckItem[];
}

/** A check that fails because a partner tries out what then happens; it says so, and asks for what a real failure would. */
function forced(item: CheckItem): CheckItem {
  const reason = item.reason ?? FIX_REASONS[item.item as FixItem]?.[0];
  return {
    ...item,
    verdict: 'fail',
    ...(reason === undefined ? {} : { reason }),
    evidence: { ...item.evidence, forced: true },
  };
}

/** Pure. Makes the checks that policy wants, and says what follows from them. `facts.forced` is empty outside the sandbox. */
export function decideReview(facts: ReviewFacts, policy: ReviewPolicy, sampled: boolean): ReviewDecision {
  const items = CHECKS.flatMap((check) => check(facts) ?? [])
    .filter((item) => isMade(policy, item.check))
    .map((item) => (facts.forced?.includes(item.check) === true ? forced(item) : heldAgainst(item, policy)));
  return { ...decideByPolicy(items, facts.revision.draft, policy, sampled), items };
}
