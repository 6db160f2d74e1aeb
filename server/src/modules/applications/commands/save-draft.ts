import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import type { Draft } from '../domain/draft.ts';

export type DraftRefusal = Refusal<'applications.draft_conflict' | 'applications.not_editable'>;

/**
 * Saves the whole draft if nobody saved in between: `version` is the one the writer had read. Two tabs or phones therefore never
 * overwrite each other; the loser is told and shown the other's version.
 */
export async function saveDraft(
  env: Env,
  input: { applicantId: string; applicationId: string; version: number; draft: Draft },
): Promise<Outcome<{ version: number }, DraftRefusal>> {
  const rows = await env.db.query<{ draft_version: number }>(
    `UPDATE applications.application SET draft_sealed = $4, draft_version = draft_version + 1
      WHERE applicant_id = $1 AND application_id = $2 AND draft_version = $3 AND state IN ('draft', 'needs_fix') RETURNING draft_version`,
    [
      input.applicantId,
      input.applicationId,
      input.version,
      env.crypto.seal(`draft:${input.applicationId}`, JSON.stringify(input.draft)),
    ],
  );
  if (rows[0] !== undefined) return accept({ version: rows[0].draft_version });
  const now = await env.db.query<{ draft_version: number; state: string }>(
    'SELECT draft_version, state FROM applications.application WHERE applicant_id = $1 AND application_id = $2',
    [input.applicantId, input.applicationId],
  );
  const editable = now[0]?.state === 'draft' || now[0]?.state === 'needs_fix';
  return editable
    ? refuse('applications.draft_conflict', { version: now[0]?.draft_version ?? 0 })
    : refuse('applications.not_editable');
}
