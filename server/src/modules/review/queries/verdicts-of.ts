import type { Sql } from '../../../platform/postgres/database.ts';
import type { ItemVerdict } from '../domain/decide-case.ts';

export async function verdictsOf(sql: Sql, key: { applicantId: string; caseId: string }): Promise<ItemVerdict[]> {
  const rows = await sql.query<{
    item: ItemVerdict['item'];
    verdict: ItemVerdict['verdict'];
    reasons: string[];
    note: string;
    internal_note: string;
    carried_from: number | null;
  }>(
    'SELECT item, verdict, reasons, note, internal_note, carried_from FROM review.verdict WHERE applicant_id = $1 AND case_id = $2 ORDER BY item',
    [key.applicantId, key.caseId],
  );
  return rows.map(({ internal_note: internalNote, carried_from: carriedFrom, ...row }) => ({
    ...row,
    internalNote,
    ...(carriedFrom === null ? {} : { carriedFrom }),
  }));
}
