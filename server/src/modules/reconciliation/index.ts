/** Reconciliation 对账: the network's clearing file against our journal, and its money against the file. */
export { importClearing } from './commands/import-clearing.ts';
export type { ClearingInbox, ClearingSource } from './clearing-inbox.ts';
export { matchArrival } from './commands/match-arrival.ts';
export { endBreak, type BreakKey } from './commands/end-break.ts';
export { decideProposed, proposeResolution } from './commands/resolve-break.ts';
export {
  BREAK_KINDS,
  breakMachine,
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
  listBreaks,
  resolutionsOf,
  type Break,
} from './queries/breaks.ts';
export { badLinesOf, importsUnderWay, listFiles } from './queries/lists.ts';
