/** T+0 as a merchant meets it: by policy and plan, by its own word, and by itself. */
import { beforeEach, describe, expect, it } from 'vitest';
import { approvedSale, buildTerminal, saleRequest, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { fen } from '../kernel/fen.ts';
import { civilDate, instant, isoText, MINUTE_MS } from '../kernel/instant.ts';
import { switchPack } from '../modules/catalogue/index.ts';
import { activateMerchant } from '../modules/merchants/index.ts';
import { listPayouts } from '../modules/settlement/index.ts';
import { at, withTx } from '../platform/postgres/database.ts';
import { openCaseOf, addToCase } from '../modules/risk/index.ts';
import type { World } from './ports.ts';
import { agreeToT0, askT0, payAutomaticT0, planAutomaticT0, setAutomaticT0, t0OverviewOf } from './t0.ts';

let database: TestDatabase;
let env: TestEnv;
let world: World;
let terminal: BuiltTerminal;
beforeEach(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  const registry = { fourElement: () => Promise.resolve({ kind: 'mismatch' as const }) };
  world = { ...env, registry, site: { publicUrl: undefined } } as unknown as World;
  terminal = await buildTerminal(env);
  await withTx(env, (tx) => activateMerchant(tx, terminal.merchantId));
  await env.db.execute(
    `INSERT INTO activation.activation (merchant_id, activation_id, terminal_id, serial_no, code_id, state, started_at, activated_at)
     VALUES ($1, 'act_1', $2, $3, 'cod_1', 'active', $4, $4)`,
    [terminal.merchantId, terminal.terminalId, terminal.serialNo, at(env.clock.now())],
  );
  return async () => {
    await env.close();
    await database.close();
  };
});

const me = () => ({ merchantId: terminal.merchantId });
const agree = () => agreeToT0(world, { ...me(), ratePpm: 500n });
const seen = () => t0OverviewOf(world, terminal.merchantId);
const whyNot = async () => {
  const { decision } = await seen();
  return decision.refused ? decision.why.refusal.code : 'paid';
};
let stans = 0;
const sell = (amount = 10_000) => {
  stans += 1;
  return approvedSale(env, saleRequest(terminal, String(stans).padStart(6, '0'), { amount: fen(amount) }));
};
const quarter = () => env.clock.pass(15 * MINUTE_MS);
const waitingDue = () =>
  env.db.query<{ at: number }>(`SELECT at FROM platform.due WHERE kind = 't0-automatic' AND state = 'waiting'`);
const amounts = async () => (await listPayouts(env.db)).map((one) => one.amountFen);

describe('the surcharge', () => {
  it('is agreed to before anything is taken by whoever chose T+1, at the rate that was shown', async () => {
    await sell();
    quarter();
    expect(await whyNot()).toBe('settlement.t0_terms');
    expect(await agreeToT0(world, { ...me(), ratePpm: 100n })).toMatchObject({
      refusal: { code: 'settlement.t0_changed' },
    });
    await agree();
    expect(await askT0(world, { ...me(), surchargeFen: 5n, payFen: 9_935n })).toMatchObject({ refused: false });
  });

  it('was signed by whoever chose T+0, and is agreed to anew when the plan becomes dearer', async () => {
    await env.db.execute(`UPDATE merchants.merchant SET settlement = 't0' WHERE merchant_id = $1`, [
      terminal.merchantId,
    ]);
    await sell();
    quarter();
    expect(await whyNot()).toBe('paid');
    await env.db.execute(
      `INSERT INTO catalogue.price_plan (plan_id, effective_from, credit_ppm, debit_ppm, debit_cap_fen, t0_ppm) VALUES ('standard', '2026-11-24', 6000, 5000, 2000, 1000)`,
    );
    env.clock.set('2026-11-24T10:00:00+08:00');
    await sell();
    quarter();
    expect(await whyNot()).toBe('settlement.t0_terms');
    expect(await askT0(world, { ...me(), surchargeFen: 20n, payFen: 19_860n })).toMatchObject({
      refusal: { code: 'settlement.t0_terms' },
    });
  });

  it('that another sale has changed meanwhile takes nothing', async () => {
    await agree();
    await sell();
    quarter();
    await sell();
    quarter();
    expect(await askT0(world, { ...me(), surchargeFen: 5n, payFen: 9_935n })).toMatchObject({
      refusal: { code: 'settlement.t0_changed' },
    });
    expect(await amounts()).toEqual([]);
  });
});

