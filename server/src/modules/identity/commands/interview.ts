import { instant, later, MINUTE_MS, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { chooseQuestions, type InterviewQuestion } from '../domain/interview-questions.ts';

/** How a person shows that they are the one on the card: a live check by the machine, or a recorded interview that people judge. */
export type FaceRoute = 'live' | 'interview';

export interface Interview {
  readonly interviewId: string;
  readonly questions: readonly InterviewQuestion[];
  readonly issuedAt: InstantMs;
  readonly expiresAt: InstantMs;
}

/** Chooses the way; undone until the application goes in. Refused before a card is confirmed: there is nobody to compare with. */
export async function chooseFaceRoute(
  env: Pick<Env, 'db'>,
  input: { applicantId: string; route: FaceRoute },
): Promise<Outcome<true, Refusal<'identity.not_confirmed'>>> {
  const count = await env.db.execute(
    `UPDATE identity.applicant SET face_route = $2 WHERE applicant_id = $1 AND identity_state <> 'none'`,
    [input.applicantId, input.route],
  );
  return count === 1 ? accept(true as const) : refuse('identity.not_confirmed');
}

/**
 * Three fresh questions, to be answered within `minutes` of the wall clock; each call asks others. `issuedAt` is business time,
 * because that is what a clip says of itself.
 */
export async function issueInterview(env: Env, applicantId: string, minutes: number): Promise<Interview> {
  const questions = chooseQuestions((below) => Number(env.chance.digits(6)) % below);
  const interview = {
    interviewId: env.ids.next('itv'),
    questions,
    issuedAt: env.clock.now(),
    expiresAt: later(env.wall.now(), minutes * MINUTE_MS),
  };
  await env.db.execute(
    `INSERT INTO identity.interview (applicant_id, interview_id, questions, issued_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
    [applicantId, interview.interviewId, questions, at(interview.issuedAt), at(interview.expiresAt)],
  );
  return interview;
}

/** The questions a clip may still answer: of this applicant, in time (now, or at the wall time `at` when its upload began), and not answered yet. */
export async function openInterview(
  env: Pick<Env, 'db' | 'wall'>,
  input: { applicantId: string; interviewId: string; at?: InstantMs },
): Promise<Outcome<{ issuedAt: InstantMs }, Refusal<'identity.interview_unknown'>>> {
  const rows = await env.db.query<{ issued_at: number }>(
    `SELECT issued_at FROM identity.interview WHERE applicant_id = $1 AND interview_id = $2 AND material_id IS NULL AND expires_at >= $3`,
    [input.applicantId, input.interviewId, at(input.at ?? env.wall.now())],
  );
  const row = rows[0];
  return row === undefined ? refuse('identity.interview_unknown') : accept({ issuedAt: instant(row.issued_at) });
}

/** Ties a clip to the questions it answers, once. @returns false where another clip was first. */
export async function recordInterview(
  tx: Pick<Tx, 'execute'>,
  input: { applicantId: string; interviewId: string; materialId: string },
): Promise<boolean> {
  const count = await tx.execute(
    `UPDATE identity.interview SET material_id = $3 WHERE applicant_id = $1 AND interview_id = $2 AND material_id IS NULL`,
    [input.applicantId, input.interviewId, input.materialId],
  );
  return count === 1;
}

/** The answers that were given no longer count. */
export async function forgetInterviews(tx: Pick<Tx, 'execute'>, applicantId: string): Promise<void> {
  await tx.execute('UPDATE identity.interview SET material_id = NULL, expires_at = issued_at WHERE applicant_id = $1', [
    applicantId,
  ]);
}

/** What was asked in the clip; undefined where the clip answers no questions of ours. */
export async function interviewOfMaterial(
  env: Pick<Env, 'db'>,
  input: { applicantId: string; materialId: string },
): Promise<Interview | undefined> {
  const rows = await env.db.query<{
    interview_id: string;
    questions: InterviewQuestion[];
    issued_at: number;
    expires_at: number;
  }>(
    `SELECT interview_id, questions, issued_at, expires_at FROM identity.interview WHERE applicant_id = $1 AND material_id = $2`,
    [input.applicantId, input.materialId],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    interviewId: row.interview_id,
    questions: row.questions,
    issuedAt: instant(row.issued_at),
    expiresAt: instant(row.expires_at),
  };
}
