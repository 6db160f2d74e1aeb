import { withTx, type Database, type Tx } from './database.ts';

/**
 * Accountants and operators read while sales go on: never the whole table, whatever the planner believes of one that was not analysed yet; all that is
 * read of one question stands in one snapshot.
 */
export const readQuietly = <T>(env: { readonly db: Database }, work: (tx: Tx) => Promise<T>): Promise<T> =>
  withTx(env, async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    await tx.query('SET LOCAL enable_seqscan = off');
    return work(tx);
  });
