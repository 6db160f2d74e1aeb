import { Bug } from '../../../kernel/assert.ts';
import type { Env } from '../../../platform/env.ts';
import type { Tx } from '../../../platform/postgres/database.ts';

/**
 * Two officers of a bank have seen the person beside the card: that is a done face. Returns false where there is no confirmed
 * card to compare with; a face that had passed already stays as it is.
 */
export async function witnessFace(
  _env: Env,
  tx: Tx,
  input: { applicantId: string; by: readonly [first: string, second: string] },
): Promise<boolean> {
  if (input.by[0] === input.by[1]) throw new Bug('a face is witnessed by two people');
  await tx.execute(
    `UPDATE identity.applicant SET identity_state = 'face_witnessed', face_route = 'live', face_witnessed_by = $2
      WHERE applicant_id = $1 AND identity_state IN ('id_confirmed', 'face_human')`,
    [input.applicantId, input.by],
  );
  const rows = await tx.query<{ done: boolean }>(
    `SELECT identity_state IN ('face_witnessed', 'face_passed') AS done FROM identity.applicant WHERE applicant_id = $1`,
    [input.applicantId],
  );
  return rows[0]?.done === true;
}
