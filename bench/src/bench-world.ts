/** A whole host for a benchmark: PostgreSQL, simulators in their own processes, the world of a gateway. */
import { Pool } from 'pg';
import type { OpenedWorld } from '../../server/src/entry/open-world.ts';
import { addTerminal, type KnownTerminal } from '../../server/testing/known-terminal.ts';
import { openWholeHost } from '../../server/testing/whole-host.ts';

export type BenchTerminal = KnownTerminal;
export { addTerminal };

export interface BenchWorld {
  readonly opened: OpenedWorld;
  readonly url: string;
  /** The postmaster, whose children are the backends. */
  readonly databasePid: number;
  readonly networkPid: number;
  /** What the card network's simulator says of itself. */
  networkState(): Promise<{ readonly transactions: number }>;
  close(): Promise<void>;
}

/** Segments of 16 MB, more than a run writes. */
const WAL_IN_STOCK = 64;

/**
 * A database that has run for a while writes its log over files that it had before; a new one makes and zeroes each of them first, which
 * stops all commits for a tenth of a second. It is given the files of an older one, as docs/operate asks for (min_wal_size).
 */
async function stockWal(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 });
  for (let made = 0; made < WAL_IN_STOCK; made += 1) {
    await pool.query(`SELECT pg_logical_emit_message(false, 'bench', 'one record a file')`);
    await pool.query('SELECT pg_switch_wal()');
  }
  await pool.query('CHECKPOINT');
  await pool.end();
}

export async function openBenchWorld(options: { readonly poolMax: number }): Promise<BenchWorld> {
  const roles = new Set(['gateway'] as const);
  const env = { DATABASE_POOL: String(options.poolMax) };
  const host = await openWholeHost({ name: 'bench', roles, env, postgres: { min_wal_size: `${WAL_IN_STOCK * 16}MB` } });
  await stockWal(host.database.url);
  return {
    opened: host.opened,
    url: host.database.url,
    databasePid: host.database.pid,
    networkPid: host.simulators.pid('card-network') ?? 0,
    networkState: async () => (await host.askNetwork<{ state: { transactions: number } }>('GET', '/state')).state,
    close: () => host.close(),
  };
}
