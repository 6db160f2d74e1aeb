/** Review 审核: machine checks first, people where the machine cannot decide. */
export { evaluateRevision, type Registry, type FourElementAnswer } from './commands/evaluate-revision.ts';
export { decideReview, type CheckItem, type ReviewFacts } from './domain/decide-review.ts';
export { claimCase, decideCase, type CaseDecision } from './commands/decide-case.ts';
export { listCases, caseOf, type ReviewCase } from './queries/list-cases.ts';
export { openFixes, answerFixes } from './queries/open-fixes.ts';
export { checksOf } from './queries/checks-of.ts';
export { reviewCaseMachine } from './domain/review-case-machine.ts';
export { FIX_REASONS, type FixItem } from './domain/fix-reasons.ts';
