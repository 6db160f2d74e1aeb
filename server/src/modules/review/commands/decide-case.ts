import { must } from '../../../kernel/assert.ts';
import { dateInShanghai, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { moveApplication, itemsOfRevision, putTerms, revisionOf } from '../../applications/index.ts';
import { readPolicy, type Policy } from '../../catalogue/index.ts';
import {
  decideCaseOutcome,
  type CaseFacts,
  type CaseOutcome,
  type CaseRefusal,
  type ItemVerdict,
} from '../domain/decide-case.ts';
import type { TermsChange } from '../domain/changed-terms.ts';
import { changedTermsOf } from '../queries/changed-terms.ts';
import { caseOf, type ReviewCase, isOpenCase } from '../queries/list-cases.ts';
import { checksOf } from '../queries/checks-of.ts';
import { evaluationOf } from '../queries/evaluation-of.ts';
import { verdictsOf } from '../queries/verdicts-of.ts';
import { reviewPolicyOn } from '../queries/policies.ts';
import { awaitTerms } from './change-terms.ts';
import { askFixes, fixDueAt, type AskedItem } from './ask-fixes.ts';
import { logDecision } from './log-decision.ts';
import { openCase } from './open-case.ts';

export type DecideRefusal =
  | CaseRefusal
  | Refusal<'review.case_unknown' | 'review.case_decided' | 'review.not_claimed' | 'review.stale_revision'>;

export interface DecideCase {
  readonly caseId: string;
  readonly staffId: string;
  /** The revision that was looked at. */
  readonly revisionNo: number;
  readonly internalNote: string;
  /** Who filed the application at a counter or with an agent: may not decide it. */
  readonly filedBy: string | undefined;
}

/** Decides a case by the verdicts noted in it. A newer revision, another's lease, a missing verdict or four eyes refuse it. */
export async function decideCase(env: Env, input: DecideCase): Promise<Outcome<CaseOutcome, DecideRefusal>> {
  const found = await caseOf(env, input.caseId);
  if (found === undefined) return refuse('review.case_unknown');
  if (!isOpenCase(found)) return refuse('review.case_decided');
  if (found.claimedBy !== input.staffId) return refuse('review.not_claimed');
  if (found.revisionNo !== input.revisionNo) return refuse('review.stale_revision', { revisionNo: found.revisionNo });
  const [policy, facts] = await Promise.all([
    readPolicy(env.db, dateInShanghai(env.clock.now())),
    caseFacts(env, input, found),
  ]);
  const outcome = decideCaseOutcome(facts);
  if (outcome.refused) return outcome;
  return withTx(env, (tx) =>
    write(env, tx, { ...input, found, policy, outcome: outcome.value, verdicts: facts.verdicts }),
  );
}

async function caseFacts(env: Env, input: DecideCase, found: ReviewCase): Promise<CaseFacts> {
  const [revision, checks, evaluation, verdicts, terms, rules] = await Promise.all([
    revisionOf(env, found),
    checksOf(env.db, found),
    evaluationOf(env, found),
    verdictsOf(env.db, found),
    changedTermsOf(env.db, found),
    reviewPolicyOn(env.db, dateInShanghai(env.clock.now())),
  ]);
  return {
    stage: found.stage,
    staffId: input.staffId,
    firstBy: found.firstBy,
    filedBy: input.filedBy,
    items: itemsOfRevision(revision),
    checks: checks.map((one) => ({ ...one, hard: one.evidence['hard'] === true })),
    verdicts,
    people: evaluation?.people ?? 1,
    termsChanged: terms?.state === 'proposed',
    peopleOverride: rules.policy.people.override,
  };
}

interface Key {
  readonly applicantId: string;
  readonly applicationId: string;
  readonly revisionNo: number;
}

interface Written extends DecideCase {
  readonly found: ReviewCase;
  readonly policy: Policy;
  readonly outcome: CaseOutcome;
  readonly verdicts: readonly ItemVerdict[];
}

const EVENTS = {
  approve: 'approve',
  change_terms: 'terms_changed',
  need_second: 'need_second',
  fix: 'ask_fix',
  reject: 'reject',
  send_back: 'send_back',
} as const;

const fixesOfVerdicts = (verdicts: readonly ItemVerdict[]): AskedItem[] =>
  verdicts.filter((one) => one.verdict === 'fix').map(({ item, reasons, note }) => ({ item, reasons, note }));

/** The sheet to be signed is now that of the new terms; who never signs it lets the application lapse. */
async function changeTerms(env: Env, tx: Tx, input: { key: Key; dueAt: InstantMs }): Promise<{ terms: TermsChange }> {
  const { key, dueAt } = input;
  const { change } = must(await changedTermsOf(tx, key), 'changed terms');
  const { applicantId, applicationId } = key;
  await putTerms(env, tx, key, change);
  await awaitTerms(tx, key);
  const data = { applicantId, applicationId };
  await scheduleDue(tx, { kind: 'expire-application', key: applicationId, at: dueAt, data });
  return { terms: change };
}

async function write(env: Env, tx: Tx, input: Written): Promise<Outcome<CaseOutcome, DecideRefusal>> {
  const { found, outcome, policy } = input;
  const now = env.clock.now();
  const key = { applicantId: found.applicantId, applicationId: found.applicationId, revisionNo: found.revisionNo };
  const decided = await tx.execute(
    `UPDATE review.review_case SET state = 'decided', decision = $3, decided_by = $2, decided_at = $4, internal_note = $5
      WHERE case_id = $1 AND state = 'claimed' AND claimed_by = $2`,
    [input.caseId, input.staffId, outcome, at(now), input.internalNote],
  );
  if (decided === 0) return refuse('review.not_claimed');
  const dueAt = fixDueAt(env, policy);
  const moved = await moveApplication(env, tx, {
    ...key,
    from: found.stage === 2 ? 'pending_second_review' : 'in_review',
    event: EVENTS[outcome],
    by: input.staffId,
    ...(outcome === 'fix' || outcome === 'change_terms' ? { fixDueAt: dueAt } : {}),
  });
  if (!moved) throw new Error('the application moved while its case was open');
  if (outcome === 'fix') await askFixes(env, tx, { ...key, fixes: fixesOfVerdicts(input.verdicts), dueAt });
  const terms = outcome === 'change_terms' ? await changeTerms(env, tx, { key, dueAt }) : undefined;
  const next = { ...key, channel: found.channel, filedBy: found.filedBy, policy };
  if (outcome === 'need_second') await openCase(env, tx, { ...next, stage: 2, firstBy: input.staffId });
  if (outcome === 'send_back') await openCase(env, tx, { ...next, stage: 1 });
  const detail = input.verdicts.map(({ item, verdict, reasons }) => ({ item, verdict, reasons: [...reasons] }));
  await logDecision(env, tx, { ...key, by: input.staffId, decision: outcome, detail: { verdicts: detail, ...terms } });
  await env.jobs.emit(tx, {
    kind: 'review.decided',
    audience: [`applicant:${key.applicantId}`, 'console'],
    payload: { applicantId: key.applicantId, applicationId: key.applicationId, decision: outcome },
  });
  return accept(outcome);
}
