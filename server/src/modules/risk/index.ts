/** Risk 风险: watch lists, what an applicant shares with merchants that are there already, and rules and cases after the sale. */
export { listOnWatch, liftFromWatch, type WatchKind } from './commands/watch-list.ts';
export { watchHits, watchEntries, type WatchEntry, type Watched } from './queries/watch-hits.ts';
export { sharedWithMerchants, type Shared } from './queries/shared-with-merchants.ts';
export { cardsToAsk, decideHits, inScope, type RiskRule, type ScreenedSale } from './domain/risk-rules.ts';
export { decideScreening, type JudgedSale } from './domain/decide-screening.ts';
export { riskCaseMachine, type RiskCaseState } from './domain/risk-case-machine.ts';
export type { RiskDecision } from './domain/decide-case.ts';
export { rulesInForce } from './queries/rules-in-force.ts';
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
