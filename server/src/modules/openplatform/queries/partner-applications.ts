import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

const PAGE = 100;

export interface PartnerApplication {
  readonly applicationId: string;
  readonly state: string;
  readonly createdAt: InstantMs;
}

/** Whose application this is; undefined for one that is not there and for one of another partner alike. */
export async function partnerApplicationOf(
  sql: Sql,
  key: { partner: string; applicationId: string },
): Promise<string | undefined> {
  const rows = await sql.query<{ applicant_id: string }>(
    'SELECT applicant_id FROM openplatform.partner_application WHERE partner = $1 AND application_id = $2',
    [key.partner, key.applicationId],
  );
  return rows[0]?.applicant_id;
}

/** A page of a partner's applications, newest first; `before` is the last id of the page before. */
export async function partnerApplications(
  sql: Sql,
  asked: { partner: string; state: string | undefined; before: string | undefined },
): Promise<PartnerApplication[]> {
  const rows = await sql.query<{ application_id: string; state: string; created_at: number }>(
    `SELECT p.application_id, a.state, p.created_at FROM openplatform.partner_application p
       JOIN applications.v_application a USING (applicant_id, application_id)
      WHERE p.partner = $1 AND ($2::text IS NULL OR a.state = $2) AND ($3::text IS NULL OR p.application_id < $3)
      ORDER BY p.application_id DESC LIMIT ${PAGE}`,
    [asked.partner, asked.state ?? null, asked.before ?? null],
  );
  return rows.map((row) => ({
    applicationId: row.application_id,
    state: row.state,
    createdAt: instant(row.created_at),
  }));
}
