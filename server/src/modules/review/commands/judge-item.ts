import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import { itemsOfRevision, revisionOf } from '../../applications/index.ts';
import { REASONS } from '../../catalogue/index.ts';
import { decideVerdict, type ItemVerdict, type VerdictRefusal } from '../domain/decide-case.ts';
import { caseOf, type ReviewCase, isOpenCase } from '../queries/list-cases.ts';

export type JudgeRefusal =
  | VerdictRefusal
  | Refusal<'review.case_unknown' | 'review.case_decided' | 'review.not_claimed'>;

async function heldCase(
  env: Env,
  input: { caseId: string; staffId: string },
): Promise<Outcome<ReviewCase, Refusal<'review.case_unknown' | 'review.case_decided' | 'review.not_claimed'>>> {
  const found = await caseOf(env, input.caseId);
  if (found === undefined) return refuse('review.case_unknown');
  if (!isOpenCase(found)) return refuse('review.case_decided');
  return found.claimedBy === input.staffId ? accept(found) : refuse('review.not_claimed');
}

/** Notes what the holder of a case says of one item. It may be changed until the case is decided; nothing has happened yet. */
export async function judgeItem(
  env: Env,
  input: { caseId: string; staffId: string; verdict: ItemVerdict },
): Promise<Outcome<true, JudgeRefusal>> {
  const held = await heldCase(env, input);
  if (held.refused) return held;
  const { applicantId } = held.value;
  const revision = await revisionOf(env, held.value);
  const decision = decideVerdict(input.verdict, {
    items: itemsOfRevision(revision),
    knownReasons: Object.keys(REASONS),
  });
  if (decision.refused) return decision;
  const { item, verdict, reasons, note, internalNote } = input.verdict;
  await env.db.execute(
    `INSERT INTO review.verdict (applicant_id, case_id, item, verdict, reasons, note, internal_note, judged_by, judged_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (applicant_id, case_id, item) DO UPDATE SET verdict = excluded.verdict, reasons = excluded.reasons, note = excluded.note,
       internal_note = excluded.internal_note, judged_by = excluded.judged_by, judged_at = excluded.judged_at, carried_from = NULL`,
    [applicantId, input.caseId, item, verdict, reasons, note, internalNote, input.staffId, at(env.wall.now())],
  );
  return accept(true as const);
}

/** Takes a verdict back: the item is open again. */
export async function unjudgeItem(
  env: Env,
  input: { caseId: string; staffId: string; item: string },
): Promise<Outcome<true, JudgeRefusal>> {
  const held = await heldCase(env, input);
  if (held.refused) return held;
  await env.db.execute('DELETE FROM review.verdict WHERE applicant_id = $1 AND case_id = $2 AND item = $3', [
    held.value.applicantId,
    input.caseId,
    input.item,
  ]);
  return accept(true as const);
}
