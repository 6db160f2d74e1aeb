import { must } from '../../../kernel/assert.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';
import type { Draft } from '../domain/draft.ts';
import type { Revision } from '../domain/revision.ts';
import { writeRevision } from './submit-revision.ts';

interface Key {
  readonly applicantId: string;
  readonly applicationId: string;
}

/** Puts the terms on which an application would be approved into its draft, so that the sheet to be signed is of these. */
export async function putTerms(
  env: Env,
  tx: Tx,
  key: Key,
  terms: Pick<Draft, 'settlement' | 'deviceModel'>,
): Promise<void> {
  const rows = await tx.query<{ draft_sealed: string }>(
    'SELECT draft_sealed FROM applications.application WHERE applicant_id = $1 AND application_id = $2 FOR UPDATE',
    [key.applicantId, key.applicationId],
  );
  const { draft_sealed: sealed } = one(rows, 'draft of an application');
  const draft = JSON.parse(env.crypto.open(`draft:${key.applicationId}`, sealed)) as Draft;
  await tx.execute(
    'UPDATE applications.application SET draft_sealed = $3, draft_version = draft_version + 1 WHERE applicant_id = $1 AND application_id = $2',
    [
      key.applicantId,
      key.applicationId,
      env.crypto.seal(`draft:${key.applicationId}`, JSON.stringify({ ...draft, ...terms })),
    ],
  );
}

/**
 * The merchant has signed terms that review had changed: the next revision holds them, and the application is approved as the
 * reviewers decided. Undefined where it no longer waits for that signature.
 */
export async function approveSigned(
  env: Env,
  tx: Tx,
  input: Key & { readonly revision: Revision; readonly by: string },
): Promise<{ revisionNo: number } | undefined> {
  const rows = await tx.query<{ revision_no: number }>(
    `UPDATE applications.application SET state = 'approved', revision_no = revision_no + 1, decided_at = $3, decided_by = $4, fix_due_at = NULL
      WHERE applicant_id = $1 AND application_id = $2 AND state = 'pending_signature' RETURNING revision_no`,
    [input.applicantId, input.applicationId, at(env.clock.now()), input.by],
  );
  if (rows.length === 0) return undefined;
  const revisionNo = must(rows[0], 'revision').revision_no;
  await writeRevision(env, tx, { ...input, revisionNo });
  await env.jobs.emit(tx, {
    kind: 'application.approved',
    audience: [`applicant:${input.applicantId}`, 'console'],
    payload: { applicantId: input.applicantId, applicationId: input.applicationId, state: 'approved' },
  });
  return { revisionNo };
}
