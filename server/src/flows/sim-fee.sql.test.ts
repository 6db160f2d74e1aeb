/** A data SIM from its first free day to years that are bought, refused and let go, with a carrier that says what the test wants. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { must } from '../kernel/assert.ts';
import { civilDate } from '../kernel/instant.ts';
import { debtOf, putOnSheet } from '../modules/ledger/index.ts';
import { listSimPlans, simPlanOf, simRenewalsOf, type SimCarrier } from '../modules/servicing/index.ts';
import { at, withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { endSim, offerOf, renewSim, simDay, startSimPlan, turnSim, wakeSim, wishSim } from './sim-fee.ts';

const START = '2026-06-03';
const LAST = '2027-06-02';

let database: TestDatabase;
let env: TestEnv;
let world: World;
let terminal: BuiltTerminal;
const switched: { iccid: string; on: boolean }[] = [];
let carrier: Awaited<ReturnType<SimCarrier['setData']>>;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: `${START}T10:00:00+08:00` });
  world = {
    ...env,
    simCarrier: {
      setData(order: { iccid: string; on: boolean }) {
        switched.push(order);
        return Promise.resolve(carrier);
      },
    },
  } as unknown as World;
});
afterAll(async () => {
  await env.close();
  await database.close();
});

let cards = 0;
beforeEach(async () => {
  env.clock.set(`${START}T10:00:00+08:00`);
  env.wall.pass(5_000);
  switched.length = 0;
  carrier = { kind: 'done' };
  terminal = await buildTerminal(env);
  cards += 1;
  const iccid = `8986040000000000${String(cards).padStart(4, '0')}`;
  await env.db.execute('UPDATE terminals.device SET iccid = $2 WHERE serial_no = $1', [terminal.serialNo, iccid]);
  await withTx(env, async (tx) => {
    const fee = {
      merchantId: terminal.merchantId,
      charge: 'sim_fee',
      from: civilDate('2026-01-01'),
      amountFen: 4_800n,
    } as const;
    await putOnSheet(env, tx, [fee], 'signed');
  });
  await startSimPlan(world, terminal);
});

const on = (day: string): void => {
  env.clock.set(`${day}T09:00:00+08:00`);
  env.wall.pass(5_000); // what is kept for seconds is read again
};
const plan = async () => must(await simPlanOf(env.db, terminal), 'plan');
const looks = async () =>
  (
    await env.db.query<{ at: number }>(
      `SELECT at FROM platform.due WHERE kind = 'sim-day' AND key = $1 AND state = 'waiting'`,
      [terminal.terminalId],
    )
  ).map((row) => new Date(row.at + 8 * 3_600_000).toISOString().slice(0, 10));
const told = async () =>
  (
    await env.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM notifications.message WHERE purpose = 'sim_fee' AND subject = $1`,
      [`merchant:${terminal.merchantId}`],
    )
  )[0]?.n;
const shown = { from: civilDate('2027-06-03'), amountFen: 4_800n };

describe('a data SIM', () => {
  it('begins with the activation, once, and is free for a year', async () => {
    await startSimPlan(world, terminal);
    expect(await plan()).toMatchObject({ state: 'running', data: 'on', begunOn: START, coveredTo: LAST, wish: 'ask' });
    expect(await looks()).toEqual(['2027-05-03']);
  });

  it('is not there where the device has no card of ours', async () => {
    const other = await buildTerminal(env);
    await startSimPlan(world, other);
    expect(await simPlanOf(env.db, other)).toBeUndefined();
  });

  it('tells on its days and takes nothing by itself; after the days of grace the data end, and nothing else', async () => {
    for (const day of ['2027-05-03', '2027-05-03', '2027-05-26', '2027-06-01', LAST, '2027-06-09']) {
      on(day);
      await simDay(world, terminal);
    }
    expect([await told(), (await plan()).state, await debtOf(env.db, terminal.merchantId)]).toEqual([3, 'running', 0n]);
    on('2027-06-10');
    await simDay(world, terminal);
    await simDay(world, terminal);
    expect([await told(), (await plan()).state, (await plan()).data]).toEqual([4, 'lapsed', 'turning_off']);
    await turnSim(world, terminal);
    expect([switched, (await plan()).data]).toEqual([[{ iccid: expect.any(String), on: false }], 'off']);
    expect(await debtOf(env.db, terminal.merchantId)).toBe(0n);
  });

  it('is bought once, however often it is tapped, and is owed until the next settlement', async () => {
    on('2027-05-20');
    const taps = await Promise.all([1, 2, 3, 4].map(() => renewSim(world, terminal, shown)));
    expect(taps.map((one) => !one.refused && one.value.through)).toEqual(Array(4).fill('2028-06-02'));
    expect(await debtOf(env.db, terminal.merchantId)).toBe(4_800n);
    expect((await simRenewalsOf(env.db, terminal.merchantId)).length).toBe(1);
    expect([(await plan()).coveredTo, await looks()]).toEqual(['2028-06-02', ['2028-05-03']]);
  });

  it('is not bought at a price or for a year that was not on the screen', async () => {
    on('2027-05-20');
    for (const wrong of [
      { ...shown, amountFen: 4_500n },
      { ...shown, from: civilDate('2027-06-04') },
    ]) {
      const outcome = await renewSim(world, terminal, wrong);
      expect(outcome.refused && outcome.refusal.code).toBe('servicing.sim_moved');
    }
    expect(await debtOf(env.db, terminal.merchantId)).toBe(0n);
  });

  it('comes back when it is renewed after its end, from that day on', async () => {
    on('2027-06-10');
    await simDay(world, terminal);
    await turnSim(world, terminal);
    on('2027-08-01');
    const offer = await offerOf(world, await plan());
    expect(offer).toMatchObject({ value: { from: '2027-08-01', through: '2028-07-31' } });
    if (offer.refused) return;
    await renewSim(world, terminal, offer.value);
    expect([(await plan()).state, (await plan()).data]).toEqual(['running', 'turning_on']);
    await turnSim(world, terminal);
    expect([switched.map((one) => one.on), (await plan()).data]).toEqual([[false, true], 'on']);
  });

  it('a carrier that is silent is asked again; one that refuses stays in sight', async () => {
    on('2027-06-10');
    await simDay(world, terminal);
    carrier = { kind: 'unknown', reason: 'timeout' };
    await expect(turnSim(world, terminal)).rejects.toThrow('timeout');
    carrier = { kind: 'refused', reason: 'no such card' };
    await turnSim(world, terminal);
    expect((await plan()).data).toBe('turning_off');
    const rows = await listSimPlans(env.db, {
      filter: { shelf: 'waiting', today: civilDate('2027-06-10') },
      most: 50,
    });
    expect(rows.map((one) => one.terminalId)).toContain(terminal.terminalId);
  });

  it('an order that is overtaken by a renewal never ends with data off', async () => {
    on('2027-06-10');
    await simDay(world, terminal);
    const offer = await offerOf(world, await plan());
    if (offer.refused) throw new Error('no offer');
    await renewSim(world, terminal, offer.value);
    await turnSim(world, terminal);
    await turnSim(world, terminal);
    expect([switched.map((one) => one.on), (await plan()).data]).toEqual([[true], 'on']);
  });

  it('an order that was on its way while the merchant renewed is told once more what is wanted now', async () => {
    on('2027-06-10');
    await simDay(world, terminal);
    const offer = await offerOf(world, await plan());
    if (offer.refused) throw new Error('no offer');
    const slow: World = {
      ...world,
      simCarrier: {
        async setData(order) {
          await renewSim(world, terminal, offer.value);
          await turnSim(world, terminal);
          switched.push(order); // comes to the carrier after the newer one
          return { kind: 'done' };
        },
      },
    };
    await turnSim(slow, terminal);
    expect([switched.map((one) => one.on), (await plan()).data]).toEqual([[true, false], 'turning_on']);
    await turnSim(world, terminal);
    expect([switched.at(-1)?.on, (await plan()).data]).toEqual([true, 'on']);
  });

  it('renews by itself only where the merchant has said so, and waits while something is owed', async () => {
    await wishSim(world, terminal, 'automatic');
    on('2027-06-01');
    await simDay(world, terminal);
    expect(await debtOf(env.db, terminal.merchantId)).toBe(0n);
    await env.db.execute(
      `SELECT ledger.do_post_journal($1, 'jrn_owed' || $1, '2027-06-01', 'refund', 'owed', 'owed', 'owed', NULL, '{}', $2, ARRAY['merch_recv', 'refund_payable'], ARRAY[500, -500]::bigint[])`,
      [terminal.merchantId, at(env.clock.now())],
    );
    on(LAST);
    await simDay(world, terminal);
    expect([await debtOf(env.db, terminal.merchantId), await looks()]).toEqual([500n, ['2027-06-03']]);
    await env.db.execute(
      `SELECT ledger.do_post_journal($1, 'jrn_paid' || $1, '2027-06-03', 'refund', 'paid', 'paid', 'paid', NULL, '{}', $2, ARRAY['refund_payable', 'merch_recv'], ARRAY[500, -500]::bigint[])`,
      [terminal.merchantId, at(env.clock.now())],
    );
    on('2027-06-03');
    await simDay(world, terminal);
    expect([await debtOf(env.db, terminal.merchantId), (await plan()).coveredTo]).toEqual([4_800n, '2028-06-02']);
    expect((await simRenewalsOf(env.db, terminal.merchantId))[0]?.askedBy).toBe('automatic');
  });

  it('whoever wants no other year is told once, loses the data alone, and may change its mind', async () => {
    await wishSim(world, terminal, 'refused');
    expect(await looks()).toEqual(['2027-06-01']);
    for (const day of ['2027-06-01', LAST, '2027-06-03']) {
      on(day);
      await simDay(world, terminal);
    }
    expect([(await plan()).state, await told()]).toEqual(['lapsed', 2]);
    const offer = await offerOf(world, await plan());
    if (!offer.refused) await renewSim(world, terminal, offer.value);
    expect([(await plan()).state, (await plan()).wish]).toEqual(['running', 'ask']);
  });

  it('is refused by the ledger where the sheet does not list it', async () => {
    on('2027-05-20');
    await withTx(env, (tx) =>
      putOnSheet(
        env,
        tx,
        [{ merchantId: terminal.merchantId, charge: 'sim_fee', from: civilDate('2027-01-01'), amountFen: 0n }],
        'ended',
      ),
    );
    const outcome = await renewSim(world, terminal, shown);
    expect(outcome.refused && outcome.refusal.code).toBe('servicing.sim_no_price');
  });

  it('of a device that had another merchant before is woken up before it is activated, and never once its plan runs', async () => {
    const other = await buildTerminal(env);
    await env.db.execute(`UPDATE terminals.device SET iccid = '8986040000000099999' WHERE serial_no = $1`, [
      other.serialNo,
    ]);
    await wakeSim(world, other);
    await wakeSim(world, terminal);
    expect(switched).toEqual([{ iccid: '8986040000000099999', on: true }]);
  });

  it('ends with its terminal: no fee, no notice, no data', async () => {
    await endSim(world, terminal);
    on('2027-05-20');
    const outcome = await renewSim(world, terminal, shown);
    await simDay(world, terminal);
    expect([(await plan()).state, (await plan()).data, await told(), outcome.refused && outcome.refusal.code]).toEqual([
      'ended',
      'turning_off',
      0,
      'servicing.sim_ended',
    ]);
  });
});
