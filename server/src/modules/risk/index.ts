/** Risk 风险: watch lists, what an applicant shares with merchants that are there already, and rules and cases after the sale. */
export { countRiskCases } from './queries/count-cases.ts';
export { listOnWatch, liftFromWatch, type WatchKind } from './commands/watch-list.ts';
export {
  cardsListed,
  hashOf,
  watchHits,
  watchEntries,
  type WatchEntry,
  type Watched,
  type WatchListName,
} from './queries/watch-hits.ts';
export { sharedWithMerchants, type Shared } from './queries/shared-with-merchants.ts';
export {
  cardsToAsk,
  decideHits,
  inScope,
  RULE_ACTIONS,
  type RiskFacts,
  type RiskRule,
  type RiskRuleKind,
  type RuleAction,
  type ScreenedSale,
} from './domain/risk-rules.ts';
export {
  decideRule,
  HOURS_MAX,
  QUICK_HOURS,
  RULE_KINDS,
  toRule,
  type ParameterSpec,
  type RuleRefusal,
  type WrittenRule,
} from './domain/rule-kinds.ts';
export {
  clearOutMachine,
  dryRunMachine,
  riskProofMachine,
  riskProposalMachine,
  type RiskProposalEvent,
  type RiskProposalState,
} from './domain/proposal-machine.ts';
export type { ProposalRefusal } from './domain/decide-proposal.ts';
export {
  exemptionsOf,
  listProposals,
  moveProposal,
  propose,
  writeRule,
  type LimitsContent,
  type MoveProposal,
  type NewProposal,
  type ProposalContents,
  type ProposalKind,
  type RiskProposal,
} from './commands/proposals.ts';
export {
  dryRunResult,
  dryRuns,
  keepDryHits,
  noteDryRun,
  startDryRun,
  type DraftContent,
  type DryHit,
  type DryRun,
} from './commands/dry-runs.ts';
export {
  addCaseFile,
  askProof,
  caseFiles,
  CASE_FILES_MAX,
  endProof,
  proofsOf,
  type CaseFile,
  type RiskProof,
} from './commands/proofs.ts';
export { listClearOuts, moveClearOut, openClearOut, type ClearOut } from './commands/clear-outs.ts';
export { suspiciousBetween, type SuspiciousSale } from './queries/suspicious.ts';
export { anyConfirmed, inCases, linkedCards } from './queries/linked.ts';
export { decideScreening, type JudgedSale } from './domain/decide-screening.ts';
export { riskCaseMachine, type RiskCaseState } from './domain/risk-case-machine.ts';
export type { RiskDecision } from './domain/decide-case.ts';
export { rulesInForce, ruleVersions, versionsInForce, type RuleVersion } from './queries/rules-in-force.ts';
export {
  caseDecisions,
  caseSales,
  caseStatements,
  decidedSales,
  listRiskCases,
  riskCaseOf,
  riskCasesOf,
  type CaseSale,
  type RiskCase,
} from './queries/cases-of.ts';
export { addToCase, openCaseOf, type Delay } from './commands/add-to-case.ts';
export { decideRiskCase } from './commands/decide-case.ts';
export { sayToCase } from './commands/say-to-case.ts';
export { keepHolder, knownHolders, type CardHolder } from './commands/card-holders.ts';
export { noteScreened, screenedThrough } from './commands/take-fresh.ts';
/** SQL doors: v_confirmed_sale. */
