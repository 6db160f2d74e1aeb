/** A device that breaks: another one by courier, another one from the hands of an agent, and a terminal that moves after it drifted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { must } from '../../src/kernel/assert.ts';
import { Desk } from '../desks.ts';

let system: OwnSystem;
let walker: Walker;
let first = '';

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  ({ serialNo: first } = await walker.becomeActive());
}, 120_000);
afterAll(() => system.remove());

const device = async () => must((await walker.client.call('GET /api/merchant/devices')).rows[0], 'device');
const deposit = async () => must((await walker.client.call('GET /api/merchant/deposits')).rows[0], 'deposit');
const sell = (serialNo: string, amountFen: number, personKey = 'wang') =>
  walker.runTerminal(serialNo, { script: 'sale', amountFen: String(amountFen), personKey });
const ticketOf = (ticketId: string) =>
  walker.client.call('GET /api/merchant/tickets/:ticketId', { params: { ticketId } });
const stateOf = async (serialNo: string): Promise<string | undefined> => {
  const operator = await walker.staff('operator');
  const { rows } = await operator.call('GET /api/console/stock/devices', { query: { serial: serialNo } });
  return rows[0]?.state;
};

async function world<T>(path: string, init: { method?: string; body?: object } = {}): Promise<T> {
  const response = await fetch(`${system.url}${path}`, {
    method: init.method ?? 'GET',
    headers: { origin: system.url, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Ends the parcel with this device: one that goes to the merchant, or the one that goes back. */
async function deliver(serialNo: string, way: 'to' | 'back'): Promise<void> {
  const parcel = await until(`the parcel of ${serialNo}`, async () => {
    const all = await world<{ reference: string; serialNo: string; back?: true }[]>('/api/demo/world/courier/parcels');
    return all.find((one) => one.serialNo === serialNo && (one.back === true) === (way === 'back'));
  });
  await world(`/api/demo/world/courier/parcels/${parcel.reference}/deliver`, { method: 'POST', body: {} });
}

async function newestCode(): Promise<string> {
  const tail = must((await device()).replacement?.serialNo, 'replacement').slice(-4);
  return until('the code of the new device', async () => {
    const { text } =
      (await walker.messages()).find((one) => one.text.includes('换机') && one.text.includes(tail)) ?? {};
    return /激活码 (\d{4} \d{4} \d{4})/.exec(text ?? '')?.[1]?.replaceAll(' ', '');
  });
}

describe('a device that breaks', () => {
  let second = '';
  let ticketId = '';

  it('is reported by its merchant, who sees the clock; another one is sent while it still sells', async () => {
    await walker.setFault('courier', { stuck: true });
    expect((await sell(first, 20_000)).ok).toBe(true);
    const opened = await walker.client.call('POST /api/merchant/requests', {
      body: { kind: 'repair', serialNo: first, fault: 'works', words: '按键时灵时不灵' },
    });
    ({ ticketId } = opened);
    expect(await ticketOf(ticketId)).toMatchObject({ state: 'open', overdue: false, dueAt: opened.dueAt });
    const operator = await walker.staff('operator');
    const sent = await operator.call('POST /api/console/hotline/tickets/:ticketId/replacement', {
      params: { ticketId },
    });
    second = sent.serialNo;
    expect((await device()).replacement).toMatchObject({ serialNo: second, state: 'reserved' });
    await deliver(second, 'to');
    await until('the delivery', async () =>
      (await device()).replacement?.deviceState === 'delivered' ? true : undefined,
    );
    expect((await sell(first, 10_000)).ok).toBe(true);
  });

  it('passes its terminal on with the new one’s code: no second deposit, no second test sale, and it sells at once', async () => {
    const { terminalNo } = await device();
    const code = await newestCode();
    const run = await walker.runTerminal(second, { script: 'activate', code });
    expect(run).toMatchObject({ ok: true });
    expect(await device()).toMatchObject({ serialNo: second, terminalNo, state: 'active', testSaleDone: true });
    expect((await sell(second, 50_000)).ok).toBe(true);
    const all = await walker.client.call('GET /api/merchant/deposits');
    expect(all.rows).toHaveLength(1);
    expect(all.rows[0]?.state).toBe('frozen');
  });

  it('is told with 97 that it is over, and cannot change the keys of the new one', async () => {
    const runs = [await sell(first, 10_000), await sell(first, 10_000), await sell(first, 10_000)];
    expect(runs.every((one) => !one.ok)).toBe(true);
    expect(runs.flatMap((one) => one.said).join(' ')).toContain('本机已停用');
    expect((await sell(second, 30_000)).ok).toBe(true);
  });

  it('is registered anew, its ticket is resolved by itself and rated, and both devices count for the deposit', async () => {
    const operator = await walker.staff('operator');
    const standing = await until('the registration', async () => {
      const { rows } = await operator.call('GET /api/console/terminals');
      return rows.find((one) => one.serialNo === second && one.registration?.state === 'registered');
    });
    expect(standing.registration?.version).toBe(2);
    await until('the resolution', async () => ((await ticketOf(ticketId)).state === 'resolved' ? true : undefined));
    await walker.client.call('POST /api/merchant/tickets/:ticketId/rating', {
      params: { ticketId },
      body: { stars: 5, words: '换得很快' },
    });
    expect((await ticketOf(ticketId)).rating).toMatchObject({ stars: 5 });
    await walker.moveClock('next_morning');
    expect((await deposit()).target.clock?.countedFen).toBe('110000');
  });

  it('goes back under its label, leaves the merchant’s bench, and is mended into stock', async () => {
    const returned = async () => (await walker.client.call('GET /api/merchant/returns')).rows[0];
    const { label } = must(
      await until('the label', async () => {
        const row = await returned();
        return row?.label === undefined ? undefined : row;
      }),
      'label',
    );
    expect((await walker.messages()).some((one) => one.text.includes(label?.waybillNo ?? '-'))).toBe(true);
    await deliver(first, 'back');
    await until('the arrival', async () => ((await returned())?.state === 'arrived' ? true : undefined));
    expect(await stateOf(first)).toBe('in_repair');
    const there = await world<{ serialNo: string }[]>('/terminal/api/devices');
    expect(there.map((one) => one.serialNo)).not.toContain(first);
    const operator = await walker.staff('operator');
    await operator.call('POST /api/console/stock/devices/:serialNo/inspection', {
      params: { serialNo: first },
      body: { outcome: 'restock', placeId: 'plc_main' },
    });
    expect(await stateOf(first)).toBe('in_stock');
  });
});

