import type { Tx } from '../../../platform/postgres/database.ts';
import type { MaterialKind } from '../domain/material-kinds.ts';

/** Takes photos and clips of these kinds off the applicant's table; revisions that were sent in keep theirs. */
export async function retireMaterials(
  tx: Pick<Tx, 'execute'>,
  input: { applicantId: string; kinds: readonly MaterialKind[] },
): Promise<void> {
  await tx.execute(
    `UPDATE materials.material SET state = 'replaced' WHERE applicant_id = $1 AND kind = ANY ($2) AND state = 'accepted'`,
    [input.applicantId, input.kinds],
  );
}
