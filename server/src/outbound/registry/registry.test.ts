import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { businessOf } from '../../../../simulators/src/population/index.ts';
import { forkSimulator, type ForkedSimulator } from '../../../../simulators/src/testing/fork-simulator.ts';
import type { TerminalRegister } from '../../modules/terminals/index.ts';
import { createRegistry, type BusinessRegistry } from './index.ts';

const company = businessOf('trading-company');
const shop = businessOf('noodle-shop');
const question = {
  accountNumber: company.account?.accountNumber ?? '',
  accountName: company.name,
  uscc: company.uscc,
  branchCode: company.account?.branchCode ?? '',
};
const resting = {
  silent: false,
  down: false,
  licenceStatus: 'normal',
  unknownCompany: false,
  accountMismatch: false,
  bindingSilent: false,
  bindingDown: false,
  bindingRefusals: 0,
};

let simulator: ForkedSimulator;
let odd: Server;
let oddAnswer: unknown;

function registry(options: { url?: string; secret?: string } = {}): BusinessRegistry & TerminalRegister {
  const url = options.url ?? `http://127.0.0.1:${simulator.ports['http']}`;
  return createRegistry({ name: 'registry', url, secret: options.secret ?? 'a secret', timeoutMs: 700 });
}

const upset = (faults: object): Promise<unknown> => simulator.admin('PUT', '/faults', faults);

beforeAll(async () => {
  simulator = await forkSimulator('registry', { settings: { secret: 'a secret' } });
  odd = createServer((_request, response) => response.end(JSON.stringify(oddAnswer)));
  await new Promise<void>((resolve) => {
    odd.listen(0, '127.0.0.1', resolve);
  });
});
afterEach(() => upset(resting));
afterAll(async () => {
  odd.close();
  await simulator.kill();
});

it('a registered business is found with its legal person, type, state, term and address', async () => {
  expect(await registry().company({ uscc: company.uscc })).toEqual({
    kind: 'found',
    name: company.name,
    legalPerson: '周雅琴',
    type: company.type,
    status: 'normal',
    validTo: '2048-09-05',
    address: company.address,
  });
  expect(await registry().company({ uscc: shop.uscc })).toMatchObject({ type: '个体工商户', validTo: '长期' });
});

it('a code that nobody has is absent, and an irregular licence is found with its state', async () => {
  expect(await registry().company({ uscc: '91330106MA0000000X' })).toEqual({ kind: 'absent' });
  await upset({ licenceStatus: 'abnormal' });
  expect(await registry().company({ uscc: company.uscc })).toMatchObject({ kind: 'found', status: 'abnormal' });
});

it('a corporate account matches only with its own name, code and branch', async () => {
  expect(await registry().corporateAccount(question)).toEqual({ kind: 'match' });
  const other = { ...question, accountName: shop.name, branchCode: '102331000001' };
  expect(await registry().corporateAccount(other)).toEqual({ kind: 'mismatch', wrong: ['accountName', 'branchCode'] });
  const unknown = { ...question, accountNumber: '1' };
  expect(await registry().corporateAccount(unknown)).toEqual({ kind: 'mismatch', wrong: ['accountNumber'] });
});

it('silence, an outage and a refused signature are unavailable, never a no', async () => {
  await upset({ silent: true });
  expect(await registry().company({ uscc: company.uscc })).toMatchObject({ kind: 'unavailable' });
  await upset({ ...resting, down: true });
  expect(await registry().corporateAccount(question)).toEqual({ kind: 'unavailable', reason: 'status 503' });
  await upset(resting);
  const stranger = registry({ secret: 'another' });
  expect(await stranger.company({ uscc: company.uscc })).toEqual({ kind: 'unavailable', reason: 'status 401' });
});

