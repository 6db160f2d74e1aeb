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
import { face, idDocument, idNumber, idValidity, quality, scene } from './checks-identity.ts';
import { duplicates, watchList } from './checks-standing.ts';
import type { CheckItem, ReviewFacts } from './review-facts.ts';

const CHECKS: readonly ((facts: ReviewFacts) => CheckItem | undefined)[] = [
  idNumber,
  idValidity,
  idDocument,
  face,
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
];

export interface ReviewDecision {
  readonly outcome: 'approved' | 'human';
  /** How many different people must say yes; 0 where the machine may. */
  readonly people: 0 | 1 | 2;
  readonly items: readonly CheckItem[];
}

export interface PeopleRules {
  readonly companyWithSmartPos: number;
  readonly t0: number;
}

/** Pure. Everything passes and policy asks for nobody: the machine approves. Anything else goes to people, with the reason of each line. */
export function decideReview(facts: ReviewFacts, rules: PeopleRules): ReviewDecision {
  const items = CHECKS.flatMap((check) => check(facts) ?? []);
  const clean = items.every((item) => item.verdict === 'pass');
  const people = Math.max(clean ? 0 : 1, peopleByRule(facts, rules)) as 0 | 1 | 2;
  return { outcome: people === 0 ? 'approved' : 'human', people, items };
}

/** Cases that people see however clean they are; the numbers are policy parameters. */
export function peopleByRule({ revision }: Pick<ReviewFacts, 'revision'>, rules: PeopleRules): number {
  const { kind, deviceModel, settlement } = revision.draft;
  return Math.max(
    kind === 'company' && deviceModel === 'smart_pos' ? rules.companyWithSmartPos : 0,
    settlement === 't0' ? rules.t0 : 0,
  );
}
