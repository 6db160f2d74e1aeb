import { must } from '../kernel/assert.ts';
import { isoText } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import {
  accountKindOf,
  currentApplication,
  moveApplication,
  requirementsOf,
  slotsOfDraft,
  submitRevision,
  type Application,
  type CompleteDraft,
  type Requirement,
  type Revision,
} from '../modules/applications/index.ts';
import { cardOf, luhnValid } from '../modules/catalogue/index.ts';
import { applicantOf, consentsOf, type Applicant } from '../modules/identity/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { answerFixes, fixesOf } from '../modules/review/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { isSigned } from './price-sheet.ts';
import { smsTexts } from './texts.ts';

type CompletenessRefusal = Refusal<
  | 'applications.incomplete'
  | 'applications.card_is_credit'
  | 'applications.card_number_invalid'
  | 'applications.already_submitted'
  | 'applications.none'
>;
export type SubmitRefusal =
  | CompletenessRefusal
  | Refusal<'applications.draft_conflict' | 'applications.signature_needed'>;

/** The checklist of an application as it stands. */
export async function checklistOf(world: World, application: Application): Promise<Requirement[]> {
  const { applicantId, applicationId, state, revisionNo, fixDueAt } = application;
  const applicant = must(await applicantOf(world, applicantId), 'applicant');
  return requirementsOf({
    draft: application.draft,
    state,
    channel: application.channel,
    identityState: applicant.identityState,
    consents: await consentsOf(world.db, applicantId),
    fixes:
      state === 'needs_fix' || state === 'pending_signature'
        ? await fixesOf(world.db, { applicantId, applicationId, revisionNo })
        : [],
    ...(fixDueAt === undefined ? {} : { fixDueAt: isoText(fixDueAt) }),
  });
}

/** Everything on the checklist is there, and the account is one that can receive money. */
async function completeDraft(
  world: World,
  application: Application,
): Promise<Outcome<CompleteDraft, CompletenessRefusal>> {
  const open = (await checklistOf(world, application)).filter(
    (one) => one.status === 'missing' || one.status === 'fix_needed',
  );
  if (open.length > 0) return refuse('applications.incomplete', { items: open.map((one) => one.item) });
  const draft = application.draft as CompleteDraft;
  if (accountKindOf(draft) === 'personal') {
    const card = must(draft.card, 'card of a complete draft');
    if (!luhnValid(card.number)) return refuse('applications.card_number_invalid');
    const bin = await cardOf(world.db, card.number);
    if (bin?.kind === 'credit') return refuse('applications.card_is_credit', { bank: bin.bankName });
  }
  return accept(draft);
}

/**
 * Signs and submits: everything on the checklist must be there; the revision takes a copy of the draft, the person and the photos.
 * Also how a merchant signs what a bank or an agent has filed for them.
 */
export async function submitApplication(
  world: World,
  input: { applicantId: string; version: number },
): Promise<Outcome<{ revisionNo: number }, SubmitRefusal>> {
  const application = await currentApplication(world, input.applicantId);
  if (application === undefined) return refuse('applications.none');
  if (!['draft', 'needs_fix', 'pending_signature'].includes(application.state))
    return refuse('applications.already_submitted');
  if (application.draftVersion !== input.version)
    return refuse('applications.draft_conflict', { version: application.draftVersion });
  const complete = await completeDraft(world, application);
  if (complete.refused) return complete;
  if (!(await isSigned(world, application))) return refuse('applications.signature_needed');
  const applicant = must(await applicantOf(world, input.applicantId), 'applicant');
  const revision = revisionFrom(world, complete.value, applicant);
  return withTx(world, async (tx) => {
    const done = await submitRevision(world, tx, {
      applicantId: input.applicantId,
      applicationId: application.applicationId,
      revision,
    });
    if (!done.refused) await answerFixes(tx, input.applicantId);
    return done;
  });
}

/**
 * A filing is complete: the merchant is told to sign it on their own phone. Nothing is submitted before that (S22).
 * `by` is the member of staff who hands it over.
 */
export async function handForSignature(
  world: World,
  input: { applicantId: string; by: string },
): Promise<Outcome<true, CompletenessRefusal>> {
  const application = await currentApplication(world, input.applicantId);
  if (application === undefined) return refuse('applications.none');
  const { state, applicationId } = application;
  if (state !== 'draft' && state !== 'needs_fix') return refuse('applications.already_submitted');
  const complete = await completeDraft(world, application);
  if (complete.refused) return complete;
  const applicant = must(await applicantOf(world, input.applicantId), 'applicant');
  return withTx(world, async (tx) => {
    const moved = await moveApplication(world, tx, {
      applicantId: input.applicantId,
      applicationId,
      from: state,
      event: 'await_signature',
      by: input.by,
    });
    if (!moved) return refuse('applications.already_submitted');
    await queueMessage(world, tx, {
      purpose: 'sign_filing',
      phone: applicant.phone,
      text: smsTexts.signFiling(),
      subject: `applicant:${input.applicantId}`,
    });
    return accept(true as const);
  });
}

function revisionFrom(world: World, draft: CompleteDraft, applicant: Applicant): Revision {
  const state = applicant.identityState;
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
      state: state === 'none' || state === 'id_confirmed' ? 'face_human' : state,
      similarity: applicant.faceSimilarity ?? 0,
      fileId: applicant.faceFileId ?? null,
    },
    materials: {
      id_front: must(applicant.frontMaterialId, 'front'),
      id_back: must(applicant.backMaterialId, 'back'),
      ...slotsOfDraft(draft),
    },
    signedAt: isoText(world.clock.now()),
  };
}
