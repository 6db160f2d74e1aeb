/** The application 进件: a draft kept on the server, numbered immutable revisions, and one machine of states. */
export { applicationMachine, type ApplicationState } from './domain/application-machine.ts';
export {
  requirementsOf,
  requirementItemsOf,
  itemsOfParts,
  withKind,
  accountKindOf,
  deviceFits,
  REQUIREMENT_ITEMS,
  type AskedFix,
  type Requirement,
  type RequirementFacts,
  type RequirementItem,
} from './domain/requirements.ts';
export { draftSchema, type ApplicantKind, type Draft, type CompleteDraft } from './domain/draft.ts';
export { changedParts, fieldChanges, type FieldChange } from './domain/draft-changes.ts';
export {
  accountOf,
  itemsOfRevision,
  slotsOfDraft,
  MATERIAL_SLOTS,
  type MaterialSlot,
  type Revision,
} from './domain/revision.ts';
export { priceSheet, NEVER_CHARGED, type PriceSheet, type Charge } from './domain/price-sheet.ts';
export { keepAgreement } from './commands/keep-agreement.ts';
export { countRevisions, sentMaterials } from './queries/sent-materials.ts';
export { agreementOf, type Agreement } from './queries/agreement-of.ts';
export { applicantOfApplication, revisionSeals, type RevisionSeal } from './queries/revision-seals.ts';
export { startApplication, startNewApplication, setChannel } from './commands/start-application.ts';
export { saveDraft } from './commands/save-draft.ts';
export { approveSigned, putTerms } from './commands/change-terms.ts';
export { abandonedSince, forgetDrafts } from './commands/forget-drafts.ts';
export { submitRevision } from './commands/submit-revision.ts';
export { moveApplication } from './commands/move-application.ts';
export {
  currentApplication,
  applicationOf,
  revisionOf,
  type Application,
  type Channel,
} from './queries/application-of.ts';
/** SQL doors: v_application, v_revision. */
