/** Servicing 售后: tickets, of callers and of merchants who ask in the app; talk, agents that are sent, and what merchants thought of it. */
export {
  answerTicket,
  askAbout,
  escalateTicket,
  moveTicket,
  openForMerchant,
  openTicket,
  phoneOf,
  stepTicket,
  type TicketAbout,
} from './commands/tickets.ts';
export { forwardComplaint, openComplaint } from './commands/complaints.ts';
export { askArchive, closeArchived, openArchived } from './commands/archive-requests.ts';
export { archiveRequestsAmong, type ArchiveRequest } from './queries/archive-requests.ts';
export {
  archiveRequestMachine,
  ARCHIVE_REASONS,
  decideAccess,
  type ArchiveReason,
  type ReceiptAccess,
} from './domain/receipt-access.ts';
export { shareReceipt } from './commands/share-receipt.ts';
export type { ShareRefusal } from './domain/decide-share.ts';
export { complaintsOfPhone } from './queries/complaints.ts';
export { COMPLAINT_REASONS, type ComplaintReason, type ComplaintRefusal } from './domain/decide-complaint.ts';
export { rateTicket, sayInTicket, type RatingRefusal, type TalkRefusal } from './commands/talk.ts';
export { sendAgent, stepDispatch, type DispatchRefusal } from './commands/dispatches.ts';
export { ticketsOfMerchant, type AskedTicket } from './queries/tickets-of-merchant.ts';
export { countListedTickets, listTickets, type Ticket, type TicketFilter } from './queries/list-tickets.ts';
export { openRepairOf, ticketOf, ticketsOfAgent, type WholeTicket } from './queries/ticket-of.ts';
export { ticketMachine, TICKET_EVENTS, type TicketState } from './domain/ticket-machine.ts';
export {
  beginSimPlan,
  bookRenewal,
  doubtData,
  leaveSimPlan,
  lookAtSim,
  noteDataTurned,
  noteSimTold,
  setSimWish,
  wantData,
} from './commands/sim-plan.ts';
export { simPlanOf, simPlansOf, simRenewalsOf, type SimKey, type SimPlan } from './queries/sim-plans-of.ts';
export { countSimPlans, listSimPlans, type SimFilter, type SimPlace } from './queries/list-sim-plans.ts';
export { decideSimDay } from './domain/decide-sim-day.ts';
export { decideRenewal, type Renewal, type RenewalRefusal } from './domain/decide-renewal.ts';
export { simDataMachine, simPlanMachine, type SimWish } from './domain/sim-machines.ts';
export type { SimCarrier } from './sim-carrier.ts';
export { moveDeregistration, noteLook, openDeregistration, type DeregistrationKey } from './commands/deregister.ts';
export { deregistrationMachine, type DeregistrationState } from './domain/deregistration-machine.ts';
export {
  BLOCKERS,
  decideBlockers,
  decideNext,
  pointPassed,
  type Blocker,
  type BlockerFacts,
  type BlockerName,
  type PointPassed,
} from './domain/decide-blockers.ts';
export { deregistrationOf, isOpen, listDeregistrations, type Deregistration } from './queries/deregistrations.ts';
export { countTickets } from './queries/count-tickets.ts';
export { openTicketsOf } from './queries/open-tickets.ts';
export { dispatchMachine } from './domain/dispatch-machine.ts';
export { changeMachine, type ChangeEvent, type ChangeState } from './domain/change-machine.ts';
export {
  CHANGE_KINDS,
  materialsOfContent,
  PARTS_OF,
  type ChangeContent,
  type ChangeKind,
  type ChangeRevision,
  type StandingFacts,
} from './domain/change-content.ts';
export { decideDoubts, decideHandedIn, takesTwo, type ChangeRefusal, type DoubtFacts } from './domain/decide-change.ts';
export { decideVerdict, type VerdictRefusal } from './domain/decide-verdict.ts';
export { keepChangeRevision, keepStep, moveChange, openChange, type ChangeKey } from './commands/change-requests.ts';
export {
  changeOf,
  changesOf,
  countChanges,
  revisionOfChange,
  listChanges,
  stepsOfChange,
  type ChangeRequest,
  type ChangeStep,
} from './queries/changes-of.ts';
