/** Reconciliation 对账: the network's clearing file against our journal, and its money against the file. */
export { importClearing, type ClearingInbox } from './commands/import-clearing.ts';
export { matchArrival } from './commands/match-arrival.ts';
export { parseAcom, type AcomLine } from './domain/parse-acom.ts';
export { matchLines } from './domain/match-lines.ts';
export { listBreaks, listFiles } from './queries/lists.ts';
