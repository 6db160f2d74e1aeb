import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  encryptPinBlock,
  keyCheckValue,
  networkDialect,
  packWithMac,
  tripleDesEncrypt,
  unpack,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';
import { personOf } from '../../../../simulators/src/population/index.ts';
import { forkSimulator, type ForkedSimulator } from '../../../../simulators/src/testing/fork-simulator.ts';
import { chance } from '../../platform/env.ts';
import { lmkCheckValue } from '../../platform/lmk.ts';
import { createSoftwareVault } from '../key-vault/index.ts';
import { wrapKeyBlock } from '../key-vault/key-block.ts';
import { createCardNetwork, type CardNetwork, type NetworkAnswer, type NetworkRequest } from './index.ts';
import { LineKeys, type KeyExchange } from './line-keys.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const MAK = hex('0123456789ABCDEFFEDCBA9876543210');
const ZPK = hex('1111111111111111AAAAAAAAAAAAAAAA');
const ZMK = hex('89ABCDEF0123456776543210FEDCBA98');
const PIK = hex('00112233445566778899AABBCCDDEEFF');
const LMK = { id: lmkCheckValue(new Uint8Array(32)), key: new Uint8Array(32) };
const wrappedPik = wrapKeyBlock(LMK, { use: 'pik', algorithm: 'T', key: PIK });
const vault = createSoftwareVault({
  lmks: { active: LMK, older: [] },
  vendorKey: new Uint8Array(16),
  zpk: ZPK,
  zmk: ZMK,
  chance,
});
const exchange: KeyExchange = { zmk: ZMK, takePinKey: (wrapped, check) => vault.takeZoneKey(wrapped, check) };
const pan = personOf('wang').cards[0]?.pan ?? '';

let simulator: ForkedSimulator;
const open: CardNetwork[] = [];
const told: string[] = [];
let stan = 0;

function connector(more: Partial<Parameters<typeof createCardNetwork>[0]> = {}): CardNetwork {
  const made = createCardNetwork({
    processors: [{ host: '127.0.0.1', port: simulator.ports['network'] as number }],
    networkMak: MAK,
    keys: exchange,
    acquirerId: '48981000',
    timeoutMs: 10_000,
    log: {
      info: (facts) => void told.push(JSON.stringify(facts)),
      warn: (facts) => void told.push(JSON.stringify(facts)),
    },
    ...more,
  });
  open.push(made);
  return made;
}

const blockNow = (pin: string): Promise<Uint8Array> =>
  vault.translatePin(wrappedPik, encryptPinBlock(PIK, pin, pan), { pin: 'iso-0', pan });

function sale(pinBlock: Uint8Array): NetworkRequest {
  stan += 1;
  const six = String(stan).padStart(6, '0');
  return {
    kind: 'sale',
    stan: six,
    transmissionTime: '1122203105',
    rrn: `203105${six}`,
    pan,
    amountFen: 100n,
    entryMode: '051',
    conditionCode: '00',
    merchantNo: '480330154110001',
    terminalNo: '10000001',
    mcc: '5411',
    merchantName: '林记小吃',
    pinBlock,
  };
}
const codeOf = (answer: NetworkAnswer): string => (answer.kind === 'answered' ? answer.code : answer.reason);
const keysTaken = (): number => told.filter((line) => line.includes('"code":"00"')).length;

beforeAll(async () => {
  const settings = Object.fromEntries(
    Object.entries({ networkMak: MAK, zpk: ZPK, zmk: ZMK }).map(([name, key]) => [
      name,
      Buffer.from(key).toString('hex'),
    ]),
  );
  simulator = await forkSimulator('card-network', { settings });
});
afterEach(async () => {
  await simulator.admin('PUT', '/faults', { answer: 'normal' });
  for (const one of open.splice(0)) one.close();
  told.length = 0;
});
afterAll(() => simulator.kill());

