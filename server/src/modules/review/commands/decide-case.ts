import { dateInShanghai, DAY_MS, later } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { moveApplication, requirementItemsOf, revisionOf } from '../../applications/index.ts';
import { readPolicy, type Policy } from '../../catalogue/index.ts';
import {
  decideCaseOutcome,
  type CaseFacts,
  type CaseOutcome,
  type CaseRefusal,
  type ItemVerdict,
} from '../domain/decide-case.ts';
import { caseOf, type ReviewCase } from '../queries/list-cases.ts';
import { checksOf } from '../queries/checks-of.ts';
import { evaluationOf } from '../queries/evaluation-of.ts';
import { verdictsOf } from '../queries/verdicts-of.ts';
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
  if (found.state === 'decided') return refuse('review.case_decided');
  if (found.claimedBy !== input.staffId) return refuse('review.not_claimed');
  if (found.revisionNo !== input.revisionNo) return refuse('review.stale_revision', { revisionNo: found.revisionNo });
  const policy = await readPolicy(env.db, dateInShanghai(env.clock.now()));
  const facts = await caseFacts(env, input, found, policy);
  const outcome = decideCaseOutcome(facts);
  if (outcome.refused) return outcome;
  return withTx(env, (tx) =>
    write(env, tx, { ...input, found, policy, outcome: outcome.value, verdicts: facts.verdicts }),
  );
}

async function caseFacts(env: Env, input: DecideCase, found: ReviewCase, policy: Policy): Promise<CaseFacts> {
  const revision = await revisionOf(env, found);
  const checks = await checksOf(env.db, found);
  const evaluation = await evaluationOf(env, found);
  return {
    stage: found.stage,
    staffId: input.staffId,
    firstBy: found.firstBy,
    filedBy: input.filedBy,
    items: requirementItemsOf(revision.draft),
    checks: checks.map((one) => ({ ...one, hard: one.evidence['hard'] === true })),
    verdicts: await verdictsOf(env.db, found),
    people: evaluation?.people ?? 1,
    peopleOverride: policy.number('review.people_override'),
  };
}

interface Written extends DecideCase {
  readonly found: ReviewCase;
  readonly policy: Policy;
  readonly outcome: CaseOutcome;
  readonly verdicts: readonly ItemVerdict[];
}

const EVENTS = {
  approve: 'approve',
  need_second: 'need_second',
  fix: 'ask_fix',
  reject: 'reject',
  send_back: 'send_back',
} as const;

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
  const fixDueAt = later(now, policy.number('review.fix_days') * DAY_MS);
  const moved = await moveApplication(env, tx, {
    ...key,
    from: found.stage === 2 ? 'pending_second_review' : 'in_review',
    event: EVENTS[outcome],
    by: input.staffId,
    ...(outcome === 'fix' ? { fixDueAt } : {}),
  });
  if (!moved) throw new Error('the application moved while its case was open');
  if (outcome === 'fix') {
    await askFixes(env, tx, input);
    await scheduleDue(tx, { kind: 'expire-application', key: key.applicationId, at: fixDueAt, data: key });
  }
  const next = { ...key, channel: found.channel, policy };
  if (outcome === 'need_second') await openCase(env, tx, { ...next, stage: 2, firstBy: input.staffId });
  if (outcome === 'send_back') await openCase(env, tx, { ...next, stage: 1 });
  const detail = input.verdicts.map(({ item, verdict, reasons }) => ({ item, verdict, reasons: [...reasons] }));
  await logDecision(env, tx, { ...key, by: input.staffId, decision: outcome, detail: { verdicts: detail } });
  await env.jobs.emit(tx, {
    kind: 'review.decided',
    audience: [`applicant:${key.applicantId}`, 'console'],
    payload: { applicantId: key.applicantId, applicationId: key.applicationId, decision: outcome },
  });
  return accept(outcome);
}

async function askFixes(env: Env, tx: Tx, { found, verdicts }: Written): Promise<void> {
  for (const one of verdicts.filter((verdict) => verdict.verdict === 'fix'))
    await tx.execute(
      `INSERT INTO review.fix_request (applicant_id, fix_id, application_id, revision_no, item, reason, note, state, asked_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8)`,
      [
        found.applicantId,
        env.ids.next('fix'),
        found.applicationId,
        found.revisionNo,
        one.item,
        one.reasons[0] ?? '',
        one.note,
        at(env.clock.now()),
      ],
    );
}