it('an entry of half its parts or with a state nobody defined is unavailable', async () => {
  const url = `http://127.0.0.1:${(odd.address() as AddressInfo).port}`;
  const whole = {
    found: true,
    name: '甲',
    legalPerson: '乙',
    type: '丙',
    status: 'normal',
    validTo: '长期',
    address: '丁',
  };
  for (const answer of [{ ...whole, status: 'asleep' }, { ...whole, name: 7 }, { found: true }, [], null, 'yes']) {
    oddAnswer = answer;
    expect(await registry({ url }).company({ uscc: company.uscc })).toEqual({
      kind: 'unavailable',
      reason: 'not an answer of the protocol',
    });
  }
  oddAnswer = whole;
  expect(await registry({ url }).company({ uscc: company.uscc })).toMatchObject({ kind: 'found', name: '甲' });
});

const binding = {
  reference: 'reg_1',
  terminalNo: '10000001',
  serialNo: 'KT1',
  acquirerCode: '48983300',
  merchantNo: '898330158140001',
  subject: { kind: 'id_number', number: '330106199003070019' },
  account: { accountId: 'acc_1', number: '6225880212345678' },
  address: '文三路 90 号',
} as const;

it('a terminal is bound once however often it is told, and its serial number to nobody else', async () => {
  const first = await registry().bindTerminal(binding);
  expect(first).toMatchObject({ kind: 'registered' });
  expect(await registry().bindTerminal(binding)).toEqual(first);
  const other = { ...binding, reference: 'reg_2', merchantNo: '898330158140002', terminalNo: '10000002' };
  expect(await registry().bindTerminal(other)).toEqual({ kind: 'refused', reason: 'serial_bound_elsewhere' });
});

it('a terminal that comes with another device lets go of its earlier one', async () => {
  const swapped = { ...binding, reference: 'reg_3', serialNo: 'KT2' };
  expect(await registry().bindTerminal(swapped)).toMatchObject({ kind: 'registered' });
  const restocked = { ...binding, reference: 'reg_4', merchantNo: '898330158140003', terminalNo: '10000003' };
  expect(await registry().bindTerminal(restocked)).toMatchObject({ kind: 'registered' });
});

it('a binding that is withdrawn is free for the next merchant, twice told is once, and another’s is left alone', async () => {
  const begun = { ...binding, reference: 'reg_20', serialNo: 'KT20', terminalNo: '10000020' };
  await registry().bindTerminal(begun);
  const { reference, serialNo, terminalNo, merchantNo } = begun;
  const strange = { reference, serialNo, terminalNo, merchantNo: '898330158140009' };
  expect(await registry().withdrawTerminal(strange)).toEqual({ kind: 'withdrawn' });
  const next = { ...begun, reference: 'reg_21', merchantNo: '898330158140009', terminalNo: '10000021' };
  expect(await registry().bindTerminal(next)).toMatchObject({ kind: 'refused' });
  for (let told = 0; told < 2; told += 1)
    expect(await registry().withdrawTerminal({ reference, serialNo, terminalNo, merchantNo })).toEqual({
      kind: 'withdrawn',
    });
  expect(await registry().bindTerminal({ ...next, reference: 'reg_22' })).toMatchObject({ kind: 'registered' });
  await upset({ ...resting, bindingSilent: true });
  expect(await registry().withdrawTerminal({ reference, serialNo, terminalNo, merchantNo })).toMatchObject({
    kind: 'unknown',
  });
  await upset(resting);
});

it('an element that is missing is a no; silence and an outage of the register of terminals are unknown, and reviews go on', async () => {
  const next = { ...binding, reference: 'reg_5' };
  expect(await registry().bindTerminal({ ...next, address: '' })).toEqual({
    kind: 'refused',
    reason: 'element_missing',
  });
  await upset({ ...resting, bindingSilent: true });
  expect(await registry().bindTerminal({ ...next, reference: 'reg_6' })).toMatchObject({ kind: 'unknown' });
  expect(await registry().corporateAccount(question)).toEqual({ kind: 'match' });
  await upset({ ...resting, bindingDown: true });
  expect(await registry().bindTerminal({ ...next, reference: 'reg_7' })).toMatchObject({ kind: 'unknown' });
  await upset({ ...resting, bindingRefusals: 1 });
  expect(await registry().bindTerminal({ ...next, reference: 'reg_8' })).toEqual({
    kind: 'refused',
    reason: 'element_mismatch',
  });
});
