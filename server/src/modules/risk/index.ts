/** Risk 风险: watch lists, and what an applicant shares with merchants that are there already. */
export { listOnWatch, liftFromWatch, type WatchKind } from './commands/watch-list.ts';
export { watchHits, watchEntries, type WatchEntry, type Watched } from './queries/watch-hits.ts';
export { sharedWithMerchants, type Shared } from './queries/shared-with-merchants.ts';
