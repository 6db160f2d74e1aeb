/** Production mode and a world of simulators: it must not take work. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contract, type Route } from '@kaitong/client/contract';
import { demoSecrets, demoSettings } from '../src/entry/demo.ts';
import { OwnSystem, until } from '../src/entry/journey.ts';
import { paths } from '../src/entry/paths.ts';
import { readSimulatorPorts } from '../src/entry/simulators.ts';

let demo: OwnSystem;
let dataDir = '';
let child: ChildProcess | undefined;

beforeAll(async () => {
  demo = await OwnSystem.create();
  await demo.start();
  dataDir = await mkdtemp(join(tmpdir(), 'kaitong-production-'));
  await chmod(dataDir, 0o755);
});

afterAll(async () => {
  if (child !== undefined && child.exitCode === null) {
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }
  await demo.remove();
  await rm(dataDir, { recursive: true, force: true });
});

function startProduction(settings: Record<string, string>): { child: ChildProcess; said: () => string } {
  const started = spawn(process.execPath, [paths.cli, 'start', '--no-demo', '--port', '0', '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', ...settings },
  });
  let said = '';
  started.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  started.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child: started, said: () => said };
}

it('without its settings it says which ones are missing and ends', async () => {
  const started = startProduction({});
  const code = await new Promise((resolve) => started.child.once('exit', resolve));
  expect(code).toBe(1);
  for (const name of ['KAITONG_KEY_FILE', 'KAITONG_SMS', 'KAITONG_CARD_NETWORK', 'KAITONG_BANK_URL'])
    expect(started.said()).toContain(name);
});

it('without TLS it does not start unless the operator says that its lines are closed', async () => {
  const keyFile = join(demo.dataDir, 'keys', 'keys.json');
  const started = startProduction({
    ...demoSettings(await demoSecrets(keyFile), await readSimulatorPorts(demo.dataDir), join(dataDir, 'clearing')),
    KAITONG_KEY_FILE: keyFile,
  });
  const code = await new Promise((resolve) => started.child.once('exit', resolve));
  expect(code).toBe(1);
  expect(started.said()).toContain('KAITONG_GATEWAY_CLOSED_LINES=1');
}, 60_000);

it('with simulators at the other end it hangs up on them, is not ready and says why', async () => {
  const keyFile = join(demo.dataDir, 'keys', 'keys.json');
  const ports = await readSimulatorPorts(demo.dataDir);
  const started = startProduction({
    ...demoSettings(await demoSecrets(keyFile), ports, join(dataDir, 'clearing')),
    KAITONG_KEY_FILE: keyFile,
    KAITONG_GATEWAY_CLOSED_LINES: '1',
  });
  child = started.child;
  const url = await until('production to serve', async () => {
    if (child?.exitCode !== null) throw new Error(started.said());
    const text = await readFile(join(dataDir, 'run.json'), 'utf8').catch(() => '{}');
    return (JSON.parse(text === '' ? '{}' : text) as { url?: string }).url;
  });
  const reasons = await until('the reasons', async () => {
    const answer = (await (await fetch(`${url}/readyz`)).json()) as { reasons: string[] };
    return ['card_network.is_a_simulator', 'sms_centre.is_a_simulator', 'bank.is_a_simulator'].every((one) =>
      answer.reasons.includes(one),
    )
      ? answer.reasons
      : undefined;
  });
  expect(reasons).toContain('card_network.not_signed_on');
  expect(reasons).toContain('sms_centre.not_bound');
  const demoRoutes = (Object.entries(contract) as [string, Route][]).filter(([, { guard }]) => guard.kind === 'demo');
  for (const [key] of demoRoutes) {
    const [method = '', path = ''] = key.split(' ');
    const response = await fetch(url + path.replace(/[:*]/g, ''), { method, headers: { origin: url } });
    expect([key, response.status, ((await response.json()) as { code: string }).code]).toEqual([key, 404, 'demo.only']);
  }
});
