/** Review 审核: machine checks first, people where the machine cannot decide. */
export { evaluateRevision } from './commands/evaluate-revision.ts';
export { materialsOfRevision, type Registry } from './commands/gather-facts.ts';
export type { CompanyAnswer, CorporateAccountAnswer, FourElementAnswer } from './domain/review-facts.ts';
export { claimCase, releaseCase, takeNextCase } from './commands/claim-case.ts';
export { judgeItem, unjudgeItem } from './commands/judge-item.ts';
export { decideCase } from './commands/decide-case.ts';
export { dropTerms, proposeTerms, recordSignedTerms } from './commands/change-terms.ts';
export { changedTermsMachine, type TermsChange } from './domain/changed-terms.ts';
export { changedTermsOf, type ChangedTerms } from './queries/changed-terms.ts';
export { appealDecision } from './commands/appeal-decision.ts';
export type { ItemVerdict, CaseOutcome } from './domain/decide-case.ts';
export {
  listCases,
  countOpenCases,
  caseOf,
  isOpenCase,
  casesOfApplication,
  appealWordsOf,
  type ReviewCase,
} from './queries/list-cases.ts';
export { closeCases, escalateCase } from './commands/escalate-case.ts';
export { fixesOf, answerFixes } from './queries/open-fixes.ts';
export { checksOf } from './queries/checks-of.ts';
export { verdictsOf } from './queries/verdicts-of.ts';
export { evaluationOf } from './queries/evaluation-of.ts';
export { decisionsOf } from './queries/decisions-of.ts';
export { chainFaults, hashOfValue, type DecisionEntry } from './commands/decision-chain.ts';
export { watchedNumbers } from './domain/watched-numbers.ts';
export { reviewPolicySchema, type ReviewPolicy } from './domain/review-policy.ts';
export { CHECK_NAMES } from './domain/review-facts.ts';
export {
  draftReviewPolicy,
  dryRunReviewPolicy,
  switchOnReviewPolicy,
  type DryRun,
} from './commands/review-policies.ts';
export { reviewPolicies, reviewPolicyOn, type PolicyVersion } from './queries/policies.ts';
export { confirmAccountProof, startAccountProof, type MicroTransfer } from './commands/prove-account.ts';
export { proofOf } from './queries/account-proof.ts';
export { accountProofMachine } from './domain/account-proof.ts';
export { reviewCaseMachine } from './domain/review-case-machine.ts';
export { FIX_REASONS, FIX_ITEMS, type FixItem } from './domain/fix-reasons.ts';
/** SQL doors: v_fix, v_decision. */
