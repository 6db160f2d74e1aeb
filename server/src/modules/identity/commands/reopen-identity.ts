import type { Tx } from '../../../platform/postgres/database.ts';

/** A reviewer asked for the card or the face again: that part may be done anew, with three fresh tries. */
export async function reopenIdentity(tx: Tx, applicantId: string, to: 'none' | 'id_confirmed'): Promise<void> {
  await tx.execute(
    `UPDATE identity.applicant SET identity_state = $2, face_tries = 0 WHERE applicant_id = $1 AND identity_state IN ('face_passed', 'face_human', 'face_witnessed')`,
    [applicantId, to],
  );
}
