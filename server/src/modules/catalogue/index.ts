/** Reference data and policy parameters: what a regulator or a product manager may change, dated, with its source. */
export { readPolicy, type Policy } from './queries/read-policy.ts';
export {
  moveParameter,
  parameterChanges,
  parameterVersions,
  proposeParameter,
  type ParameterChange,
  type ParameterVersion,
} from './commands/parameter-changes.ts';
export { parameterChangeMachine } from './domain/parameter-change-machine.ts';
export { switchPack, type PackChange } from './commands/switch-pack.ts';
export { PACK_NAMES, PACKS, type PackName } from './domain/packs.ts';
export { readHolidays } from './queries/read-holidays.ts';
export { cardOf, DOMESTIC, isForeign, luhnValid, readIssuers, type CardFacts } from './queries/card-of.ts';
export { planVersions, pricePlanOn, type PricePlan } from './queries/price-plan.ts';
export {
  listPlanProposals,
  movePlanProposal,
  proposePlanVersion,
  type PlanProposal,
} from './commands/plan-proposals.ts';
export { costFloors, dearerIn, firstDayAfterNotice, type PlanComponent, type PlanTerms } from './domain/plan-change.ts';
export { planProposalMachine } from './domain/plan-proposal-machine.ts';
export { deviceTerms, type DeviceModel, type DeviceTerms } from './queries/device-terms.ts';
export { feeOf, networkCostOf, pricedAs, type FeeSnapshot, type PaidBy } from './domain/fees.ts';
export { REGIONS } from './domain/cities.ts';
export {
  placeTree,
  placeName,
  readTrades,
  tradeOf,
  tradesWithPinyin,
  type PlaceNode,
} from './queries/places-and-trades.ts';
export { importBranches, findBranches, branchOf, type BankBranch } from './queries/bank-branches.ts';
export { arrivalOf, type Arrival } from './domain/arrival.ts';
export { REASONS, remedyOf, type Reason, type Remedy } from './domain/reasons.ts';
export {
  listApplications,
  listCapks,
  noPinPrefixes,
  terminalParameters,
  type Capk,
  type CardApplication,
} from './queries/terminal-downloads.ts';
export { cityCentre, type Place } from './domain/city-centres.ts';
export {
  beginReference,
  completeReference,
  moveReference,
  referenceFaults,
  referenceImportOf,
  referenceImports,
  takeReference,
  type ReferenceImport,
} from './commands/reference-imports.ts';
export { applyReference } from './commands/apply-reference.ts';
export { differencesOf } from './commands/compare-reference.ts';
export { referenceImportMachine } from './domain/reference-import-machine.ts';
export { coverageOf } from './domain/reference-import.ts';
export { calendarOf, findIssuers, referenceCounts } from './queries/reference-data.ts';
