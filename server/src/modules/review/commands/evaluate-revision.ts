import { must } from '../../../kernel/assert.ts';
import { DAY_MS, dateInShanghai, instant, later, MINUTE_MS, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import { applicationOf, moveApplication, revisionOf, type Revision } from '../../applications/index.ts';
import { cardOf, luhnValid, readPolicy, type Policy } from '../../catalogue/index.ts';
import { materialOf } from '../../materials/index.ts';
import { decideReview, type ReviewDecision, type ReviewFacts } from '../domain/decide-review.ts';

export type FourElementAnswer =
  | { readonly kind: 'match' }
  | { readonly kind: 'mismatch'; readonly wrong: readonly string[] }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** The registries of banks and of the police, as this module needs them. */
export interface Registry {
  fourElement(input: { name: string; idNumber: string; phone: string; cardNumber: string }): Promise<FourElementAnswer>;
}

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
  if (!begun) {
    const application = await applicationOf(env, key.applicantId, key.applicationId);
    if (application.state !== 'auto_checking' || application.revisionNo !== key.revisionNo) return;
  }
  const revision = await revisionOf(env, key);
  const policy = await readPolicy(env.db, dateInShanghai(env.clock.now()));
  const decision = decideReview(await reviewFacts(env, key.applicantId, revision, policy));
  await record(env, { key, decision, startedAt, targetMinutes: policy.number('review.online_target_minutes') });
  env.metrics.reviewSeconds.observe({ outcome: decision.outcome }, (env.wall.now() - startedAt) / 1000);
}

async function reviewFacts(
  env: Env & { readonly registry: Registry },
  applicantId: string,
  revision: Revision,
  policy: Policy,
): Promise<ReviewFacts> {
  const [front, back, cardPhoto, scene] = await Promise.all(
    (['id_front', 'id_back', 'bank_card', 'scene'] as const).map(async (item) =>
      must(await materialOf(env, applicantId, revision.materials[item]), `material ${item}`),
    ),
  );
  const photos = {
    id_front: must(front, 'front'),
    id_back: must(back, 'back'),
    bank_card: must(cardPhoto, 'card'),
    scene: must(scene, 'scene'),
  };
  const cardNumber = revision.draft.card.number;
  const bin = await cardOf(env.db, cardNumber);
  const value = (item: keyof typeof photos, field: string): string | undefined =>
    photos[item].reading.fields[field]?.value;
  const name = value('id_front', 'name');
  const idNumber = value('id_front', 'idNumber');
  const readCard = value('bank_card', 'cardNumber');
  return {
    today: dateInShanghai(env.clock.now()),
    validityMonthsMin: policy.number('identity.id_validity_months_min'),
    person: revision.person,
    read: {
      ...(name === undefined ? {} : { name }),
      ...(idNumber === undefined ? {} : { idNumber }),
      ...(readCard === undefined ? {} : { cardNumber: readCard }),
    },
    card: { number: cardNumber, luhnValid: luhnValid(cardNumber), kind: bin?.kind ?? 'unknown' },
    fourElement:
      bin?.kind === 'credit'
        ? { result: 'unavailable', wrong: [] }
        : await askFourElement(env, applicantId, revision, policy.number('review.four_element_tries_per_day')),
    face: revision.face,
    quality: Object.entries(photos).map(([item, photo]) => ({ item, verdict: photo.quality.verdict })),
    sceneLineCount: photos.scene.reading.lines.length,
  };
}

/** Three tries a day (S08): each asks a paid registry about somebody's card, so guessing must not be possible. */
async function askFourElement(
  env: Env & { readonly registry: Registry },
  applicantId: string,
  revision: Revision,
  triesPerDay: number,
): Promise<ReviewFacts['fourElement']> {
  const since = instant(env.clock.now() - DAY_MS);
  const used = await env.db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM review.four_element_try WHERE applicant_id = $1 AND at > $2 AND result = 'mismatch'`,
    [applicantId, at(since)],
  );
  if ((used[0]?.n ?? 0) >= triesPerDay) return { result: 'tries_used', wrong: [] };
  const { card } = revision.draft;
  const answer = await env.registry.fourElement({
    name: revision.person.name,
    idNumber: revision.person.idNumber,
    phone: card.reservedPhone,
    cardNumber: card.number,
  });
  await env.db.execute(
    'INSERT INTO review.four_element_try (applicant_id, try_id, at, result) VALUES ($1, $2, $3, $4)',
    [applicantId, env.ids.next('fet'), at(env.clock.now()), answer.kind],
  );
  return { result: answer.kind, wrong: answer.kind === 'mismatch' ? answer.wrong : [] };
}

interface Recorded {
  readonly key: Key;
  readonly decision: ReviewDecision;
  readonly startedAt: InstantMs;
  readonly targetMinutes: number;
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
    await tx.execute(
      `INSERT INTO review.evaluation (applicant_id, application_id, revision_no, evaluation_id, outcome, started_at, finished_at, elapsed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        key.applicantId,
        key.applicationId,
        key.revisionNo,
        env.ids.next('evl'),
        decision.outcome,
        at(input.startedAt),
        at(finishedAt),
        finishedAt - input.startedAt,
      ],
    );
    for (const item of decision.items) {
      await tx.execute(
        `INSERT INTO review.check_item (applicant_id, application_id, revision_no, check_name, verdict, reason, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [
          key.applicantId,
          key.applicationId,
          key.revisionNo,
          item.check,
          item.verdict,
          item.reason ?? null,
          JSON.stringify({ ...item.evidence, hard: item.hard === true }),
        ],
      );
    }
    if (decision.outcome === 'human') {
      const now = env.clock.now();
      await tx.execute(
        `INSERT INTO review.review_case (applicant_id, case_id, application_id, revision_no, state, opened_at, due_at) VALUES ($1, $2, $3, $4, 'queued', $5, $6)`,
        [
          key.applicantId,
          env.ids.next('cas'),
          key.applicationId,
          key.revisionNo,
          at(now),
          at(later(now, input.targetMinutes * MINUTE_MS)),
        ],
      );
    }
  });
}
