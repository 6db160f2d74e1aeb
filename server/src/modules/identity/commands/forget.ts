import type { Tx } from '../../../platform/postgres/database.ts';

/** The pictures of a face and what was measured on them go; whoever had passed shows it again, or goes another way. */
export async function forgetFace(tx: Pick<Tx, 'execute'>, applicantId: string): Promise<void> {
  await tx.execute(
    `UPDATE identity.applicant SET face_file_id = NULL, face_similarity = NULL,
            identity_state = CASE WHEN identity_state IN ('face_passed', 'face_human') THEN 'id_confirmed' ELSE identity_state END
      WHERE applicant_id = $1`,
    [applicantId],
  );
}

/** The card is not known any more: name and number too, because they were read from it. */
export async function forgetCard(tx: Pick<Tx, 'execute'>, applicantId: string): Promise<void> {
  await tx.execute(
    `UPDATE identity.applicant SET identity_state = 'none', name_sealed = NULL, id_number_sealed = NULL, id_hash = NULL, id_valid_to = NULL,
            id_front_material = NULL, id_back_material = NULL, face_file_id = NULL, face_similarity = NULL
      WHERE applicant_id = $1`,
    [applicantId],
  );
}
