/** A day whose file is not what happened: the books say what differs, two people end it, the merchant has what is his, and nothing is left. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '@kaitong/client';
import { personOf } from '../../../simulators/src/population/index.ts';
import { must } from '../../src/kernel/assert.ts';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { WireTerminal } from '../../testing/wire-terminal.ts';

let system: OwnSystem;
let walker: Walker;
let [operator, second]: Client[] = [];
let terminal: WireTerminal;
const customer = must(
  personOf('wang').cards.find((one) => one.kind === 'credit'),
  'card',
);

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  [operator, second] = [await walker.staff('operator'), await walker.staff('operator-2')];
  await walker.register();
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  expect(await walker.decided()).toBe('approved');
  const { serialNo, code } = await walker.receiveDevice();
  terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  const own = must(
    personOf('lin').cards.find((one) => one.kind === 'credit'),
    'card',
  );
  expect((await terminal.preAuth(own, 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  expect((await terminal.sale(customer, 100)).code).toBe('00'); // the test sale
}, 120_000);
afterAll(() => system.remove());

const people = (): { operator: Client; second: Client } => ({
  operator: must(operator, 'operator'),
  second: must(second, 'second person'),
});
const standing = async () => (await people().operator.call('GET /api/console/breaks', { query: {} })).rows;
/** Files of ordinary transactions. */
const files = async () => {
  const all = await people().operator.call('GET /api/console/clearing-files');
  return { ...all, files: all.files.filter((one) => one.sort === 'ACOM') };
};

/** Sells, and lets the day end and its file come. */
async function day(fens: readonly number[], clearing: string): Promise<void> {
  for (const fen of fens) expect((await terminal.sale(customer, fen)).code).toBe('00');
  await walker.setFault('card-network', { clearing });
  const known = (await files()).files.length;
  await walker.moveClock('cut_off');
  await walker.moveClock('next_morning');
  if (clearing !== 'late')
    await until('the file', async () => ((await files()).files.length > known ? true : undefined));
}

async function end(kind: string, way: 'book' | 'reverse' | 'follow' | 'accept_cost' | 'bear'): Promise<void> {
  const { merchantId, breakId } = must(
    (await standing()).find((one) => one.kind === kind),
    kind,
  );
  const params = { merchantId, breakId };
  const body = { way, reason: 'the network was asked' };
  await people().operator.call('POST /api/console/breaks/:merchantId/:breakId/resolutions', { params, body });
  await expect(
    people().operator.call('POST /api/console/breaks/:merchantId/:breakId/decision', {
      params,
      body: { decision: 'approve' },
    }),
  ).rejects.toMatchObject({ problem: { code: 'reconciliation.second_person' } });
  await people().second.call('POST /api/console/breaks/:merchantId/:breakId/decision', {
    params,
    body: { decision: 'approve' },
  });
}

async function account(name: string): Promise<string> {
  const { accounts, totalFen, differences } = await people().operator.call('GET /api/console/trial-balance');
  expect([totalFen, differences]).toEqual(['0', 0]);
  return accounts.find((one) => one.account === name)?.balanceFen ?? '0';
}
const owed = async (): Promise<string[]> =>
  (await people().operator.call('GET /api/console/trial-balance')).accounts
    .filter((one) => one.account.startsWith('net_recv') && one.balanceFen !== '0')
    .map((one) => `${one.account} ${one.balanceFen}`);

describe('a file that is not what happened', () => {
  it('shows a difference of each kind with its money in suspense, and the rest of the day is paid', async () => {
    await day([10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000], 'mixed');
    const kinds = (await standing()).map((one) => one.kind).toSorted();
    expect(kinds).toEqual(['amount_diff', 'duplicate', 'fee_diff', 'local_only', 'local_only', 'net_only']);
    await walker.setFault('card-network', { clearing: '' });
    // the sale beside the extra one, the one with the wrong fee, the one that stands twice, and the two plain ones
    await walker.moveClock('plus_1h');
    const arrived = await until('the payout', async () => (await walker.arrivals())[0]?.amountFen);
    expect(arrived).toBe(String(20_000 + 40_000 + 50_000 + 60_000 + 70_000 - 1_440));
    expect(await owed()).toEqual([]);
    expect(BigInt(await account('susp_short')) + BigInt(await account('susp_long'))).not.toBe(0n);
  });

  it('is explained in part by the file of the day after', async () => {
    await day([11_100], '');
    expect((await standing()).map((one) => one.kind).toSorted()).toEqual([
      'amount_diff',
      'duplicate',
      'fee_diff',
      'local_only',
      'net_only',
    ]);
  });

  it('is ended by two people, to the fen, and told to the merchant', async () => {
    await end('local_only', 'reverse');
    await end('net_only', 'book');
    await end('amount_diff', 'follow');
    await end('fee_diff', 'accept_cost');
    expect((await standing()).map((one) => one.kind)).toEqual(['duplicate']);
    const duplicate = must((await standing())[0], 'duplicate');
    expect([await account('susp_short'), await account('susp_long')]).toEqual(['0', duplicate.suspenseFen]);
    await until('the messages', async () =>
      (await walker.messages()).filter((one) => one.text.includes('银联')).length >= 3 ? true : undefined,
    );
    await walker.moveClock('payout');
    await until('what was booked', async () => ((await walker.arrivals()).length >= 2 ? true : undefined));
    expect(await owed()).toEqual([]);
  });
});

describe('a file', () => {
  it('may come packed', async () => {
    await day([12_000], 'packed');
    expect((await files()).files[0]).toMatchObject({ lineCount: 1, matchedCount: 1 });
    expect((await files()).files[0]?.fileName).toMatch(/ACOM\.gz$/);
  });
  it('with a line that cannot be read goes on, and shows the line', async () => {
    await day([13_000, 14_000], 'bad_line');
    const file = must((await files()).files[0], 'file');
    expect(file).toMatchObject({ lineCount: 1, badLineCount: 1, matchedCount: 1 });
    const { rows } = await people().operator.call('GET /api/console/clearing-files/:fileName/bad-lines', {
      params: { fileName: file.fileName },
    });
    expect(rows).toMatchObject([{ lineNo: 1, column: 'amount' }]);
    expect(rows[0]?.masked).not.toContain(customer.pan);
    // the network delivers it anew, and the day is paid after all
    await walker.setFault('card-network', { clearing: '' });
    const settled = async (): Promise<true | undefined> => {
      await walker.moveClock('plus_1h');
      const { days } = await people().operator.call('GET /api/console/settlement');
      return days.find((one) => one.date === file.businessDate)?.state === 'settled' ? true : undefined;
    };
    await until('the day to be settled', settled);
    expect((await files()).files.find((one) => one.fileName === file.fileName)).toMatchObject({
      lineCount: 2,
      badLineCount: 0,
      matchedCount: 2,
    });
  });
  it('that is late is waited for', async () => {
    await day([15_000], 'late');
    const known = (await files()).files.length;
    await walker.setFault('card-network', { clearing: '' });
    await walker.moveClock('plus_1h');
    await until('the late file', async () => ((await files()).files.length > known ? true : undefined));
  });
});
