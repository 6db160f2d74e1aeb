/** A day paid by file on a living system: one file, one return, one answer that comes twice, and a power cut on the way. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Client } from '@kaitong/client';
import { personOf } from '../../../simulators/src/population/index.ts';
import { must } from '../../src/kernel/assert.ts';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { WireTerminal } from '../../testing/wire-terminal.ts';

let system: OwnSystem;
let walker: Walker;
let accountant: Client;
let terminal: WireTerminal;
const cardOf = (person: string, kind: 'credit' | 'debit') =>
  must(
    personOf(person).cards.find((one) => one.kind === kind),
    'card',
  );
const customer = cardOf('wang', 'credit');

beforeAll(async () => {
  system = await OwnSystem.create({ KAITONG_PAYOUT_WAY: 'file' });
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  accountant = await walker.staff('accountant');
  await walker.register();
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  expect(await walker.decided()).toBe('approved');
  const { serialNo, code } = await walker.receiveDevice();
  await walker.moveClock('next_morning');
  terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  expect((await terminal.preAuth(cardOf('lin', 'credit'), 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  expect((await terminal.sale(customer, 100)).code).toBe('00'); // the test sale
  expect((await terminal.sale(customer, 12_800)).code).toBe('00');
}, 180_000);
afterAll(() => system.remove());

const seen = () => accountant.call('GET /api/console/settlement');
const latest = async () => (await accountant.call('GET /api/console/payouts')).rows[0]?.state;
const books = async () => {
  const { totalFen, differences } = await accountant.call('GET /api/console/trial-balance');
  return [totalFen, differences];
};
/** Moves from one thing to do to the next until it is so: file, answer and booking each have an hour of their own. */
const walkUntil = async (what: string, so: () => Promise<boolean>): Promise<void> => {
  for (let hour = 0; hour < 6 && !(await so()); hour += 1) {
    await walker.moveClock('plus_1h');
    await until(what, async () => ((await so()) ? true : undefined), 4_000).catch(() => undefined);
  }
  expect(await so()).toBe(true);
};

it('goes to the bank as one file that is answered twice, and is paid once', async () => {
  await walker.setFault('bank', { answerTwice: true });
  await walker.moveClock('cut_off');
  await walker.moveClock('payout');
  await walkUntil('the arrival', async () => (await latest()) === 'paid');
  expect((await walker.arrivals()).map((one) => one.amountFen)).toEqual(['12822']);
  const { payoutFiles, bank } = await seen();
  expect(payoutFiles).toMatchObject([{ state: 'answered', payoutCount: 1, totalFen: '12822' }]);
  expect(bank).toEqual({ postedFen: '12822', bankFen: '12822', inTransitFen: '0', differences: [] });
  expect(await books()).toEqual(['0', 0]);
}, 180_000);

it('outlives a power cut before it is handed over; what comes back after it was booked is the merchant’s again', async () => {
  await walker.moveClock('next_morning');
  expect((await terminal.sale(customer, 5_000)).code).toBe('00');
  await walker.setFault('bank', { filesClosed: true, returnAll: true });
  await walker.moveClock('cut_off');
  await walker.moveClock('payout');
  await walkUntil('the file', async () => (await seen()).payoutFiles.length === 2);
  await system.kill();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  accountant = await walker.staff('accountant');
  const out = join(system.dataDir, 'payout-files', 'out');
  await walker.setFault('bank', { returnAll: true });
  await walkUntil('the return', async () => (await latest()) === 'returned');
  expect(await readdir(join(out, 'taken'))).toHaveLength(2);
  await until('the message', async () =>
    (await walker.messages()).some((one) => one.text.includes('户名不符')) ? true : undefined,
  );
  expect((await seen()).bank).toEqual({ postedFen: '12822', bankFen: '12822', inTransitFen: '0', differences: [] });
  expect(await books()).toEqual(['0', 0]);
}, 180_000);
