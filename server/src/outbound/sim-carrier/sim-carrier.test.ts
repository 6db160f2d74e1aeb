import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { simCardOf } from '../../../../simulators/src/population/index.ts';
import { forkSimulator, type ForkedSimulator } from '../../../../simulators/src/testing/fork-simulator.ts';
import type { SimCarrier } from '../../modules/servicing/index.ts';
import { createSimCarrier } from './index.ts';

let simulator: ForkedSimulator;
const iccid = simCardOf('KTE261100001');

function carrier(secret = 'a secret'): SimCarrier {
  const url = `http://127.0.0.1:${simulator.ports['http']}`;
  return createSimCarrier({ name: 'SIM carrier', url, secret, timeoutMs: 500 });
}

beforeAll(async () => {
  simulator = await forkSimulator('sim-carrier', { settings: { secret: 'a secret' } });
});
afterEach(() => simulator.admin('PUT', '/faults', { silent: false, down: false, refuses: false }));
afterAll(() => simulator.kill());

const passes = async (): Promise<boolean> =>
  ((await (await fetch(`http://127.0.0.1:${simulator.ports['http']}/cards/${iccid}`)).json()) as { on: boolean }).on;

it('stops the data of a card and lets them through again; asked twice it is the same', async () => {
  expect(await passes()).toBe(true);
  for (const on of [false, false, true]) {
    expect(await carrier().setData({ iccid, on })).toEqual({ kind: 'done' });
    expect(await passes()).toBe(on);
  }
});

it('silence and an outage are unknown, never a no', async () => {
  await simulator.admin('PUT', '/faults', { silent: true });
  expect((await carrier().setData({ iccid, on: false })).kind).toBe('unknown');
  await simulator.admin('PUT', '/faults', { silent: false, down: true });
  expect(await carrier().setData({ iccid, on: false })).toEqual({ kind: 'unknown', reason: 'out of service' });
  expect(await passes()).toBe(true);
});

it('its own no is a refusal with its reason: a card that it does not know, and an order that is not ours', async () => {
  expect(await carrier().setData({ iccid: '1', on: false })).toEqual({ kind: 'refused', reason: 'no such card' });
  expect(await carrier('another').setData({ iccid, on: false })).toEqual({ kind: 'refused', reason: 'signature' });
});
