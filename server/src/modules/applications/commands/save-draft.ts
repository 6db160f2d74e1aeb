import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import type { Draft, DraftPart } from '../domain/draft.ts';
import { changedParts } from '../domain/draft-changes.ts';
import { editableParts, type AskedFix } from '../domain/requirements.ts';
import { applicationOf, type Application } from '../queries/application-of.ts';

export type DraftRefusal = Refusal<
  'applications.draft_conflict' | 'applications.not_editable' | 'applications.not_asked'
>;

export interface SaveDraft {
  readonly application: Application;
  /** The version the writer had read. */
  readonly version: number;
  readonly draft: Draft;
  /** What the last review asked for: only those parts may change after it. */
  readonly fixes: readonly Pick<AskedFix, 'item'>[];
}

/**
 * Saves the whole draft if nobody saved in between: two tabs or phones never overwrite each other; the loser is told and shown
 * the other's version. Of an application sent back only what was asked for may change: the rest is what the reviewer has seen.
 */
export async function saveDraft(
  env: Env,
  input: SaveDraft,
): Promise<Outcome<{ version: number; changed: readonly DraftPart[] }, DraftRefusal>> {
  const { applicantId, applicationId, state } = input.application;
  if (state !== 'draft' && state !== 'needs_fix') return refuse('applications.not_editable');
  if (input.application.draftVersion !== input.version)
    return refuse('applications.draft_conflict', { version: input.application.draftVersion });
  const changed = changedParts(input.application.draft, input.draft);
  const editable = editableParts(state, input.fixes);
  const closed = changed.filter((part) => !editable.has(part));
  if (closed.length > 0) return refuse('applications.not_asked', { parts: closed });
  const rows = await env.db.query<{ draft_version: number }>(
    `UPDATE applications.application SET draft_sealed = $4, draft_version = draft_version + 1
      WHERE applicant_id = $1 AND application_id = $2 AND draft_version = $3 AND state = $5 RETURNING draft_version`,
    [
      applicantId,
      applicationId,
      input.version,
      env.crypto.seal(`draft:${applicationId}`, JSON.stringify(input.draft)),
      state,
    ],
  );
  if (rows[0] !== undefined) return accept({ version: rows[0].draft_version, changed });
  const now = await applicationOf(env, applicantId, applicationId);
  return now.state === state
    ? refuse('applications.draft_conflict', { version: now.draftVersion })
    : refuse('applications.not_editable');
}
