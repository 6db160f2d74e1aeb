/** From the desktop to the phone: a one-time code that signs the phone in at one step of the same person's application. */
import { HOUR_MS, instant, later, MINUTE_MS, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { countAgainst } from '../../../platform/rate.ts';
import { decideRedemption, type RedemptionRefusal } from '../domain/decide-redemption.ts';
import type { HandOffState } from '../domain/hand-off-machine.ts';
import { freshToken, hashOf, openSession } from './sessions.ts';

/** Long enough to take a phone out and scan, short enough that a photograph of the screen is worth nothing. */
const LIFE_MS = 3 * MINUTE_MS;
/** An application has nine steps with a camera; each may lapse a few times. */
const PER_APPLICANT = { limit: 30, windowMs: HOUR_MS };
const LISTED_MAX = 10;
/** Longer than any token of ours; what is longer is not hashed. */
const TOKEN_CHARS_MAX = 100;

/** The steps that want a camera. Nothing else can be opened by a code. */
export type HandOffStep =
  | 'identity'
  | 'face'
  | 'licence'
  | 'authorisation'
  | 'card'
  | 'account'
  | 'premises'
  | 'scene'
  | 'interview';

export interface HandOff {
  readonly handOffId: string;
  readonly step: HandOffStep;
  readonly state: Extract<HandOffState, 'waiting' | 'opened'>;
  /** User agent of the phone that opened it. */
  readonly device: string | undefined;
  readonly openedAt: InstantMs | undefined;
  /** Whether it opened the session that asks. */
  readonly here: boolean;
}

interface Made {
  readonly handOffId: string;
  readonly token: string;
  readonly lifeMs: number;
}

const tell = (env: Pick<Env, 'jobs'>, tx: Tx, applicantId: string, handOffId: string, state: HandOffState) =>
  env.jobs.emit(tx, { kind: 'hand_off.moved', audience: [`applicant:${applicantId}`], payload: { handOffId, state } });

/** Makes a code in the session of `sessionToken`; the earlier one of this person that waits is worth nothing from now on. */
export async function makeHandOff(
  env: Env,
  input: { applicantId: string; sessionToken: string; step: HandOffStep },
): Promise<Outcome<Made, Refusal<'identity.hand_off_limit'>>> {
  const over = await countAgainst(env, `hand-off:${input.applicantId}`, PER_APPLICANT);
  if (over !== undefined) return refuse('identity.hand_off_limit', { seconds: over });
  const handOffId = env.ids.next('hnd');
  const token = freshToken(env);
  const now = env.wall.now();
  await withTx(env, async (tx) => {
    // two tabs that ask at once take turns, so that the second withdraws what the first made
    await tx.query('SELECT 1 FROM identity.applicant WHERE applicant_id = $1 FOR UPDATE', [input.applicantId]);
    await tx.execute(
      `UPDATE identity.hand_off SET state = 'withdrawn', ended_at = $2 WHERE applicant_id = $1 AND state = 'waiting'`,
      [input.applicantId, at(now)],
    );
    await tx.execute(
      `INSERT INTO identity.hand_off (applicant_id, hand_off_id, token_hash, step, state, made_in, made_at, expires_at)
       VALUES ($1, $2, $3, $4, 'waiting', $5, $6, $7)`,
      [
        input.applicantId,
        handOffId,
        hashOf(token),
        input.step,
        hashOf(input.sessionToken),
        at(now),
        at(later(now, LIFE_MS)),
      ],
    );
    await tell(env, tx, input.applicantId, handOffId, 'waiting');
  });
  return accept({ handOffId, token, lifeMs: LIFE_MS });
}

interface Row {
  applicant_id: string;
  hand_off_id: string;
  step: HandOffStep;
  state: HandOffState;
  expires_at: number;
  maker_lives: boolean;
}

export interface Redemption {
  readonly token: string;
  readonly device: string;
  /** Whose session the phone has already. */
  readonly signedInAs: string | undefined;
}

/** Opens a phone: once. The row is locked, so of two phones at the same moment one is too late. */
export async function redeemHandOff(
  env: Env,
  input: Redemption,
): Promise<Outcome<{ applicantId: string; step: HandOffStep; sessionToken: string }, RedemptionRefusal>> {
  if (input.token.length > TOKEN_CHARS_MAX) return refuse('identity.hand_off_invalid');
  const now = env.wall.now();
  return withTx(env, async (tx) => {
    const [row] = await tx.query<Row>(
      `SELECT h.applicant_id, h.hand_off_id, h.step, h.state, h.expires_at,
              EXISTS (SELECT 1 FROM identity.session s
                       WHERE s.token_hash = h.made_in AND s.idle_until > $2 AND s.absolute_until > $2) AS maker_lives
         FROM identity.hand_off h WHERE h.token_hash = $1 FOR UPDATE OF h`,
      [hashOf(input.token), at(now)],
    );
    const decision = decideRedemption(
      row === undefined
        ? undefined
        : {
            state: row.state,
            applicantId: row.applicant_id,
            expiresAt: instant(row.expires_at),
            makerLives: row.maker_lives,
            signedInAs: input.signedInAs,
            now,
          },
    );
    if (decision.refused || row === undefined) return refuse('identity.hand_off_invalid');
    const { applicant_id: applicantId, hand_off_id: handOffId, step } = row;
    const device = input.device.slice(0, 200);
    const sessionToken = await openSession(env, { audience: 'applicant', subjectId: applicantId, device }, tx);
    await tx.execute(
      `UPDATE identity.hand_off SET state = 'opened', opened_at = $3, session_hash = $4, device = $5
        WHERE applicant_id = $1 AND hand_off_id = $2 AND state = 'waiting'`,
      [applicantId, handOffId, at(now), hashOf(sessionToken), device],
    );
    await tell(env, tx, applicantId, handOffId, 'opened');
    return accept({ applicantId, step, sessionToken });
  });
}

/** What is open now: codes that wait, and phones that are still signed in. Newest first. */
export async function handOffsOf(
  env: Pick<Env, 'db' | 'wall'>,
  input: { applicantId: string; sessionToken: string },
): Promise<HandOff[]> {
  const rows = await env.db.query<{
    hand_off_id: string;
    step: HandOffStep;
    state: HandOff['state'];
    device: string | null;
    opened_at: number | null;
    session_hash: string | null;
  }>(
    `SELECT h.hand_off_id, h.step, h.state, h.device, h.opened_at, h.session_hash
       FROM identity.hand_off h LEFT JOIN identity.session s ON s.token_hash = h.session_hash
      WHERE h.applicant_id = $1 AND ((h.state = 'waiting' AND h.expires_at > $2)
            OR (h.state = 'opened' AND s.idle_until > $2 AND s.absolute_until > $2))
      ORDER BY h.made_at DESC, h.hand_off_id DESC LIMIT ${LISTED_MAX}`,
    [input.applicantId, at(env.wall.now())],
  );
  return rows.map((row) => ({
    handOffId: row.hand_off_id,
    step: row.step,
    state: row.state,
    device: row.device ?? undefined,
    openedAt: row.opened_at === null ? undefined : instant(row.opened_at),
    here: row.session_hash === hashOf(input.sessionToken),
  }));
}

/** The desktop takes it back: a code that waits is dead, a phone that was opened is signed out. */
export async function endHandOff(
  env: Env,
  input: { applicantId: string; handOffId: string },
): Promise<Outcome<true, Refusal<'identity.hand_off_unknown'>>> {
  return withTx(env, async (tx) => {
    const [row] = await tx.query<{ state: HandOffState; session_hash: string | null }>(
      `UPDATE identity.hand_off SET state = CASE state WHEN 'opened' THEN 'ended' ELSE 'withdrawn' END, ended_at = $3
        WHERE applicant_id = $1 AND hand_off_id = $2 AND state IN ('waiting', 'opened') RETURNING state, session_hash`,
      [input.applicantId, input.handOffId, at(env.wall.now())],
    );
    if (row === undefined) return refuse('identity.hand_off_unknown');
    if (row.session_hash !== null)
      await tx.execute('DELETE FROM identity.session WHERE token_hash = $1', [row.session_hash]);
    await tell(env, tx, input.applicantId, input.handOffId, row.state);
    return accept(true as const);
  });
}
