import { dateInShanghai, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { applicationOf, moveApplication, revisionOf, type Channel } from '../../applications/index.ts';
import { readPolicy, type Policy } from '../../catalogue/index.ts';
import { decideReview, type ReviewDecision } from '../domain/decide-review.ts';
import { nameMatrix, type NameRow } from '../domain/name-matrix.ts';
import { CHECK_VERSION } from '../domain/review-facts.ts';
import { carriedVerdicts, writeCarried, type Carried } from './carry-verdicts.ts';
import { gatherFacts, type Registry } from './gather-facts.ts';
import { reviewPolicyOn } from '../queries/policies.ts';
import { askFixes, fixDueAt } from './ask-fixes.ts';
import { logDecision } from './log-decision.ts';
import { openCase } from './open-case.ts';

interface Key {
  readonly applicantId: string;
  readonly applicationId: string;
  readonly revisionNo: number;
}

/**
 * Machine review of one revision. Runs once: a repeated job finds the state moved and does nothing. `forced` names checks that fail
 * whatever is there; the sandbox alone hands it in. `filedBy` is the bank or agent that filed it, `kind:id`.
 */
export async function evaluateRevision(
  env: Env & { readonly registry: Registry },
  {
    forced = [],
    filedBy,
    ...key
  }: Key & { readonly forced?: readonly string[]; readonly filedBy?: string | undefined },
): Promise<void> {
  const startedAt = env.wall.now();
  const begun = await withTx(env, (tx) =>
    moveApplication(env, tx, { ...key, from: 'submitted', event: 'start_checks', by: 'machine' }),
  );
  const application = await applicationOf(env, key.applicantId, key.applicationId);
  if (!begun && (application.state !== 'auto_checking' || application.revisionNo !== key.revisionNo)) return;
  const revision = await revisionOf(env, key);
  const today = dateInShanghai(env.clock.now());
  const policy = await readPolicy(env.db, today);
  const facts = { ...(await gatherFacts(env, { ...key, revision, policy })), forced };
  const rules = await reviewPolicyOn(env.db, today);
  const decision = decideReview(facts, rules.policy, isSampled(env, rules.policy.people.samplePercent));
  const matrix = nameMatrix(facts);
  const carried = await carriedVerdicts(
    env,
    key,
    decision.items.map(({ check, item, verdict, reason }) => ({ check, item, verdict, reason })),
  );
  await record(env, {
    key,
    decision,
    matrix,
    carried,
    startedAt,
    policy,
    policyVersion: rules.version,
    channel: application.channel,
    filedBy,
  });
  env.metrics.reviewSeconds.observe({ outcome: decision.outcome }, (env.wall.now() - startedAt) / 1000);
}

/** Chance picks some of what the machine would approve, so that somebody looks over its shoulder. */
const isSampled = (env: Env, percent: number): boolean => Number(env.chance.digits(4)) < percent * 100;

interface Recorded {
  readonly key: Key;
  readonly decision: ReviewDecision;
  readonly matrix: readonly NameRow[];
  readonly carried: Carried | undefined;
  readonly startedAt: InstantMs;
  readonly policy: Policy;
  readonly policyVersion: number;
  readonly channel: Channel;
  readonly filedBy: string | undefined;
}

const EVENTS = { approved: 'machine_approves', human: 'needs_person', fix: 'machine_asks_fix' } as const;
const LOGGED = { approved: 'approve', human: 'queue', fix: 'fix' } as const;

/** The machine asks the applicant itself, one fix an item, without a person in between. */
async function askItself(env: Env, tx: Tx, { key, decision, policy }: Recorded): Promise<void> {
  const doubts = decision.items.filter((one) => one.verdict !== 'pass');
  const fixes = [...new Set(doubts.map((one) => one.item))].map((item) => ({
    item,
    reasons: [...new Set(doubts.flatMap((one) => (one.item === item ? (one.reason ?? []) : [])))],
    note: '',
  }));
  await askFixes(env, tx, { ...key, fixes, dueAt: fixDueAt(env, policy) });
  await env.jobs.emit(tx, {
    kind: 'review.decided',
    audience: [`applicant:${key.applicantId}`, 'console'],
    payload: { applicantId: key.applicantId, applicationId: key.applicationId, decision: 'fix' },
  });
}

async function record(env: Env, input: Recorded): Promise<void> {
  const { key, decision } = input;
  const finishedAt = env.wall.now();
  await withTx(env, async (tx) => {
    const moved = await moveApplication(env, tx, {
      ...key,
      from: 'auto_checking',
      event: EVENTS[decision.outcome],
      by: 'machine',
      ...(decision.outcome === 'fix' ? { fixDueAt: fixDueAt(env, input.policy) } : {}),
    });
    if (!moved) return;
    await writeEvaluation(env, tx, input, finishedAt);
    await logDecision(env, tx, {
      ...key,
      by: 'machine',
      decision: LOGGED[decision.outcome],
      detail: { people: decision.people, policyVersion: input.policyVersion },
    });
    if (decision.outcome === 'fix') await askItself(env, tx, input);
    if (decision.outcome !== 'human') return;
    const caseId = await openCase(env, tx, {
      ...key,
      channel: input.channel,
      filedBy: input.filedBy,
      policy: input.policy,
      stage: 1,
    });
    if (input.carried !== undefined)
      await writeCarried(env, tx, { applicantId: key.applicantId, caseId, carried: input.carried });
  });
}

async function writeEvaluation(env: Env, tx: Tx, input: Recorded, finishedAt: InstantMs): Promise<void> {
  const { key, decision } = input;
  const evaluationId = env.ids.next('evl');
  await tx.execute(
    `INSERT INTO review.evaluation (applicant_id, application_id, revision_no, evaluation_id, outcome, started_at, finished_at, elapsed_ms, people,
       matrix_sealed, policy_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      key.applicantId,
      key.applicationId,
      key.revisionNo,
      evaluationId,
      decision.outcome,
      at(input.startedAt),
      at(finishedAt),
      finishedAt - input.startedAt,
      decision.people,
      env.crypto.seal(`matrix:${key.applicationId}:${key.revisionNo}`, JSON.stringify(input.matrix)),
      input.policyVersion,
    ],
  );
  for (const item of decision.items) {
    await tx.execute(
      `INSERT INTO review.check_item (applicant_id, application_id, revision_no, check_name, item, version, verdict, reason, evidence)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        key.applicantId,
        key.applicationId,
        key.revisionNo,
        item.check,
        item.item,
        CHECK_VERSION,
        item.verdict,
        item.reason ?? null,
        JSON.stringify({ ...item.evidence, hard: item.hard === true }),
      ],
    );
  }
}
