/** The application 进件: a draft kept on the server, numbered immutable revisions, and one machine of states. */
export { applicationMachine, type ApplicationState } from './domain/application-machine.ts';
export { requirementsOf, type Requirement, type RequirementFacts } from './domain/requirements.ts';
export { type Draft, type CompleteDraft, emptyDraft, draftSchema } from './domain/draft.ts';
export { startApplication } from './commands/start-application.ts';
export { saveDraft } from './commands/save-draft.ts';
export { submitRevision, type Revision } from './commands/submit-revision.ts';
export { moveApplication } from './commands/move-application.ts';
export { currentApplication, applicationOf, revisionOf, type Application } from './queries/application-of.ts';
