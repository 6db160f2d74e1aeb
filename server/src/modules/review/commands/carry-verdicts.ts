import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { changedParts, itemsOfParts, itemsOfRevision, revisionOf } from '../../applications/index.ts';
import { decideCarried, type CheckSaid } from '../domain/carry-verdicts.ts';
import type { ItemVerdict } from '../domain/decide-case.ts';
import { casesOfApplication } from '../queries/list-cases.ts';
import { checksOf } from '../queries/checks-of.ts';
import { verdictsOf } from '../queries/verdicts-of.ts';

interface Key {
  readonly applicantId: string;
  readonly applicationId: string;
  readonly revisionNo: number;
}

export interface Carried {
  readonly judgedBy: string;
  readonly verdicts: readonly ItemVerdict[];
}

/** Passes of the revision before that stand for this one; none for a first revision. */
export async function carriedVerdicts(
  env: Env,
  key: Key,
  checksAfter: readonly CheckSaid[],
): Promise<Carried | undefined> {
  const earlierKey = { ...key, revisionNo: key.revisionNo - 1 };
  const cases = key.revisionNo < 2 ? [] : await casesOfApplication(env, key);
  const last = cases.filter((one) => one.revisionNo === earlierKey.revisionNo).at(-1);
  if (last?.decidedBy === undefined) return undefined;
  const before = await revisionOf(env, earlierKey);
  const after = await revisionOf(env, key);
  const verdicts = decideCarried({
    items: itemsOfRevision(after),
    before,
    after,
    changedItems: itemsOfParts(changedParts(before.draft, after.draft)),
    checksBefore: await checksOf(env.db, earlierKey),
    checksAfter,
    earlier: await verdictsOf(env.db, last),
    earlierRevisionNo: earlierKey.revisionNo,
  });
  return { judgedBy: last.decidedBy, verdicts };
}

/** Writes them into the new case, marked with the revision at which they were given. */
export async function writeCarried(
  env: Env,
  tx: Tx,
  input: { applicantId: string; caseId: string; carried: Carried },
): Promise<void> {
  for (const { item, verdict, reasons, note, internalNote, carriedFrom } of input.carried.verdicts)
    await tx.execute(
      `INSERT INTO review.verdict (applicant_id, case_id, item, verdict, reasons, note, internal_note, judged_by, judged_at, carried_from)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        input.applicantId,
        input.caseId,
        item,
        verdict,
        reasons,
        note,
        internalNote,
        input.carried.judgedBy,
        at(env.wall.now()),
        carriedFrom ?? null,
      ],
    );
}
