import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { emptyDraft } from '../domain/draft.ts';

/** Everything that was filled in and is not being judged goes; the application stays, empty. @returns how many were emptied */
export async function forgetDrafts(env: Pick<Env, 'crypto'>, tx: Tx, applicantId: string): Promise<number> {
  const rows = await tx.query<{ application_id: string }>(
    `SELECT application_id FROM applications.application WHERE applicant_id = $1 AND state IN ('draft', 'withdrawn', 'expired', 'rejected')
      ORDER BY application_id FOR UPDATE`,
    [applicantId],
  );
  for (const { application_id: id } of rows)
    await tx.execute(
      `UPDATE applications.application SET draft_sealed = $3, draft_version = draft_version + 1 WHERE applicant_id = $1 AND application_id = $2`,
      [applicantId, id, env.crypto.seal(`draft:${id}`, JSON.stringify(emptyDraft))],
    );
  return rows.length;
}

/** People whose applications all lie still since then: nobody goes on with them, and nothing came of them. */
export async function abandonedSince(
  sql: Sql,
  of: { readonly since: InstantMs; readonly after: string; readonly most: number },
): Promise<{ readonly applicantId: string; readonly lastAt: InstantMs }[]> {
  const rows = await sql.query<{ applicant_id: string; last_at: number }>(
    `SELECT applicant_id, max(coalesce(decided_at, submitted_at, created_at)) AS last_at FROM applications.application WHERE applicant_id > $1
      GROUP BY applicant_id HAVING bool_and(state IN ('draft', 'withdrawn', 'expired', 'rejected'))
         AND max(coalesce(decided_at, submitted_at, created_at)) < $2
      ORDER BY applicant_id LIMIT $3`,
    [of.after, at(of.since), of.most],
  );
  return rows.map((row) => ({ applicantId: row.applicant_id, lastAt: instant(row.last_at) }));
}
