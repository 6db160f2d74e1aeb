import type { Sql } from '../../../platform/postgres/database.ts';
import type { ChangedTermsState, TermsChange } from '../domain/changed-terms.ts';

export interface ChangedTerms {
  readonly change: TermsChange;
  readonly note: string;
  readonly state: ChangedTermsState;
  readonly changedBy: string;
}

/** The terms on which a reviewer would approve this revision; undefined where they are those that were signed. */
export async function changedTermsOf(
  sql: Sql,
  key: { readonly applicantId: string; readonly applicationId: string; readonly revisionNo: number },
): Promise<ChangedTerms | undefined> {
  const rows = await sql.query<{
    settlement: 't1' | 't0' | null;
    device_model: 'esign_pos' | 'smart_pos' | null;
    note: string;
    state: ChangedTermsState;
    changed_by: string;
  }>(
    `SELECT settlement, device_model, note, state, changed_by FROM review.changed_terms
      WHERE applicant_id = $1 AND application_id = $2 AND revision_no = $3`,
    [key.applicantId, key.applicationId, key.revisionNo],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const change = {
    ...(row.settlement === null ? {} : { settlement: row.settlement }),
    ...(row.device_model === null ? {} : { deviceModel: row.device_model }),
  };
  return { change, note: row.note, state: row.state, changedBy: row.changed_by };
}
