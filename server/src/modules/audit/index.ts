/** Audit: what staff did, written once, chained, and read by those who look over their shoulders. Calls nobody. */
export { noteAct, type Act, type StaffApp } from './commands/note-act.ts';
export { sealActs } from './commands/seal-acts.ts';
export { actsPage, countActs, type ActFilter, type NotedAct } from './queries/acts.ts';
export { auditHead, checkLinks, strayActs, type ChainFault } from './queries/check-chain.ts';
export { withoutNumbers } from './domain/without-numbers.ts';
/** SQL doors: do_seal. */
