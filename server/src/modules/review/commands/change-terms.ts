import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { deviceFits, revisionOf } from '../../applications/index.ts';
import { decideTerms, type TermsChange, type TermsRefusal } from '../domain/changed-terms.ts';
import { caseOf, isOpenCase } from '../queries/list-cases.ts';
import { logDecision } from './log-decision.ts';

export type ProposeRefusal =
  | TermsRefusal
  | Refusal<'review.case_unknown' | 'review.case_decided' | 'review.not_claimed'>;

interface Holding {
  readonly caseId: string;
  readonly staffId: string;
}

async function heldRevision(env: Env, { caseId, staffId }: Holding) {
  const found = await caseOf(env, caseId);
  if (found === undefined) return refuse('review.case_unknown' as const);
  if (!isOpenCase(found)) return refuse('review.case_decided' as const);
  return found.claimedBy === staffId ? accept(found) : refuse('review.not_claimed' as const);
}

/** Notes on which other terms the holder of a case would approve it; until it is decided they may be changed or taken back. */
export async function proposeTerms(
  env: Env,
  input: Holding & { readonly wanted: TermsChange; readonly note: string },
): Promise<Outcome<TermsChange, ProposeRefusal>> {
  const held = await heldRevision(env, input);
  if (held.refused) return held;
  const { applicantId, applicationId, revisionNo } = held.value;
  const revision = await revisionOf(env, held.value);
  const { draft } = revision;
  const decision = decideTerms({
    filed: { settlement: draft.settlement, deviceModel: draft.deviceModel },
    wanted: input.wanted,
    fits: deviceFits({ ...draft, ...input.wanted }),
  });
  if (decision.refused) return decision;
  const { settlement, deviceModel } = decision.value;
  await env.db.execute(
    `INSERT INTO review.changed_terms (applicant_id, application_id, revision_no, settlement, device_model, note, state, changed_by, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'proposed', $7, $8)
     ON CONFLICT (applicant_id, application_id, revision_no) DO UPDATE SET settlement = excluded.settlement, device_model = excluded.device_model,
       note = excluded.note, changed_by = excluded.changed_by, changed_at = excluded.changed_at WHERE review.changed_terms.state = 'proposed'`,
    [
      applicantId,
      applicationId,
      revisionNo,
      settlement ?? null,
      deviceModel ?? null,
      input.note,
      input.staffId,
      at(env.clock.now()),
    ],
  );
  return decision;
}

/** Back to the terms as they were signed. */
export async function dropTerms(env: Env, input: Holding): Promise<Outcome<true, ProposeRefusal>> {
  const held = await heldRevision(env, input);
  if (held.refused) return held;
  const { applicantId, applicationId, revisionNo } = held.value;
  await env.db.execute(
    `DELETE FROM review.changed_terms WHERE applicant_id = $1 AND application_id = $2 AND revision_no = $3 AND state = 'proposed'`,
    [applicantId, applicationId, revisionNo],
  );
  return accept(true as const);
}

interface Key {
  readonly applicantId: string;
  readonly applicationId: string;
  /** The revision that was reviewed. */
  readonly revisionNo: number;
}

/** From now on the merchant's signature is waited for. */
export async function awaitTerms(tx: Tx, key: Key): Promise<void> {
  await tx.execute(
    `UPDATE review.changed_terms SET state = 'awaiting' WHERE applicant_id = $1 AND application_id = $2 AND revision_no = $3 AND state = 'proposed'`,
    [key.applicantId, key.applicationId, key.revisionNo],
  );
}

/** The merchant has signed: noted in the chain of decisions under the revision that holds the new terms. */
export async function recordSignedTerms(env: Env, tx: Tx, key: Key & { readonly signedRevisionNo: number }) {
  await tx.execute(
    `UPDATE review.changed_terms SET state = 'signed' WHERE applicant_id = $1 AND application_id = $2 AND revision_no = $3 AND state = 'awaiting'`,
    [key.applicantId, key.applicationId, key.revisionNo],
  );
  const { signedRevisionNo, ...rest } = key;
  await logDecision(env, tx, {
    ...rest,
    revisionNo: signedRevisionNo,
    by: key.applicantId,
    decision: 'terms_signed',
    detail: { reviewedRevisionNo: key.revisionNo },
  });
}
