import { must } from '../kernel/assert.ts';
import { isoText } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import {
  currentApplication,
  requirementsOf,
  submitRevision,
  type Application,
  type CompleteDraft,
  type Revision,
} from '../modules/applications/index.ts';
import { cardOf, luhnValid } from '../modules/catalogue/index.ts';
import { applicantOf, consentsOf, type Applicant } from '../modules/identity/index.ts';
import { answerFixes, openFixes } from '../modules/review/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';

export type SubmitRefusal = Refusal<
  | 'applications.none'
  | 'applications.incomplete'
  | 'applications.already_submitted'
  | 'applications.draft_conflict'
  | 'applications.card_is_credit'
  | 'applications.card_number_invalid'
>;

/** Signs and submits: everything on the checklist must be there; the revision takes a copy of the draft, the person and the photos. */
export async function submitApplication(
  world: World,
  input: { applicantId: string; version: number },
): Promise<Outcome<{ revisionNo: number }, SubmitRefusal>> {
  const application = await currentApplication(world, input.applicantId);
  if (application === undefined) return refuse('applications.none');
  if (application.state !== 'draft' && application.state !== 'needs_fix')
    return refuse('applications.already_submitted');
  if (application.draftVersion !== input.version)
    return refuse('applications.draft_conflict', { version: application.draftVersion });
  const applicant = must(await applicantOf(world, input.applicantId), 'applicant');
  const missing = await missingItems(world, application, applicant);
  if (missing.length > 0) return refuse('applications.incomplete', { items: missing });
  const draft = application.draft as CompleteDraft;
  if (!luhnValid(draft.card.number)) return refuse('applications.card_number_invalid');
  const bin = await cardOf(world.db, draft.card.number);
  if (bin?.kind === 'credit') return refuse('applications.card_is_credit', { bank: bin.bankName });
  const revision = revisionFrom(world, draft, applicant);
  return withTx(world, async (tx) => {
    const done = await submitRevision(world, tx, {
      applicantId: input.applicantId,
      applicationId: application.applicationId,
      revision,
    });
    if (!done.refused) await answerFixes(tx, input.applicantId);
    return done.refused ? done : accept(done.value);
  });
}

async function missingItems(world: World, application: Application, applicant: Applicant): Promise<string[]> {
  const requirements = requirementsOf({
    draft: application.draft,
    identityState: applicant.identityState,
    consents: await consentsOf(world.db, applicant.applicantId),
    fixes: await openFixes(world.db, applicant.applicantId, application.applicationId),
  });
  return requirements.filter((one) => one.status === 'missing' || one.status === 'fix_needed').map((one) => one.item);
}

function revisionFrom(world: World, draft: CompleteDraft, applicant: Applicant): Revision {
  return {
    draft,
    person: {
      name: must(applicant.name, 'name'),
      idNumber: must(applicant.idNumber, 'identity number'),
      idValidTo: must(applicant.idValidTo, 'validity'),
      phone: applicant.phone,
      idHash: must(applicant.idHash, 'identity hash'),
    },
    face: {
      state: applicant.identityState === 'face_passed' ? 'face_passed' : 'face_human',
      similarity: applicant.faceSimilarity ?? 0,
      fileId: applicant.faceFileId ?? null,
    },
    materials: {
      id_front: must(applicant.frontMaterialId, 'front'),
      id_back: must(applicant.backMaterialId, 'back'),
      bank_card: must(draft.card.materialId, 'card photo'),
      scene: draft.scene.materialId,
    },
    signedAt: isoText(world.clock.now()),
  };
}
