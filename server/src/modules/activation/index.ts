/** Activation 终端激活: the code, and the steps from the first message of a device to its first sale. */
export { issueActivationCode, revokeCodes, startCodeLife } from './commands/issue-code.ts';
export { claimWithCode, type ClaimRefusal } from './commands/claim-with-code.ts';
export {
  noteActivationStep,
  noteBoundAccount,
  activatedAtOf,
  activatedBefore,
  activationOf,
  codeOf,
  type ActivationState,
} from './commands/activation-steps.ts';
export { useNonce } from './commands/use-nonce.ts';
export { contactsOf, newestContacts, noteContact, type Contact, type SeenContact } from './commands/note-contact.ts';
export { activationMachine, activationCodeMachine } from './domain/activation-machines.ts';
export { decideClaim } from './domain/decide-claim.ts';
export { nextStep, type NextActivationStep } from './domain/next-step.ts';
/** SQL doors: v_activated. */
