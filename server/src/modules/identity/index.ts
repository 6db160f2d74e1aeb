/** Who somebody is: phone codes, sessions, consents, the person behind an application, staff. */
export { requestCode, type CodePurpose } from './commands/request-code.ts';
export { signInWithCode } from './commands/sign-in.ts';
export { applicantForPhone } from './commands/applicant-for-phone.ts';
export { witnessFace } from './commands/witness-face.ts';
export { checkCode, type CodeCheckRefusal } from './commands/check-code.ts';
export {
  staffSignIn,
  ensureStaff,
  organisationsOf,
  staffOf,
  staffByLogin,
  staffDirectory,
  APP_OF_ROLE,
  type StaffRole,
  type StaffApp,
} from './commands/staff.ts';
export { dataRequestMachine } from './domain/data-request-machine.ts';
export {
  DATA_CLASSES,
  decideErasure,
  erasesAnything,
  type ClassVerdict,
  type DataClass,
  type ErasureFacts,
} from './domain/decide-erasure.ts';
export {
  askForData,
  dataRequestOf,
  dataRequestsOf,
  moveDataRequest,
  waitingDataRequests,
  type DataRequest,
  type DataRequestKind,
} from './commands/data-requests.ts';
export { isHeld, legalHoldsOf, liftHold, placeHold, type LegalHold } from './commands/legal-holds.ts';
export { forgetView, savedViewsOf, saveView, type SavedView } from './commands/saved-views.ts';
export { openSession, sessionOf, endSession, endSessionsOf, type Session, type Audience } from './commands/sessions.ts';
export { endLook, lookOf, looksOf, openLook, LOOK_LIFE_MS } from './commands/looks.ts';
export {
  endOtherSessions,
  forgetSignIns,
  isNewDevice,
  noteSignIn,
  sessionsOf,
  signInsOf,
} from './commands/sign-in-log.ts';
export { changeOwnPassword, isOwnPassword, type FactorKind } from './commands/staff.ts';
export { passkeyAtDoor, passWithCode, passWithPasskey, type SignedIn } from './commands/staff-door.ts';
export { staffOfTicket } from './commands/staff-ticket.ts';
export {
  beginTotp,
  confirmTotp,
  hasTotp,
  recoveryCodesLeft,
  removeTotp,
  renewRecoveryCodes,
  useRecoveryCode,
  useTotp,
} from './commands/second-factor.ts';
export { addPasskey, passkeysOf, passkeyToMake, removePasskey } from './commands/passkeys.ts';
export {
  changeRole,
  decideOnStaff,
  endSessionsOfStaff,
  forgetSecondFactor,
  inviteStaff,
  moveStaff,
  openStaffProposals,
  peopleOfStaff,
  resetStaff,
  setUpStaff,
  type Setup,
} from './commands/people.ts';
export { staffMachine, staffProposalMachine } from './domain/staff-machine.ts';
export { deviceWords } from './domain/device-words.ts';
export { endConsent, giveConsents, CONSENT_KINDS, type ConsentKind } from './commands/set-consent.ts';
export { forgetCard, forgetFace } from './commands/forget.ts';
export { decideWithdrawal, CONSENT_EFFECTS, type ConsentEffect } from './domain/decide-withdrawal.ts';
export { confirmIdentity, type ConfirmedIdentity } from './commands/confirm-identity.ts';
export { renewCard } from './commands/renew-card.ts';
export { reopenIdentity } from './commands/reopen-identity.ts';
export {
  chooseFaceRoute,
  forgetInterviews,
  interviewOfMaterial,
  issueInterview,
  openInterview,
  recordInterview,
  type FaceRoute,
  type Interview,
} from './commands/interview.ts';
export { INTERVIEW_QUESTIONS, type InterviewQuestion } from './domain/interview-questions.ts';
export { issueFaceChallenge, randomActions } from './commands/issue-face-challenge.ts';
export { attemptFace, type FaceEngine, type LivenessAction } from './commands/attempt-face.ts';
export { applicantOf, consentsOf, applicantByPhone, type Applicant } from './queries/applicant-of.ts';
export { decideIdentity } from './domain/decide-identity.ts';
export {
  coolingRecoveryOf,
  coolRecovery,
  endCooling,
  finishRecovery,
  isPhoneTaken,
  judgeRecoveryFace,
  recoveryOf,
  startRecovery,
  type Recovery,
} from './commands/recovery.ts';
export { recoveryMachine } from './domain/recovery-machine.ts';
export {
  endHandOff,
  handOffsOf,
  makeHandOff,
  redeemHandOff,
  type HandOff,
  type HandOffStep,
} from './commands/hand-off.ts';
export { handOffMachine } from './domain/hand-off-machine.ts';
export { identityMachine } from './domain/identity-machine.ts';
export { createApiKey, listApiKeys, openWithApiKey, revokeApiKey, type ApiKey } from './commands/api-keys.ts';
export { apiKeyMachine } from './domain/api-key-machine.ts';
/** SQL doors: v_first_tap. */
