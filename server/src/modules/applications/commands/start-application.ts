import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import { emptyDraft } from '../domain/draft.ts';
import { currentApplication, type Application, type Channel } from '../queries/application-of.ts';
import { must } from '../../../kernel/assert.ts';

/** The applicant's open application, made when there is none. Safe to call twice at once: the row of the applicant's phone is not involved, the later one finds the earlier. */
export async function startApplication(
  env: Env,
  applicantId: string,
  channel: Channel = 'online',
): Promise<Application> {
  const open = await currentApplication(env, applicantId);
  if (open !== undefined) return open;
  await withTx(env, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`application:${applicantId}`]);
    const rows = await tx.query(
      `SELECT 1 FROM applications.application WHERE applicant_id = $1 AND state NOT IN ('withdrawn', 'expired')`,
      [applicantId],
    );
    if (rows.length > 0) return;
    const applicationId = env.ids.next('app');
    await tx.execute('INSERT INTO applications.directory (application_id, applicant_id) VALUES ($1, $2)', [
      applicationId,
      applicantId,
    ]);
    await tx.execute(
      `INSERT INTO applications.application (applicant_id, application_id, state, draft_sealed, draft_version, revision_no, created_at, channel)
       VALUES ($1, $2, 'draft', $3, 1, 0, $4, $5)`,
      [
        applicantId,
        applicationId,
        env.crypto.seal(`draft:${applicationId}`, JSON.stringify(emptyDraft)),
        at(env.clock.now()),
        channel,
      ],
    );
  });
  return must(await currentApplication(env, applicantId), 'the application just made');
}
