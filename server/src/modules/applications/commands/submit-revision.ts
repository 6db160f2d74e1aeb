import { createHash } from 'node:crypto';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { Revision } from '../domain/revision.ts';

/** Keeps a revision for ever, with the hash of its content. */
export async function writeRevision(
  env: Env,
  tx: Tx,
  input: { applicantId: string; applicationId: string; revisionNo: number; revision: Revision },
): Promise<void> {
  const content = JSON.stringify(input.revision);
  await tx.execute(
    `INSERT INTO applications.revision (applicant_id, application_id, revision_no, content_sealed, content_hash, submitted_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      input.applicantId,
      input.applicationId,
      input.revisionNo,
      env.crypto.seal(`revision:${input.applicationId}:${input.revisionNo}`, content),
      createHash('sha256').update(content).digest('hex'),
      at(env.clock.now()),
    ],
  );
}

/** Writes the next revision and hands the application to the machine. A second submission of the same state is refused. */
export async function submitRevision(
  env: Env,
  tx: Tx,
  input: { applicantId: string; applicationId: string; revision: Revision },
): Promise<Outcome<{ revisionNo: number }, Refusal<'applications.already_submitted'>>> {
  const now = env.clock.now();
  const rows = await tx.query<{ revision_no: number }>(
    `UPDATE applications.application SET state = 'submitted', revision_no = revision_no + 1, submitted_at = $3, decided_at = NULL, fix_due_at = NULL
      WHERE applicant_id = $1 AND application_id = $2 AND state IN ('draft', 'needs_fix', 'pending_signature') RETURNING revision_no`,
    [input.applicantId, input.applicationId, at(now)],
  );
  const row = rows[0];
  if (row === undefined) return refuse('applications.already_submitted');
  await writeRevision(env, tx, { ...input, revisionNo: row.revision_no });
  await env.jobs.emit(tx, {
    kind: 'application.submitted',
    audience: [`applicant:${input.applicantId}`, 'console'],
    payload: { applicantId: input.applicantId, applicationId: input.applicationId, revisionNo: row.revision_no },
  });
  return accept({ revisionNo: row.revision_no });
}
