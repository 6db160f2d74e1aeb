import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { emptyDraft } from '../domain/draft.ts';
import { currentApplication, type Application, type Channel } from '../queries/application-of.ts';
import { must } from '../../../kernel/assert.ts';

interface Start {
  readonly channel?: Channel;
  /** An application that has come to its end with its merchant: it stands in nobody's way. */
  readonly ended?: string | undefined;
}

/** The applicant's open application, made when there is none. Safe to call twice at once: the row of the applicant's phone is not involved, the later one finds the earlier. */
export async function startApplication(
  env: Env,
  applicantId: string,
  { channel = 'online', ended }: Start = {},
): Promise<Application> {
  const open = await currentApplication(env, applicantId);
  if (open !== undefined && open.applicationId !== ended)
    return channel === 'online' ? open : takeOver(env, open, channel);
  await startNewApplication(env, applicantId, { channel, ended });
  return must(await currentApplication(env, applicantId), 'the application just made');
}

/**
 * Makes an application where none is open, and whatever `also` writes with it. Returns its id; undefined where there is one already,
 * and then `also` is not asked.
 */
export async function startNewApplication(
  env: Env,
  applicantId: string,
  { channel = 'online', ended, also }: Start & { readonly also?: (tx: Tx, applicationId: string) => Promise<void> },
): Promise<string | undefined> {
  return withTx(env, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`application:${applicantId}`]);
    const rows = await tx.query(
      `SELECT 1 FROM applications.application WHERE applicant_id = $1 AND state NOT IN ('withdrawn', 'expired')
          AND application_id IS DISTINCT FROM $2`,
      [applicantId, ended ?? null],
    );
    if (rows.length > 0) return undefined;
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
    await also?.(tx, applicationId);
    return applicationId;
  });
}

/** Somebody else goes on with a draft: it counts for their channel from now on (who acts next, how long review may take). */
async function takeOver(env: Env, open: Application, channel: Channel): Promise<Application> {
  if (open.channel === channel || (open.state !== 'draft' && open.state !== 'needs_fix')) return open;
  await withTx(env, (tx) => setChannel(tx, open, channel));
  return { ...open, channel };
}

/** Which channel an application that is being filled in belongs to. */
export async function setChannel(
  tx: Tx,
  key: { readonly applicantId: string; readonly applicationId: string },
  channel: Channel,
): Promise<void> {
  await tx.execute('UPDATE applications.application SET channel = $3 WHERE applicant_id = $1 AND application_id = $2', [
    key.applicantId,
    key.applicationId,
    channel,
  ]);
}
