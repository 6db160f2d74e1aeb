/** Two of each role side by side on one database: what they share goes through the database and nowhere else. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { beginOfTests, until, Walker } from '../../src/entry/journey.ts';
import { paths } from '../../src/entry/paths.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/platform/postgres/launcher.ts';
import { liveSale } from '../../testing/live-events.ts';

let server: EmbeddedPostgres | undefined;
let dataDir = '';
let databaseUrl = '';
const children: ChildProcess[] = [];
const addresses: Record<string, string[]> = { serve: [], gateway: [], worker: [] };

/** Where the first gateway and the first worker answer for themselves. */
const watchedAt = new Map<string, number>();
let statusPorts = { gateway: 0, worker: 0 };

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Starts one process and waits until it has said where it is. */
async function start(role: string, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [paths.cli, role, '--data', dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      KAITONG_DEMO_BEGINS: beginOfTests(),
      ...(watchedAt.has(role) ? { KAITONG_STATUS_PORT: String(watchedAt.get(role)) } : {}),
      KAITONG_LOG_LEVEL: 'error',
      KAITONG_LOG_FILE: join(dataDir, `${role}.log`),
    },
  });
  children.push(child);
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return until(`${role} to start`, async () => {
    if (child.exitCode !== null) throw new Error(`${role} ended: ${said}`);
    return new RegExp(`kaitong ${role} (.+)`).exec(said)?.[1];
  });
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kaitong-apart-'));
  await chmod(dataDir, 0o755);
  const given = process.env['DATABASE_URL'];
  if (given === undefined || given === '') server = await startEmbeddedPostgres({ dataDir, note: () => undefined });
  const admin = new URL(server?.url ?? given ?? '');
  const name = `kaitong_apart_${process.pid}`;
  const client = new Client({ connectionString: admin.toString() });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  admin.pathname = `/${name}`;
  databaseUrl = admin.toString();
  const prepared = spawn(process.execPath, [paths.cli, 'migrate'], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: 'ignore',
  });
  await new Promise((resolve) => prepared.once('exit', resolve));
  await start('simulators');
  const ports = { gateway: await freePort(), worker: await freePort() };
  for (const role of ['serve', 'serve', 'gateway', 'gateway', 'worker', 'worker'] as const) {
    if (role !== 'serve' && addresses[role]?.length === 0) watchedAt.set(role, ports[role]);
    else watchedAt.clear();
    addresses[role]?.push(await start(role));
  }
  statusPorts = ports;
  const peers = {
    'terminal-host': { gateway: addresses['gateway']?.[0] },
    courier: { kaitong: addresses['serve']?.[1] },
  };
  for (const [simulator, addressOf] of Object.entries(peers))
    await introduce(simulator, addressOf as Record<string, string>);
}, 120_000);

async function introduce(simulator: string, peers: Record<string, string>): Promise<void> {
  const ports = JSON.parse(
    await (await import('node:fs/promises')).readFile(join(dataDir, 'simulators', 'ports.json'), 'utf8'),
  ) as Record<string, Record<string, number>>;
  await fetch(`http://127.0.0.1:${ports[simulator]?.['admin']}/peers`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(peers),
  });
}

afterAll(async () => {
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(
    children.map(
      (child) => new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(undefined))),
    ),
  );
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** The same person and session at another process. */
function elsewhere(walker: Walker, index: number): Walker {
  const other = new Walker(`http://${addresses['serve']?.[index]}`, walker.person.key);
  for (const [name, value] of walker.cookies) other.cookies.set(name, value);
  return other;
}

it('one person walks the line across two servers, two gateways and two workers', async () => {
  const first = new Walker(`http://${addresses['serve']?.[0]}`, 'lin');
  await first.register();
  const second = elsewhere(first, 1);
  await second.showIdentityCard();
  await first.showFacePatiently();
  await first.submit(await second.fillApplication());
  expect(await second.decided()).toBe('approved');
  const { serialNo, code } = await first.receiveDevice();
  expect(await second.runTerminal(serialNo, { script: 'activate', code, personKey: 'lin' })).toMatchObject({
    ok: true,
  });
  await introduce('terminal-host', { gateway: addresses['gateway']?.[1] ?? '' });
  expect(await first.runTerminal(serialNo, { script: 'sale', amountFen: '100', personKey: 'lin' })).toMatchObject({
    ok: true,
  });

  const heard = liveSale(second);
  await introduce('terminal-host', { gateway: addresses['gateway']?.[0] ?? '' });
  expect(await first.runTerminal(serialNo, { script: 'sale', amountFen: '12800', personKey: 'wang' })).toMatchObject({
    ok: true,
  });
  expect(await (await heard).next).toContain('"amountFen":"12800"');

  await first.moveClock('payout');
  const now = async (walker: Walker): Promise<string> => (await walker.client.call('GET /api/public/status')).now;
  await until('the other server to see the moved clock', async () =>
    Math.abs(Date.parse(await now(first)) - Date.parse(await now(second))) < 5_000 ? true : undefined,
  );
  const arrival = await until('the money', async () => (await second.arrivals())[0]);
  expect(arrival.amountFen).toBe('12822');
  const balance = await (await second.staff('accountant')).call('GET /api/console/trial-balance');
  expect(balance.totalFen).toBe('0');
});

it('a gateway and a worker say for themselves whether they are ready, and count what they do', async () => {
  const of = async (role: 'gateway' | 'worker', path: string): Promise<string> =>
    (await fetch(`http://127.0.0.1:${statusPorts[role]}${path}`)).text();
  for (const role of ['gateway', 'worker'] as const)
    expect(JSON.parse(await of(role, '/readyz'))).toEqual({ ready: true, reasons: [] });
  expect(await of('gateway', '/metrics')).toMatch(/kaitong_terminal_answer_seconds_count\{[^}]*\} [1-9]/);
  expect(await of('worker', '/metrics')).toMatch(/kaitong_jobs_waiting \d/);
  expect((await fetch(`http://127.0.0.1:${statusPorts.gateway}/api/public/status`)).status).toBe(404);
});

it('a rate limit counts over both servers', async () => {
  const walkers = [0, 1].map((index) => new Walker(`http://${addresses['serve']?.[index]}`, 'wang'));
  await walkers[0]?.client.call('POST /api/applicant/codes', { body: { phone: '13800000002' } });
  await expect(
    walkers[1]?.client.call('POST /api/applicant/codes', { body: { phone: '13800000002' } }),
  ).rejects.toMatchObject({ problem: { code: 'identity.code_too_soon' } });
});
