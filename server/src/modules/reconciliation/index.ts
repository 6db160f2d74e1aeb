/** Reconciliation 对账: the network's clearing file against our journal, and its money against the file. */
export { importClearing } from './commands/import-clearing.ts';
export type { ClearingInbox, ClearingSource } from './clearing-inbox.ts';
export { matchArrival } from './commands/match-arrival.ts';
export { listBreaks, listFiles } from './queries/lists.ts';
