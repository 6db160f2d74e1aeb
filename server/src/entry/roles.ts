/** What a process does: serve pages, hold the terminal line, work through jobs. The same code in one process or in several. */
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { beat, daySchedule, jobHandlers } from '../flows/jobs.ts';
import type { Demo } from '../inbound/http/demo/demo.ts';
import { registerTerminalProxy, type TerminalHostAddress } from '../inbound/http/demo/terminal-proxy.ts';
import { createHttp } from '../inbound/http/server.ts';
import { listenForWatchers } from '../inbound/http/status.ts';
import { listenForTerminals, type TerminalLine, type TerminalLineOptions } from '../inbound/terminal/server.ts';
import { ensureNextClose } from '../modules/settlement/index.ts';
import { SettingsProblem, type Settings } from '../platform/settings.ts';
import type { OpenedWorld, Role } from './open-world.ts';
import { paths } from './paths.ts';
import { VERSION } from './version.ts';

export interface StartedRoles {
  readonly httpPort: number | undefined;
  readonly gatewayPort: number | undefined;
  /** Last accepted first: no new work, running work finished, then the lines. */
  stop(): Promise<void>;
}

interface Options {
  readonly opened: OpenedWorld;
  readonly settings: Settings;
  readonly roles: ReadonlySet<Role>;
  readonly demo: Demo | undefined;
  readonly terminalHost: TerminalHostAddress | undefined;
}

export async function startRoles(options: Options): Promise<StartedRoles> {
  const { opened, settings, roles } = options;
  const { world } = opened;
  const leaving = new AbortController();
  let http: FastifyInstance | undefined;
  let status: FastifyInstance | undefined;
  let gateway: TerminalLine | undefined;
  let beating: Promise<void> | undefined;
  if (roles.has('gateway')) gateway = await listenForTerminals(world, await gatewayOptions(settings));
  if (roles.has('worker')) {
    await ensureNextClose(world, await daySchedule(world));
    await world.jobs.startWorkers(jobHandlers(world));
    beating = beat(world, leaving.signal);
  }
  if (roles.has('serve')) http = await startHttp(options);
  const statusPort = settings.KAITONG_STATUS_PORT;
  if (!roles.has('serve') && statusPort !== undefined)
    status = await listenForWatchers(
      { metrics: world.metrics, notReady: () => opened.notReady() },
      { host: settings.KAITONG_STATUS_HOST, port: statusPort },
    );
  return {
    httpPort: http === undefined ? undefined : (http.server.address() as AddressInfo).port,
    gatewayPort: gateway?.port,
    async stop() {
      leaving.abort();
      await http?.close();
      await status?.close();
      await gateway?.close();
      await beating;
    },
  };
}

async function gatewayOptions(settings: Settings): Promise<TerminalLineOptions> {
  const httpsPort = settings.KAITONG_GATEWAY_HTTPS_PORT;
  const clientCa = settings.KAITONG_GATEWAY_TLS_CLIENT_CA;
  const { KAITONG_GATEWAY_TLS_PORT: port, KAITONG_GATEWAY_TLS_CERT: cert, KAITONG_GATEWAY_TLS_KEY: key } = settings;
  const tls =
    port === undefined || cert === undefined || key === undefined
      ? undefined
      : {
          port,
          cert: await readFile(cert, 'utf8'),
          key: await readFile(key, 'utf8'),
          ...(httpsPort === undefined ? {} : { httpsPort }),
          ...(clientCa === undefined ? {} : { clientCa: await readFile(clientCa, 'utf8') }),
        };
  const closedLines = settings.KAITONG_GATEWAY_CLOSED_LINES ?? (settings.KAITONG_MODE === 'demo' ? '1' : '0');
  if (closedLines === '0' && tls === undefined)
    throw new SettingsProblem(
      'no terminal could reach this gateway (docs/operate/settings.md):\n' +
        '  set KAITONG_GATEWAY_TLS_PORT, _CERT and _KEY, or KAITONG_GATEWAY_CLOSED_LINES=1 where the lines are closed to strangers',
    );
  return {
    host: settings.KAITONG_GATEWAY_HOST,
    port: closedLines === '1' ? settings.KAITONG_GATEWAY_PORT : undefined,
    perTerminalS: settings.KAITONG_GATEWAY_PER_TERMINAL,
    perAddressMax: settings.KAITONG_GATEWAY_PER_ADDRESS,
    inWorkMax: settings.KAITONG_GATEWAY_IN_WORK,
    ...(tls === undefined ? {} : { tls }),
  };
}

/** In production it is always demanded, and no setting takes that back. */
const secondFactorOf = (settings: Settings): 'required' | 'offered' =>
  settings.KAITONG_MODE === 'production' ? 'required' : settings.KAITONG_STAFF_SECOND_FACTOR;

async function startHttp({ opened, settings, demo, terminalHost }: Options): Promise<FastifyInstance> {
  const secure = settings.KAITONG_HTTPS === '1';
  const site = {
    world: opened.world,
    clock: opened.clock,
    listener: opened.listener,
    version: VERSION,
    demo,
    secondFactor: secondFactorOf(settings),
    secure,
    partnerSecrets: { courier: settings.KAITONG_COURIER_SECRET },
    notReady: () => opened.notReady(),
  };
  const app = await createHttp(site, { webRoot: paths.web, secure });
  if (terminalHost !== undefined) registerTerminalProxy(app, terminalHost);
  await app.listen({ host: settings.KAITONG_HOST, port: settings.KAITONG_PORT });
  return app;
}
