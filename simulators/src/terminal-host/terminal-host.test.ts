import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { FrameReader, frame } from '@kaitong/iso8583';
import { activationCode, deviceKey, ScriptedHost } from '../../../packages/terminal/src/testing/scripted-host.ts';
import { findCard } from './cards.ts';
import { forkSimulator, type ForkedSimulator } from '../testing/fork-simulator.ts';

const serial = 'KT20260001';
const delivery = { serialNo: serial, model: 'esign_pos', deviceKeyHex: Buffer.from(deviceKey).toString('hex') };

interface Ran {
  readonly ok: boolean;
  readonly screen: string;
  readonly said: string[];
  readonly lastRow?: { stan: string; amountFen: string };
}

let host: ScriptedHost;
let gateway: Server;
let simulator: ForkedSimulator;

/** The scripted host of the terminal's own tests behind a real port; a lost answer cuts the line. */
function openGateway(): Promise<Server> {
  const server = createServer((socket) => {
    const reader = new FrameReader();
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      for (const event of reader.push(chunk)) {
        if (event.kind !== 'frame') continue;
        void host
          .exchange(frame(event.frame), 0, () => undefined)
          .then((result) => {
            if (result.kind === 'answer') socket.write(result.frame);
            else socket.destroy();
          });
      }
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const gatewayAddress = () => `127.0.0.1:${(gateway.address() as AddressInfo).port}`;
const run = (wish: object) => simulator.admin<Ran>('POST', `/devices/${serial}/run`, wish);
const activate = (more: object = {}) => run({ script: 'activate', code: activationCode, personKey: 'lin', ...more });

beforeEach(async () => {
  host = new ScriptedHost();
  gateway = await openGateway();
  simulator = await forkSimulator('terminal-host', { peers: { gateway: gatewayAddress() } });
});
afterEach(async () => {
  await simulator.kill();
  gateway.close();
});

describe('the tray of cards', () => {
  it('holds a card for each thing an issuer may say, labelled in both languages, after those of the people', async () => {
    const cards = await simulator.admin<{ id: string; about?: { zh: string; en: string } }[]>('GET', '/cards');
    const tests = cards.filter(({ id }) => id.startsWith('test:'));
    expect(cards.slice(-tests.length)).toEqual(tests);
    expect(tests.at(-1)?.about?.zh).toBe('外卡（VIS 信用卡）');
    const refused = tests.slice(0, -1);
    const codes = refused.map(({ about }) => /\d{2}$/.exec(about?.zh ?? '')?.[0]);
    expect(codes).toEqual(['41', '43', '54', '62', '61', '65', '51']);
    expect(refused.map(({ about }) => /\d{2}$/.exec(about?.en ?? '')?.[0])).toEqual(codes);
    expect(tests.every(({ id }) => findCard({ card: id }) !== undefined)).toBe(true);
  });
});

describe('delivering a device', () => {
  it('puts it down once and refuses its serial number with another key', async () => {
    expect(await simulator.admin('POST', '/devices', delivery)).toMatchObject({ serialNo: serial, screen: 'off' });
    expect(await simulator.admin('POST', '/devices', delivery)).toMatchObject({ serialNo: serial });
    expect(await simulator.admin('POST', '/devices', { ...delivery, deviceKeyHex: '0'.repeat(32) })).toMatchObject({
      error: expect.stringContaining('another key') as string,
    });
    expect(await simulator.admin('GET', '/devices')).toHaveLength(1);
    expect(JSON.stringify(await simulator.admin('GET', '/devices'))).not.toContain(delivery.deviceKeyHex);
  });

  it('refuses what is no device', async () => {
    for (const wrong of [{ serialNo: '../x' }, { model: 'fax' }, { deviceKeyHex: 'zz' }]) {
      expect(await simulator.admin('POST', '/devices', { ...delivery, ...wrong })).toHaveProperty('error');
    }
  });
});

describe('journeys', () => {
  beforeEach(async () => {
    await simulator.admin('POST', '/devices', delivery);
  });

  it('activates, makes the test sale, sells and voids over TCP', async () => {
    expect(await activate()).toMatchObject({ ok: true, screen: 'home' });
    expect(host.acknowledged).toBe(true);
    expect(await run({ script: 'sale', amountFen: '8800', personKey: 'wang' })).toMatchObject({
      ok: true,
      lastRow: { amountFen: '100' },
    });
    const sale = await run({ script: 'sale', amountFen: '8800', personKey: 'wang', kind: 'debit', entry: 'tap' });
    expect(sale).toMatchObject({ ok: true, lastRow: { amountFen: '8800' } });
    expect(await run({ script: 'void', stan: sale.lastRow?.stan, personKey: 'wang', kind: 'debit' })).toMatchObject({
      ok: true,
    });
    expect(await simulator.admin<unknown[]>('GET', `/devices/${serial}/journal`)).toHaveLength(4);
    expect(host.pins).toEqual(['123456', '234567', undefined, '234567']);
  });

  it('stops where it is told and goes on from there', async () => {
    expect(await activate({ until: 'deposit_card' })).toMatchObject({ ok: true, screen: 'deposit_card' });
    expect(await activate({ kind: 'debit' })).toMatchObject({ ok: false, screen: 'card_not_credit' });
    expect(host.received.map((message) => message.mti)).toEqual(['0800', '0800', '0800']);
    expect(await activate()).toMatchObject({ ok: true, screen: 'home' });
  });

  it('says what the screen said when the code is wrong', async () => {
    const ran = await activate({ code: '000000000000' });
    expect(ran).toMatchObject({ ok: false, screen: 'notice' });
    expect(ran.said).toContain('激活码错误');
    expect(await activate()).toMatchObject({ ok: true });
  });

  it('has its memory again after a power cut, the open reversal too', async () => {
    await activate();
    host.twists.push('lost_answer');
    expect(await run({ script: 'sale', personKey: 'lin' })).toMatchObject({ ok: false });
    await simulator.kill();
    simulator = await forkSimulator('terminal-host', {
      dataDir: simulator.dataDir,
      peers: { gateway: gatewayAddress() },
    });
    expect(await run({ script: 'sale', personKey: 'lin' })).toMatchObject({ ok: true });
    expect(host.received.slice(-3).map((message) => message.mti)).toEqual(['0400', '0200', '0820']);
    for (const file of readdirSync(join(simulator.dataDir, serial))) {
      expect(readFileSync(join(simulator.dataDir, serial, file), 'utf8')).not.toContain('D3012');
    }
  });

  it('sends nothing while its line is down and reverses when answers are lost', async () => {
    await activate();
    await simulator.admin('PUT', '/faults', { lineDown: true });
    const sent = host.received.length;
    expect((await run({ script: 'sale', personKey: 'lin' })).said[1]).toBe('网络不通，交易未发出');
    expect(host.received).toHaveLength(sent);
    await simulator.admin('PUT', '/faults', { lineDown: false, dropReplies: true, timeoutMs: 300 });
    expect((await run({ script: 'sale', personKey: 'lin' })).said[1]).toBe('交易超时，结果未知');
    await simulator.admin('PUT', '/faults', { dropReplies: false, timeoutMs: 60_000 });
    expect(await run({ script: 'sale', personKey: 'lin' })).toMatchObject({ ok: true });
  });

  it('says another place when it was carried away', async () => {
    await activate();
    await simulator.admin('PUT', `/devices/${serial}/place`, { longitude: '+118.79690', latitude: '+32.06030' });
    await run({ script: 'sale', personKey: 'lin' });
    expect(host.received.findLast((message) => message.mti === '0200')?.fields.get(59)).toContain('+118.79690');
  });
});

describe('around a device', () => {
  it('the battery runs down and the network goes, and both are as they were after a restart', async () => {
    await simulator.admin('POST', '/devices', delivery);
    await activate();
    const put = (wish: object) => simulator.admin('PUT', `/devices/${serial}/conditions`, wish);
    expect(await put({ line: 'none', battery: 'nonsense' })).toEqual({ battery: 'full', line: 'none' });
    expect((await run({ script: 'sale', personKey: 'lin' })).said[1]).toBe('网络不通，交易未发出');
    await put({ line: 'good', battery: 'low' });
    expect(await run({ script: 'sale', personKey: 'lin' })).toMatchObject({ ok: true });
    await simulator.kill();
    simulator = await forkSimulator('terminal-host', {
      dataDir: simulator.dataDir,
      peers: { gateway: gatewayAddress() },
    });
    const view = await simulator.admin<{ status: { battery: unknown } }>('GET', `/devices/${serial}/view`);
    expect(view.status.battery).toEqual({ percent: 8, charging: false });
  });
});

/** A face: opens the socket, keeps what it was told. */
async function face(): Promise<{ socket: WebSocket; views: { screen: string; signatureWanted: boolean }[] }> {
  const socket = new WebSocket(`ws://127.0.0.1:${simulator.ports['ws']}/ws?serial=${serial}`);
  const views: { screen: string; signatureWanted: boolean }[] = [];
  socket.on('message', (data) => {
    views.push(
      (JSON.parse((data as Buffer).toString('utf8')) as { view: { screen: string; signatureWanted: boolean } }).view,
    );
  });
  await new Promise((resolve) => socket.once('open', resolve));
  return { socket, views };
}

describe('the face', () => {
  it('sees each change and presses keys, presents cards and signs', async () => {
    await simulator.admin('POST', '/devices', delivery);
    await activate();
    const { socket, views } = await face();
    const send = (message: object) => socket.send(JSON.stringify(message));
    await expect.poll(() => views.at(-1)?.screen).toBe('home');
    send({ type: 'key', key: '1' });
    send({ type: 'key', key: 'confirm' });
    await expect.poll(() => views.at(-1)?.screen).toBe('present_card');
    send({ type: 'card', card: 'lin:credit', entry: 'insert' });
    for (const key of ['1', '2', '3', '4', '5', '6', 'confirm']) send({ type: 'key', key });
    await expect.poll(() => views.at(-1)?.screen).toBe('notice');
    send({ type: 'key', key: 'confirm' });
    await expect.poll(() => views.at(-1)?.signatureWanted).toBe(true);
    const image = `data:image/png;base64,${Buffer.from('png').toString('base64')}`;
    send({ type: 'signature', image, drawing: { width: 100, height: 40, strokes: [[[5, 5], [90, 30]]] } }); // prettier-ignore
    await expect.poll(() => views.at(-1)?.screen).toBe('receipt');
    await expect
      .poll(() => readdirSync(join(simulator.dataDir, serial)).some((name) => name.startsWith('signature-')))
      .toBe(true);
    expect(host.signatures).toHaveLength(1);
    socket.close();
  });

  it('is sent away when the device is unknown or the message is none', async () => {
    const closed = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve));
    expect(await closed(new WebSocket(`ws://127.0.0.1:${simulator.ports['ws']}/ws?serial=none`))).toBe(4404);
    await simulator.admin('POST', '/devices', delivery);
    const { socket } = await face();
    socket.send('not json');
    expect(await closed(socket)).toBe(1007);
  });
});
