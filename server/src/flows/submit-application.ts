import { must } from '../kernel/assert.ts';
import { isoText } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import {
  accountKindOf,
  approveSigned,
  currentApplication,
  moveApplication,
  requirementsOf,
  revisionOf,
  slotsOfDraft,
  submitRevision,
  type Application,
  type CompleteDraft,
  type Draft,
  type Requirement,
  type RequirementFacts,
  type Revision,
} from '../modules/applications/index.ts';
import { cardOf, luhnValid } from '../modules/catalogue/index.ts';
import {
  applicantOf,
  consentsOf,
  interviewOfMaterial,
  type Applicant,
  type Interview,
} from '../modules/identity/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { answerFixes, changedTermsOf, fixesOf, recordSignedTerms } from '../modules/review/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
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

/** How this applicant shows who they are, and whether an interview is asked for; at a counter two officers see the person. */
async function waysOf(
  world: World,
  { channel }: Application,
  { faceRoute }: Applicant,
): Promise<Pick<RequirementFacts, 'faceRoute' | 'interviewWithoutPlace'>> {
  if (channel === 'counter') return { faceRoute: 'live', interviewWithoutPlace: false };
  const policy = await policyToday(world);
  return { faceRoute, interviewWithoutPlace: policy.number('identity.interview_without_place') === 1 };
}

/** The checklist of an application as it stands. */
export async function checklistOf(world: World, application: Application): Promise<Requirement[]> {
  const { applicantId, applicationId, state, revisionNo, fixDueAt } = application;
  const applicant = must(await applicantOf(world, applicantId), 'applicant');
  return requirementsOf({
    draft: application.draft,
    state,
    channel: application.channel,
    identityState: applicant.identityState,
    ...(await waysOf(world, application, applicant)),
    ...((await interviewOf(world, application.draft, applicant)) === undefined
      ? {}
      : { interviewMaterialId: application.draft.interview?.materialId ?? '' }),
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
  if (await awaitsTerms(world, application)) return approveOnTerms(world, application);
  const applicant = must(await applicantOf(world, input.applicantId), 'applicant');
  const asked = (await checklistOf(world, application)).some((one) => one.item === 'interview');
  const interview = asked ? await interviewOf(world, complete.value, applicant) : undefined;
  const revision = revisionFrom(world, complete.value, applicant, interview);
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

const awaitsTerms = async (world: World, application: Application): Promise<boolean> =>
  application.state === 'pending_signature' && (await changedTermsOf(world.db, application))?.state === 'awaiting';

/** The reviewers have decided already: what was reviewed goes on, with the terms that the merchant has now signed. */
async function approveOnTerms(
  world: World,
  application: Application,
): Promise<Outcome<{ revisionNo: number }, Refusal<'applications.already_submitted'>>> {
  const { applicantId, revisionNo } = application;
  const reviewed = await revisionOf(world, application);
  const { change } = must(await changedTermsOf(world.db, application), 'changed terms');
  const revision = { ...reviewed, draft: { ...reviewed.draft, ...change }, signedAt: isoText(world.clock.now()) };
  return withTx(world, async (tx) => {
    const approved = await approveSigned(world, tx, { ...application, revision, by: applicantId });
    if (approved === undefined) return refuse('applications.already_submitted');
    await recordSignedTerms(world, tx, { ...application, revisionNo, signedRevisionNo: approved.revisionNo });
    return accept(approved);
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

/** The questions that the clip of this draft answers; undefined where it answers none of ours. */
const interviewOf = (world: World, draft: Draft, { applicantId }: Applicant): Promise<Interview | undefined> =>
  draft.interview === undefined
    ? Promise.resolve(undefined)
    : interviewOfMaterial(world, { applicantId, materialId: draft.interview.materialId });

/** A clip that nobody asked for any more, because the face was checked after all, stays behind. */
function withoutInterview(draft: CompleteDraft): CompleteDraft {
  const { interview: _left, ...rest } = draft;
  return rest;
}

function faceOf({ identityState, faceRoute, faceSimilarity, faceFileId }: Applicant): Revision['face'] {
  if (faceRoute === 'interview') return { state: 'face_interview', similarity: 0, fileId: null };
  const state = identityState === 'none' || identityState === 'id_confirmed' ? 'face_human' : identityState;
  return { state, similarity: faceSimilarity ?? 0, fileId: faceFileId ?? null };
}

function revisionFrom(
  world: World,
  filled: CompleteDraft,
  applicant: Applicant,
  interview: Interview | undefined,
): Revision {
  const draft = interview === undefined ? withoutInterview(filled) : filled;
  return {
    draft,
    person: {
      name: must(applicant.name, 'name'),
      idNumber: must(applicant.idNumber, 'identity number'),
      idValidTo: must(applicant.idValidTo, 'validity'),
      phone: applicant.phone,
      idHash: must(applicant.idHash, 'identity hash'),
    },
    face: faceOf(applicant),
    materials: {
      id_front: must(applicant.frontMaterialId, 'front'),
      id_back: must(applicant.backMaterialId, 'back'),
      ...slotsOfDraft(draft),
    },
    ...(interview === undefined
      ? {}
      : { interview: { questions: interview.questions, askedAt: isoText(interview.issuedAt) } }),
    signedAt: isoText(world.clock.now()),
  };
}