describe('an agent who is sent', () => {
  it('accepts, arrives, swaps from the own shelf, and takes the old one along', async () => {
    const operator = await walker.staff('operator');
    const agent = await new Desk(system.url).signIn('agent', 'agent_rep');
    const { agent: own } = await agent.client.call('GET /api/agent/me');
    const { placeId } = await operator.call('POST /api/console/stock/places', {
      body: { kind: 'agent', ownerId: own.agentId },
    });
    const { transferId } = await operator.call('POST /api/console/stock/transfers', {
      body: { fromPlace: 'plc_main', toPlace: placeId, serials: [first], note: '' },
    });
    await operator.call('POST /api/console/stock/transfers/:transferId/receive', {
      params: { transferId },
      body: { arrived: [first] },
    });
    const broken = (await device()).serialNo;
    const { ticketId } = await operator.call('POST /api/console/hotline/repairs', {
      body: { terminalNo: (await device()).terminalNo, fault: 'broken', words: '屏幕碎了' },
    });
    const params = { ticketId };
    const { agents } = await operator.call('GET /api/console/hotline/tickets/:ticketId', { params });
    expect(agents.map((one) => one.agentId)).toContain(own.agentId);
    await operator.call('POST /api/console/hotline/tickets/:ticketId/dispatch', {
      params,
      body: { agentId: own.agentId },
    });
    const step = (event: 'accept' | 'arrive') =>
      agent.client.call('POST /api/agent/repairs/:ticketId/:event', { params: { ticketId, event } });
    await step('accept');
    await step('arrive');
    const { inHand } = await agent.client.call('GET /api/agent/repairs');
    expect(inHand.map((one) => one.serialNo)).toEqual([first]);
    await agent.client.call('POST /api/agent/repairs/:ticketId/swap', { params, body: { serialNo: first } });
    await expect(
      agent.client.call('POST /api/agent/repairs/:ticketId/done', { params, body: { words: '好了' } }),
    ).rejects.toThrow();
    const run = await walker.runTerminal(first, { script: 'activate', code: await newestCode() });
    expect(run).toMatchObject({ ok: true });
    await until('the replacement', async () => ((await device()).replacement === undefined ? true : undefined));
    await agent.client.call('POST /api/agent/repairs/:ticketId/done', { params, body: { words: '已换机，旧机带回' } });
    expect(await ticketOf(ticketId)).toMatchObject({ state: 'resolved', answer: '已换机，旧机带回' });
    expect(await stateOf(broken)).toBe('in_repair');
    expect((await sell(first, 12_000)).ok).toBe(true);
  });
});

describe('a terminal that sells in another city', () => {
  it('is stopped, and moved there by a person it sells on once the network has it', async () => {
    await world(`/terminal/api/devices/${first}/place`, {
      method: 'PUT',
      body: { longitude: '+121.4737', latitude: '+31.2304' },
    });
    for (let sale = 0; sale < 3; sale += 1) await sell(first, 11_000 + sale);
    const stopped = await device();
    expect(stopped).toMatchObject({ state: 'suspended', suspendedReason: 'place_drift', drift: { count: 3, max: 3 } });
    const asked = await walker.client.call('POST /api/merchant/devices/:serialNo/relocation', {
      params: { serialNo: first },
      body: { region: '310101', address: '上海市黄浦区南京东路 1 号' },
    });
    expect(asked.state).toBe('in_review');
    const operator = await walker.staff('operator');
    const { rows } = await operator.call('GET /api/console/terminals/relocations');
    const { relocationId, drifted } = must(rows[0], 'move');
    expect(drifted).toBe(true);
    await operator.call('POST /api/console/terminals/relocations/:relocationId', {
      params: { relocationId },
      body: { decision: 'approve', reason: '已核对新店租约' },
    });
    await until('the network', async () => ((await device()).relocation?.state === 'done' ? true : undefined));
    const moved = await device();
    expect(moved).toMatchObject({ state: 'active', place: { region: '310101' } });
    expect(moved.drift).toBeUndefined();
    expect((await sell(first, 13_000)).ok).toBe(true);
    expect((await device()).drift).toBeUndefined();
  });
});
