/** Reconciliation 对账: the network's clearing file against our journal, and its money against the file. */
export { importClearing } from './commands/import-clearing.ts';
export type { ClearingInbox, ClearingSource, DisputeOutbox, DisputePaper } from './clearing-inbox.ts';
export { matchArrival } from './commands/match-arrival.ts';
export { endBreak, type BreakKey } from './commands/end-break.ts';
export { decideProposed, proposeResolution } from './commands/resolve-break.ts';
export {
  BREAK_KINDS,
  breakMachine,
  overNetwork,
  waysOf,
  WAYS,
  type BreakState,
  type DecisionRefusal,
  type ProposalRefusal,
  type ResolutionDecision,
  type Way,
} from './domain/resolve-break.ts';
export {
  ageingOf,
  breakOf,
  breaksAbout,
  countStanding,
  countBreaks,
  listBreaks,
  networkKeyOf,
  resolutionsOf,
  type Break,
} from './queries/breaks.ts';
export { badLinesOf, importsUnderWay, listFiles } from './queries/lists.ts';
export {
  actOnDispute,
  addProof,
  decideDispute,
  disputeDeadline,
  handBreakOver,
  proposeCredit,
  type SaleOfDispute,
} from './commands/act-dispute.ts';
export type { DisputeKey } from './commands/move-dispute.ts';
export {
  actsOf,
  DISPUTE_KINDS,
  disputeMachine,
  SENT_TYPE,
  type CreditRefusal,
  type DisputeAct,
  type DisputeDecision,
  type DisputeKind,
  type DisputeRefusal,
  type DisputeRules,
  type DisputeState,
} from './domain/dispute.ts';
export { proofTypeOf } from './domain/proof-type.ts';
export { writeErrLine } from './domain/err-line.ts';
export {
  disputeAges,
  disputeOf,
  disputesAboutSale,
  disputesOf,
  countDisputes,
  listDisputes,
  placeOfDispute,
  openDisputesOf,
  proofsOf,
  stepsOf,
  type Dispute,
} from './queries/disputes.ts';
