/** The two channels beside the online one: counters of banks and registered agents, their filings, visits and certificates. */
export {
  agentMachine,
  certificateMachine,
  filingMachine,
  handoverMachine,
  reportMachine,
  visitMachine,
  type FilingState,
  type VisitState,
} from './domain/channel-machines.ts';
export {
  certificateStatus,
  sameCity,
  type CertificateStatus,
  type StandingRefusal,
} from './domain/certificate-status.ts';
export {
  decideSend,
  isVerified,
  type ChannelPerson,
  type OriginalFacts,
  type SendRefusal,
  type WorkRefusal,
} from './domain/decide-filing.ts';
export { isOriginal, originalsOf, ORIGINALS, type OriginalItem } from './domain/originals.ts';
export { judgeMessage, HOTLINE, SENDER, type JudgedMessage } from './domain/judge-message.ts';
export { type CertificateFile } from './domain/certificate-file.ts';
export { openFiling } from './commands/open-filing.ts';
export { grantFiling, AGENT_CONSENTS, COUNTER_CONSENTS } from './commands/grant-filing.ts';
export { mayWorkOn } from './commands/work-on-filing.ts';
export { moveFiling } from './commands/move-filing.ts';
export { tickOriginal, tickFace } from './commands/tick-original.ts';
export { confirmFiling, returnFiling } from './commands/confirm-filing.ts';
export { applicantOfFormCode, makeFormCode, revokeFormCodes } from './commands/form-code.ts';
export { createBank, createOutlet, placeOfficer } from './commands/banks.ts';
export { addAgentPerson, createAgent, issueCertificate, moveCertificate } from './commands/agents.ts';
export {
  closeReassignment,
  openReassignments,
  REASSIGN_QUEUE,
  resumeAgent,
  suspendAgent,
  type Reassignment,
} from './commands/suspend-agent.ts';
export { bookVisit, insertVisit, moveVisit, visitOf, visitsOf, type Slot, type Visit } from './commands/visits.ts';
export {
  finishHandover,
  handoverOf,
  planHandover,
  SITE_CHECKS,
  siteChecksOf,
  tickSiteCheck,
  type HandoverWay,
  type SiteCheck,
} from './commands/after-approval.ts';
export { listReports, moveReport, reportIntermediary } from './commands/reports.ts';
export { agentPublicKey, signCertificate, verifyCertificateFile } from './commands/sign-certificate.ts';
export { filingOf, filingsOf, filingsOfApplicant, handsOf, ticksOf, type Filing } from './queries/filing-of.ts';
export {
  agentOf,
  agents,
  banks,
  namesOf,
  officers,
  outletOf,
  outlets,
  personOf,
  type Agent,
  type Certificate,
  type Outlet,
} from './queries/people-of.ts';
export { mayUseSession, standingOf } from './queries/standing-of.ts';