describe('keys that the network sends over the line', () => {
  it('come at sign-on, before the first request; the PIN goes under the new key and the issuer reads it', async () => {
    const before = await blockNow('234567');
    const network = connector();
    expect(await network.whenReady(5_000)).toBe(true);
    expect(keysTaken()).toBe(2);
    expect(await blockNow('234567')).not.toEqual(before);
    expect(codeOf(await network.exchange(sale(await blockNow('234567'))))).toBe('00');
    expect(codeOf(await network.exchange(sale(await blockNow('111111'))))).toBe('55');
  });

  it('change while a request is on its way: its answer under the key before is believed, its PIN is read', async () => {
    const network = connector();
    await network.whenReady(5_000);
    await simulator.admin('PUT', '/faults', { answer: 'late' });
    const pending = network.exchange(sale(await blockNow('234567')));
    await expect.poll(() => simulator.admin('GET', '/state')).toMatchObject({ state: { heldAnswers: 1 } });
    const underOld = await blockNow('234567');
    expect(await simulator.admin('POST', '/keys/exchange')).toMatchObject({ lines: 1 });
    await expect.poll(keysTaken).toBe(4);
    await simulator.admin('PUT', '/faults', { answer: 'normal' });
    await simulator.admin('POST', '/late/release');
    expect(codeOf(await pending)).toBe('00');
    expect(codeOf(await network.exchange(sale(underOld)))).toBe('00');
    expect(codeOf(await network.exchange(sale(await blockNow('234567'))))).toBe('00');
  });

  it('are not taken with another zone master key: the line never comes up', async () => {
    const network = connector({ keys: { ...exchange, zmk: PIK, takePinKey: () => Promise.resolve(false) } });
    expect(await network.whenReady(400)).toBe(false);
    await expect.poll(() => told.filter((line) => line.includes('"code":"A7"')).length).toBe(2);
  });
});

describe('the keys of a line', () => {
  let now = 0;
  const wall = { now: () => now } as ConstructorParameters<typeof LineKeys>[0]['wall'];
  const FRESH = hex('A1A1B2B2C3C3D4D4E5E5F6F607071818');
  const sent = (fields: Record<number, FieldValue>): Message => ({
    mti: '0800',
    fields: new Map(Object.entries(fields).map(([number, value]) => [Number(number), value])),
  });
  const check = (key: Uint8Array): Uint8Array => Buffer.concat([keyCheckValue(key), new Uint8Array(4)]);
  const macKey = (key: Uint8Array): Message =>
    sent({
      48: `NK${Buffer.from(tripleDesEncrypt(ZMK, key)).toString('hex')}`,
      53: '2600000000000000',
      70: '101',
      96: check(key),
    });
  const bodyUnder = (key: Uint8Array): Uint8Array =>
    packWithMac(networkDialect, { mti: '0210', fields: { 39: '00' } }, { strategy: 'x99', key }).slice();

  it('believe the key before for a minute, the one agreed by hand included, and seal with the new one at once', async () => {
    const keys = new LineKeys({ base: MAK, exchange, wall });
    expect([keys.wanted, keys.macKey('0200')]).toEqual([true, MAK]);
    expect(await keys.take(macKey(FRESH))).toBe('00');
    expect([keys.macKey('0200'), keys.macKey('0820')]).toEqual([FRESH, MAK]);
    expect([keys.holds(bodyUnder(FRESH), '0210'), keys.holds(bodyUnder(MAK), '0210')]).toEqual([true, true]);
    now += 60_000;
    expect([keys.holds(bodyUnder(FRESH), '0210'), keys.holds(bodyUnder(MAK), '0210')]).toEqual([true, false]);
    expect(keys.due).toBe(false);
    now += 24 * 3_600_000;
    expect(keys.due).toBe(true);
  });

  it('are those of the published vector', async () => {
    const vectors = JSON.parse(
      readFileSync(new URL('../../../../packages/iso8583/vectors/messages.json', import.meta.url), 'utf8'),
    ) as { name: string; body: string }[];
    const body = hex(vectors.find(({ name }) => name.includes('0800/101'))?.body ?? '');
    const read = unpack(networkDialect, body);
    const keys = new LineKeys({ base: MAK, exchange, wall });
    expect(read.ok && keys.holds(body, '0800')).toBe(true);
    expect(await keys.take(read.ok ? read.value : macKey(ZPK))).toBe('00');
    expect(keys.macKey('0200')).toEqual(FRESH);
  });

  it('refuse what is not the key of its check value, and what is no key, and keep the one they have', async () => {
    const keys = new LineKeys({ base: MAK, exchange, wall });
    const wrong = macKey(FRESH);
    expect(await keys.take({ ...wrong, fields: new Map(wrong.fields).set(96, check(ZPK)) })).toBe('A7');
    expect(await keys.take({ ...wrong, fields: new Map(wrong.fields).set(48, 'NK00') })).toBe('30');
    expect(await new LineKeys({ base: MAK, exchange: undefined, wall }).take(wrong)).toBe('40');
    expect(keys.macKey('0200')).toEqual(MAK);
  });
});
