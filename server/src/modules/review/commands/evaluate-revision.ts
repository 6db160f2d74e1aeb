import { dateInShanghai, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { applicationOf, moveApplication, revisionOf, type Channel } from '../../applications/index.ts';
import { readPolicy, type Policy } from '../../catalogue/index.ts';
import { decideReview, type PeopleRules, type ReviewDecision } from '../domain/decide-review.ts';
import { nameMatrix, type NameRow } from '../domain/name-matrix.ts';
import { CHECK_VERSION } from '../domain/review-facts.ts';
import { carriedVerdicts, writeCarried, type Carried } from './carry-verdicts.ts';
import { gatherFacts, type Registry } from './gather-facts.ts';
import { logDecision } from './log-decision.ts';
import { openCase } from './open-case.ts';

interface Key {
  readonly applicantId: string;
  readonly applicationId: string;
  readonly revisionNo: number;
}

/** Machine review of one revision. Runs once: a repeated job finds the state moved and does nothing. */
export async function evaluateRevision(env: Env & { readonly registry: Registry }, key: Key): Promise<void> {
  const startedAt = env.wall.now();
  const begun = await withTx(env, (tx) =>
    moveApplication(env, tx, { ...key, from: 'submitted', event: 'start_checks', by: 'machine' }),
  );
  const application = await applicationOf(env, key.applicantId, key.applicationId);
  if (!begun && (application.state !== 'auto_checking' || application.revisionNo !== key.revisionNo)) return;
  const revision = await revisionOf(env, key);
  const policy = await readPolicy(env.db, dateInShanghai(env.clock.now()));
  const facts = await gatherFacts(env, { ...key, revision, policy });
  const decision = decideReview(facts, peopleRules(policy));
  const matrix = nameMatrix(facts);
  const carried = await carriedVerdicts(
    env,
    key,
    decision.items.map(({ check, item, verdict, reason }) => ({ check, item, verdict, reason })),
  );
  await record(env, { key, decision, matrix, carried, startedAt, policy, channel: application.channel });
  env.metrics.reviewSeconds.observe({ outcome: decision.outcome }, (env.wall.now() - startedAt) / 1000);
}

export const peopleRules = (policy: Policy): PeopleRules => ({
  companyWithSmartPos: policy.number('review.people_company_smart'),
  t0: policy.number('review.people_t0'),
});

interface Recorded {
  readonly key: Key;
  readonly decision: ReviewDecision;
  readonly matrix: readonly NameRow[];
  readonly carried: Carried | undefined;
  readonly startedAt: InstantMs;
  readonly policy: Policy;
  readonly channel: Channel;
}

async function record(env: Env, input: Recorded): Promise<void> {
  const { key, decision } = input;
  const finishedAt = env.wall.now();
  await withTx(env, async (tx) => {
    const moved = await moveApplication(env, tx, {
      ...key,
      from: 'auto_checking',
      event: decision.outcome === 'approved' ? 'machine_approves' : 'needs_person',
      by: 'machine',
    });
    if (!moved) return;
    await writeEvaluation(env, tx, input, finishedAt);
    await logDecision(env, tx, {
      ...key,
      by: 'machine',
      decision: decision.outcome === 'approved' ? 'approve' : 'queue',
      detail: { people: decision.people },
    });
    if (decision.outcome !== 'human') return;
    const caseId = await openCase(env, tx, { ...key, channel: input.channel, policy: input.policy, stage: 1 });
    if (input.carried !== undefined)
      await writeCarried(env, tx, { applicantId: key.applicantId, caseId, carried: input.carried });
  });
}

async function writeEvaluation(env: Env, tx: Tx, input: Recorded, finishedAt: InstantMs): Promise<void> {
  const { key, decision } = input;
  const evaluationId = env.ids.next('evl');
  await tx.execute(
    `INSERT INTO review.evaluation (applicant_id, application_id, revision_no, evaluation_id, outcome, started_at, finished_at, elapsed_ms, people,
       matrix_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
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
