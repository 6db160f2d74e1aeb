import { MINUTE_MS } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import { tellIdentity } from './tell-identity.ts';

export type LivenessAction = 'turn_left' | 'turn_right' | 'open_mouth' | 'nod';

/** Judges a burst of frames against the challenge and against the portrait on the card. */
export interface FaceEngine {
  judgeLiveness(input: {
    frames: { image: Uint8Array; atMs: number }[];
    challenge: LivenessAction[];
    reference: Uint8Array;
  }): Promise<{ passed: boolean; reason?: string; similarity?: number; bestFrame: number }>;
}

const CHALLENGE_LIFE_MS = 5 * MINUTE_MS;

export interface FaceAttempt {
  readonly applicantId: string;
  readonly challengeId: string;
  readonly frames: { image: Uint8Array; atMs: number }[];
  readonly reference: Uint8Array;
  readonly bands: { readonly pass: number; readonly human: number; readonly triesMax: number };
}

export type FaceResult = { readonly state: 'face_passed' | 'face_human'; readonly similarity: number };
export type FaceRefusal = Refusal<
  | 'identity.challenge_unknown'
  | 'identity.face_liveness_failed'
  | 'identity.face_mismatch'
  | 'identity.face_tries_used'
  | 'identity.not_confirmed'
>;

/** One attempt. Passing needs the actions, one person through the clip, and likeness with the card. Three failures lead to a person, never to a dead end. */
export async function attemptFace(
  env: Env & { readonly face: FaceEngine },
  attempt: FaceAttempt,
): Promise<Outcome<FaceResult, FaceRefusal>> {
  const now = env.wall.now();
  const challenges = await env.db.query<{ actions: LivenessAction[]; issued_at: number }>(
    `UPDATE identity.face_challenge SET used_at = $3 WHERE applicant_id = $1 AND challenge_id = $2 AND used_at IS NULL RETURNING actions, issued_at`,
    [attempt.applicantId, attempt.challengeId, at(now)],
  );
  const challenge = challenges[0];
  if (challenge === undefined || challenge.issued_at + CHALLENGE_LIFE_MS < now)
    return refuse('identity.challenge_unknown');
  const applicants = await env.db.query<{ identity_state: string; face_tries: number }>(
    'SELECT identity_state, face_tries FROM identity.applicant WHERE applicant_id = $1',
    [attempt.applicantId],
  );
  if (applicants[0]?.identity_state !== 'id_confirmed') return refuse('identity.not_confirmed');
  const judged = await env.face.judgeLiveness({
    frames: attempt.frames,
    challenge: challenge.actions,
    reference: attempt.reference,
  });
  const decision = decideFace(
    { ...judged, similarity: judged.similarity ?? 0 },
    applicants[0].face_tries + 1,
    attempt.bands,
  );
  const lastResort = decision.refused && decision.refusal.code === 'identity.face_tries_used';
  // a person who has to compare needs the picture too
  const stored =
    decision.refused && !lastResort
      ? undefined
      : await env.files.store(attempt.frames[judged.bestFrame]?.image ?? new Uint8Array(), 'image/jpeg');
  const state = decision.refused ? (lastResort ? 'face_human' : 'id_confirmed') : decision.value.state;
  await withTx(env, async (tx) => {
    if (stored !== undefined) await env.files.recordFile(tx, stored);
    await tx.execute(
      `UPDATE identity.applicant SET face_tries = face_tries + 1, identity_state = $2, face_similarity = $3, face_file_id = coalesce($4, face_file_id)
        WHERE applicant_id = $1 AND identity_state = 'id_confirmed'`,
      [attempt.applicantId, state, judged.similarity ?? null, stored?.fileId ?? null],
    );
    await tellIdentity(env, tx, attempt.applicantId, state);
  });
  return decision;
}

/** Pure: what an attempt's scores mean. `similarity` is a cosine; bands are policy parameters. */
export function decideFace(
  judged: { readonly passed: boolean; readonly reason?: string; readonly similarity: number },
  attemptNo: number,
  bands: FaceAttempt['bands'],
): Outcome<FaceResult, FaceRefusal> {
  const triesLeft = Math.max(0, bands.triesMax - attemptNo);
  const failed = !judged.passed || judged.similarity < bands.human;
  if (failed && triesLeft === 0) return refuse('identity.face_tries_used', { similarity: judged.similarity });
  if (!judged.passed) return refuse('identity.face_liveness_failed', { reason: judged.reason ?? 'unclear', triesLeft });
  if (failed) return refuse('identity.face_mismatch', { similarity: judged.similarity, triesLeft });
  return accept({
    state: judged.similarity >= bands.pass ? 'face_passed' : 'face_human',
    similarity: judged.similarity,
  });
}
