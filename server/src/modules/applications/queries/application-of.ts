import { instant, type InstantMs } from '../../../kernel/instant.ts';
import { one } from '../../../platform/postgres/database.ts';
import type { Env } from '../../../platform/env.ts';
import type { Revision } from '../domain/revision.ts';
import type { ApplicationState } from '../domain/application-machine.ts';
import type { Draft } from '../domain/draft.ts';

/** How an application came: on the phone, at a bank's counter, with an agent. */
export type Channel = 'online' | 'counter' | 'agent';

export interface Application {
  readonly applicantId: string;
  readonly applicationId: string;
  readonly state: ApplicationState;
  readonly draft: Draft;
  readonly draftVersion: number;
  readonly revisionNo: number;
  readonly createdAt: InstantMs;
  readonly submittedAt: InstantMs | undefined;
  readonly decidedAt: InstantMs | undefined;
  readonly decidedBy: string | undefined;
  readonly channel: Channel;
  /** Until when the fixes that were asked for are waited for. */
  readonly fixDueAt: InstantMs | undefined;
}

interface Row {
  applicant_id: string;
  application_id: string;
  state: ApplicationState;
  draft_sealed: string;
  draft_version: number;
  revision_no: number;
  created_at: number;
  submitted_at: number | null;
  decided_at: number | null;
  decided_by: string | null;
  channel: Channel;
  fix_due_at: number | null;
}

const COLUMNS =
  'applicant_id, application_id, state, draft_sealed, draft_version, revision_no, created_at, submitted_at, decided_at, decided_by, channel, fix_due_at';

function toApplication(env: Pick<Env, 'crypto'>, row: Row): Application {
  return {
    applicantId: row.applicant_id,
    applicationId: row.application_id,
    state: row.state,
    draft: JSON.parse(env.crypto.open(`draft:${row.application_id}`, row.draft_sealed)) as Draft,
    draftVersion: row.draft_version,
    revisionNo: row.revision_no,
    createdAt: instant(row.created_at),
    submittedAt: row.submitted_at === null ? undefined : instant(row.submitted_at),
    decidedAt: row.decided_at === null ? undefined : instant(row.decided_at),
    decidedBy: row.decided_by ?? undefined,
    channel: row.channel,
    fixDueAt: row.fix_due_at === null ? undefined : instant(row.fix_due_at),
  };
}

/** The applicant's application that is neither withdrawn nor expired; the newest where there are several. */
export async function currentApplication(
  env: Pick<Env, 'db' | 'crypto'>,
  applicantId: string,
): Promise<Application | undefined> {
  const rows = await env.db.query<Row>(
    `SELECT ${COLUMNS} FROM applications.application WHERE applicant_id = $1 AND state NOT IN ('withdrawn', 'expired') ORDER BY application_id DESC LIMIT 1`,
    [applicantId],
  );
  return rows[0] === undefined ? undefined : toApplication(env, rows[0]);
}

export async function applicationOf(
  env: Pick<Env, 'db' | 'crypto'>,
  applicantId: string,
  applicationId: string,
): Promise<Application> {
  const rows = await env.db.query<Row>(
    `SELECT ${COLUMNS} FROM applications.application WHERE applicant_id = $1 AND application_id = $2`,
    [applicantId, applicationId],
  );
  return toApplication(env, one(rows, `application ${applicationId}`));
}

export async function revisionOf(
  env: Pick<Env, 'db' | 'crypto'>,
  key: { applicantId: string; applicationId: string; revisionNo: number },
): Promise<Revision> {
  const rows = await env.db.query<{ content_sealed: string }>(
    'SELECT content_sealed FROM applications.revision WHERE applicant_id = $1 AND application_id = $2 AND revision_no = $3',
    [key.applicantId, key.applicationId, key.revisionNo],
  );
  const row = one(rows, `revision ${key.revisionNo} of ${key.applicationId}`);
  return JSON.parse(env.crypto.open(`revision:${key.applicationId}:${key.revisionNo}`, row.content_sealed)) as Revision;
}