describe('a merchant', () => {
  it('S52: of the strict pack waits ninety days, and asks for nothing in vain: its sale goes T+1', async () => {
    await switchPack(env.db, { pack: 'strict', from: civilDate('2026-11-23'), write: true });
    await agree();
    await sell();
    quarter();
    const { decision } = await seen();
    expect(decision).toMatchObject({
      refused: true,
      why: {
        refusal: { code: 'settlement.t0_not_yet', facts: { from: '2027-02-21', days: 90, normal: 30, traded: 1 } },
      },
    });
  });

  it('whose sale the rules would hold back does not outrun them: they look before it is paid', async () => {
    await agree();
    for (let i = 0; i < 3; i += 1) await sell(100_000); // one card, one amount, a round one: 50 points together
    quarter();
    expect(await whyNot()).toBe('paid'); // nobody has looked yet
    expect(await askT0(world, { ...me(), surchargeFen: 150n, payFen: 298_050n })).toMatchObject({
      refusal: { code: 'settlement.t0_on_hold' },
    });
    expect(await amounts()).toEqual([]);
  });

  it('whose sale is before a person gets no T+0, also for the others', async () => {
    await agree();
    const sale = await sell();
    quarter();
    await withTx(env, async (tx) => {
      const { caseId } = await openCaseOf(env, tx, terminal.merchantId);
      await addToCase(env, tx, {
        ...me(),
        caseId,
        sale: { transactionId: sale.transactionId, points: 50, delay: false, hits: [], actions: [] },
        delay: 'none',
        cardHash: '',
      });
    });
    expect(await whyNot()).toBe('settlement.t0_on_hold');
  });
});

describe('T+0 by itself', () => {
  it('is planned for the quarter of an hour, pays, and the next sale plans the next payout', async () => {
    await agree();
    await setAutomaticT0(world, { ...me(), automatic: true });
    await sell();
    expect(await planAutomaticT0(world)).toBe(1);
    expect((await waitingDue()).map((one) => isoText(instant(one.at)))).toEqual(['2026-11-23T02:15:00.000Z']);
    env.clock.pass(5 * MINUTE_MS);
    await sell();
    await planAutomaticT0(world);
    expect(await waitingDue()).toHaveLength(1); // the later sale does not push the first away
    expect((await waitingDue()).map((one) => isoText(instant(one.at)))).toEqual(['2026-11-23T02:15:00.000Z']);
    env.clock.set('2026-11-23T10:15:00+08:00');
    await payAutomaticT0(world, terminal.merchantId);
    expect(await amounts()).toEqual([9_935n]);
    expect((await waitingDue()).map((one) => isoText(instant(one.at)))).toEqual(['2026-11-23T02:20:00.000Z']);
    env.clock.set('2026-11-23T10:20:00+08:00');
    await payAutomaticT0(world, terminal.merchantId);
    await payAutomaticT0(world, terminal.merchantId);
    expect(await amounts()).toEqual([9_935n, 9_935n]);
    expect(await planAutomaticT0(world)).toBe(0);
  });

  it('at night waits for nine in the morning', async () => {
    await agree();
    await setAutomaticT0(world, { ...me(), automatic: true });
    env.clock.set('2026-11-23T21:50:00+08:00');
    await sell();
    await planAutomaticT0(world);
    expect((await waitingDue()).map((one) => isoText(instant(one.at)))).toEqual(['2026-11-24T01:00:00.000Z']);
  });

  it('is not switched on without a word on the surcharge, and switched off it pays nothing', async () => {
    expect(await setAutomaticT0(world, { ...me(), automatic: true })).toMatchObject({
      refusal: { code: 'settlement.t0_terms' },
    });
    await agree();
    await setAutomaticT0(world, { ...me(), automatic: true });
    await sell();
    await setAutomaticT0(world, { ...me(), automatic: false });
    quarter();
    await payAutomaticT0(world, terminal.merchantId);
    expect([await planAutomaticT0(world), await amounts()]).toEqual([0, []]);
  });

  it('pays what was sold before it was switched on', async () => {
    await agree();
    await sell();
    quarter();
    await setAutomaticT0(world, { ...me(), automatic: true });
    await planAutomaticT0(world);
    await payAutomaticT0(world, terminal.merchantId);
    expect(await amounts()).toEqual([9_935n]);
  });
});
