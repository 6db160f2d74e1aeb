import type { OpenedWorld, Role } from '../../server/src/entry/open-world.ts';
import { startRoles } from '../../server/src/entry/roles.ts';
import { openWholeHost } from '../../server/testing/whole-host.ts';

export interface DrawnSystem {
  readonly opened: OpenedWorld;
  readonly url: string;
  stop(): Promise<void>;
}

/** A whole system of its own in this process: PostgreSQL, the outside world in its own processes, and the roles asked for, served. */
export async function openDrawnSystem(roles: ReadonlySet<Role>, databasePool = 8): Promise<DrawnSystem> {
  const host = await openWholeHost({ name: 'bench', roles, env: { DATABASE_POOL: String(databasePool) } });
  const { opened, settings } = host;
  const running = await startRoles({ opened, settings, roles, demo: undefined, terminalHost: undefined });
  return {
    opened,
    url: `http://127.0.0.1:${running.httpPort ?? 0}`,
    async stop() {
      await running.stop();
      await host.close();
    },
  };
}
