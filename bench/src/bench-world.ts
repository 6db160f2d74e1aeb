/** A whole host for a benchmark: PostgreSQL, simulators in their own processes, the world of a gateway. */
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

export async function openBenchWorld(options: { readonly poolMax: number }): Promise<BenchWorld> {
  const roles = new Set(['gateway'] as const);
  const host = await openWholeHost({ name: 'bench', roles, env: { DATABASE_POOL: String(options.poolMax) } });
  return {
    opened: host.opened,
    url: host.database.url,
    databasePid: host.database.pid,
    networkPid: host.simulators.pid('card-network') ?? 0,
    networkState: async () => (await host.askNetwork<{ state: { transactions: number } }>('GET', '/state')).state,
    close: () => host.close(),
  };
}
