import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import type { LivenessAction } from './attempt-face.ts';

const ACTIONS: readonly LivenessAction[] = ['turn_left', 'turn_right', 'open_mouth', 'nod'];

/** Two actions in an order nobody can know beforehand: a recording of yesterday does not fit. */
export function randomActions(env: Pick<Env, 'chance'>): LivenessAction[] {
  const pool = [...ACTIONS];
  return [...env.chance.bytes(2)].flatMap((byte) => pool.splice(byte % pool.length, 1));
}

export async function issueFaceChallenge(
  env: Env,
  applicantId: string,
): Promise<{ challengeId: string; actions: LivenessAction[] }> {
  const actions = randomActions(env);
  const challengeId = env.ids.next('fch');
  await env.db.execute(
    `INSERT INTO identity.face_challenge (applicant_id, challenge_id, actions, issued_at) VALUES ($1, $2, $3, $4)`,
    [applicantId, challengeId, actions, at(env.wall.now())],
  );
  return { challengeId, actions };
}
