import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  approvedSale,
  begun,
  buildTerminal,
  DAY,
  netOf,
  saleRequest,
  type BuiltTerminal,
} from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { fen } from '../kernel/fen.ts';
import { balanceDifferences, balancesOf, trialBalance } from '../modules/ledger/index.ts';
import { readHolidays } from '../modules/catalogue/index.ts';
import { caseDecisions, caseSales, listRiskCases } from '../modules/risk/index.ts';
import { closeDay, delaySale, linkCleared, moveDay, listPayouts, settleDay } from '../modules/settlement/index.ts';
import {
  approveFreeze,
  approveOther,
  beginFollower,
  reverseByTerminal,
  type CardTransaction,
} from '../modules/switching/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { decideRisk } from './risk-cases.ts';
import { screenDay, screenFresh, screenMerchant } from './screen-sales.ts';

let database: TestDatabase;
let env: TestEnv;
let world: World & { asked: string[] };
let terminal: BuiltTerminal;
const OWN = { pan: '6225750212345678', kind: 'credit', bankName: '招商银行', organisation: 'CUP' } as const;
const GUEST = { pan: '6225750212345686', kind: 'credit', bankName: '招商银行', organisation: 'CUP' } as const;
const AMOUNT = fen(888_800n);
const NET = netOf(AMOUNT);

beforeEach(async () => {
  database = await testDatabase({ poolMax: 8 });
  env = await testEnv(database, { now: '2026-11-23T02:00:00+08:00' });
  terminal = await buildTerminal(env);
  const asked: string[] = [];
  const registry = {
    fourElement: (of: { cardNumber: string }) => {
      asked.push(of.cardNumber);
      return Promise.resolve({ kind: 'match' as const });
    },
  };
  world = { ...env, registry, site: { publicUrl: 'https://pay.example' }, asked } as unknown as typeof world;
  await depositOn(OWN);
});
afterEach(async () => {
  expect([(await trialBalance(env.db)).totalFen, await balanceDifferences(env.db)]).toEqual([0n, []]);
  await env.close();
  await database.close();
});

/** The deposit was frozen on this card. */
async function depositOn(card: typeof OWN | typeof GUEST): Promise<void> {
  const freeze = await begun(
    env,
    saleRequest(terminal, '000900', { kind: 'deposit_freeze', amount: fen(9_900), card, messageClass: '0100' }),
  );
  await withTx(env, (tx) => approveFreeze(env, tx, freeze, { authCode: '123456', answer: Buffer.from('approved') }));
  await env.db.execute(
    `INSERT INTO deposits.deposit (merchant_id, deposit_id, terminal_id, amount_fen, terms, state, transaction_id, quoted_at)
     VALUES ($1, 'dep_1', $2, 9900, '{}', 'frozen', $3, '2026-11-20T00:00:00Z')`,
    [terminal.merchantId, terminal.terminalId, freeze.transactionId],
  );
}

let stan = 0;
const sold = (some: Parameters<typeof saleRequest>[2] = {}): Promise<CardTransaction> => {
  stan += 1;
  return approvedSale(
    env,
    saleRequest(terminal, String(stan).padStart(6, '0'), { amount: AMOUNT, card: OWN, ...some }),
  );
};
const balances = () => balancesOf(env.db, terminal.merchantId);
const screen = () => screenMerchant(world, terminal.merchantId);
const onlyCase = async () => {
  const [found, ...others] = await listRiskCases(env.db);
  if (found === undefined || others.length > 0)
    throw new Error(`${others.length + (found === undefined ? 0 : 1)} cases`);
  return found;
};
const decide = async (decision: 'keep' | 'release' | 'confirm', by: string) =>
  decideRisk(world, { ...(await onlyCase()), decision, reason: '核实过', by });

async function settled(sales: readonly CardTransaction[]): Promise<bigint[]> {
  const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };
  await closeDay(env, DAY, schedule, await readHolidays(env.db));
  await withTx(env, async (tx) => {
    await linkCleared(tx, { date: DAY, fileName: 'f', sales });
    await moveDay(tx, DAY, { from: 'closed', to: 'cleared', networkNetFen: 1n });
    await moveDay(tx, DAY, { from: 'cleared', to: 'funded' });
  });
  await settleDay(env, DAY);
  return (await listPayouts(env.db)).map((one) => one.amountFen);
}

describe('screening', () => {
  it('finds the own card at night, opens one case, and holds those sales and no other', async () => {
    await sold();
    await screen();
    expect(await balances()).toMatchObject({ 'm:pending': NET }); // one is worth a look, and no more
    expect(await onlyCase()).toMatchObject({ state: 'open', saleCount: 1, delayedCount: 0, points: 70 });
    await sold();
    await sold({ card: GUEST });
    await screen();
    await screen();
    expect(await balances()).toMatchObject({ 'm:pending': NET, 'm:frozen': 2n * NET });
    expect(await onlyCase()).toMatchObject({ saleCount: 2, delayedCount: 2 });
    expect(await env.emitted('risk.case_moved')).toHaveLength(2);
    expect(await env.enqueued('send-message')).toHaveLength(1);
  });

  it('says of each sale which version of which rule hit it', async () => {
    for (let n = 0; n < 4; n += 1) await sold();
    await screen();
    const sales = await caseSales(env.db, await onlyCase());
    expect(sales).toHaveLength(4);
    expect(sales[0]?.hits.map((hit) => `${hit.rule} ${hit.version}`)).toEqual([
      'own_card 1',
      'own_card_again 1',
      'amount_repeats 1',
      'card_repeats 1',
      'night 1',
    ]);
  });

  it('takes the newest version of a rule that has taken effect', async () => {
    const owner = database.ownerUrl;
    const { Client } = await import('pg');
    const client = new Client({ connectionString: owner });
    await client.connect();
    await client.query(
      `INSERT INTO risk.rule SELECT rule, 2, kind, 0, parameters, '2026-11-01', source FROM risk.rule WHERE rule = 'own_card';
       INSERT INTO risk.rule SELECT rule, 3, kind, 90, parameters, '2026-12-01', source FROM risk.rule WHERE rule = 'own_card' AND version = 1`,
    );
    await client.end();
    await sold();
    await screen();
    expect(await listRiskCases(env.db)).toEqual([]);
  });

  it('ignores the test sale, the freeze of the deposit and small amounts', async () => {
    await sold({ kind: 'test_sale' });
    for (let n = 0; n < 4; n += 1) await sold({ amount: fen(100) });
    for (let n = 0; n < 4; n += 1) await sold({ kind: 'test_sale' });
    await screen();
    expect(await listRiskCases(env.db)).toEqual([]);
  });

  it('asks the register once whose a card is that keeps coming back', async () => {
    for (let n = 0; n < 3; n += 1) await sold({ card: GUEST });
    await env.db.execute(`UPDATE merchants.merchant SET applicant_id = 'apl_nobody'`);
    await screen();
    expect(world.asked).toEqual([]); // nobody is known to ask about
    expect(await env.db.query('SELECT holder FROM risk.card_holder')).toEqual([{ holder: 'unknown' }]);
  });

  it('is asked for after a fresh approval and again at the end of the day, for whoever sold enough', async () => {
    await sold({ amount: fen(99_999) });
    expect(await screenFresh(world)).toBe(0);
    await sold();
    env.clock.pass(1_000);
    expect(await screenFresh(world)).toBe(1);
    env.clock.pass(60_000);
    expect(await screenFresh(world)).toBe(1); // an approval may be committed a moment after its instant: once more
    env.clock.pass(60_000);
    expect(await screenFresh(world)).toBe(0);
    await screenDay(world, DAY);
    expect(await env.enqueued('screen-sales')).toEqual([
      { queue: 'screen-sales', data: { merchantId: terminal.merchantId } },
      { queue: 'screen-sales', data: { merchantId: terminal.merchantId } },
      { queue: 'screen-sales', data: { merchantId: terminal.merchantId, whole: true } },
    ]);
  });
});

describe('money that waits', () => {
  it('is left out of its day, and paid with the next once it is released', async () => {
    const sales = [await sold(), await sold(), await sold({ card: GUEST, amount: fen(50_000) })];
    await screen();
    expect(await settled(sales)).toEqual([netOf(fen(50_000))]);
    expect(await balances()).toMatchObject({ 'm:pending': 0n, 'm:frozen': 2n * NET });
    expect((await decide('release', 'stf_1')).refused).toBe(false);
    expect(await balances()).toMatchObject({ 'm:frozen': 0n, 'm:avail': 2n * NET });
    env.clock.set('2026-11-24T10:00:00+08:00');
    await env.db.query(
      `INSERT INTO settlement.day (business_date, state, closed_at, sale_count, gross_fen, pay_date, estimated) VALUES ('2026-11-24', 'funded', $1, 0, 0, '2026-11-25', false)`,
      ['2026-11-24T23:00:00+08:00'],
    );
    await settleDay(env, '2026-11-24' as typeof DAY);
    expect((await listPayouts(env.db)).map((one) => one.amountFen)).toEqual([2n * NET, netOf(fen(50_000))]);
    expect(await balances()).toMatchObject({ 'm:avail': 0n, 'm:payout': 2n * NET + netOf(fen(50_000)) });
  });

  it('that is released before its day is settled is paid with its day', async () => {
    const sales = [await sold(), await sold()];
    await screen();
    await decide('release', 'stf_1');
    expect(await balances()).toMatchObject({ 'm:pending': 2n * NET, 'm:frozen': 0n });
    expect(await settled(sales)).toEqual([2n * NET]);
    await screen(); // what was proved right stays so
    expect(await onlyCase()).toMatchObject({ state: 'released' });
  });

  it('of a sale that is paid out already cannot be held, and the case says so', async () => {
    const sales = [await sold(), await sold()];
    expect(await settled(sales)).toEqual([2n * NET]);
    await screen();
    expect((await caseSales(env.db, await onlyCase())).map((one) => one.delay)).toEqual(['missed', 'missed']);
  });

  it('of a sale that is voided thaws with the void, and waits again when the void is taken back', async () => {
    const sale = await sold();
    await sold();
    await screen();
    stan += 1;
    const step = await beginFollower(env, {
      ...saleRequest(terminal, String(stan).padStart(6, '0'), { amount: AMOUNT, card: OWN }),
      kind: 'sale_void',
      find: { rrn: sale.rrn, terminalNo: sale.terminalNo, batchNo: sale.batchNo, stan: sale.stan },
      rules: { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 },
    });
    if (step.kind !== 'begun') throw new Error(step.kind);
    await approveOther(env, env.db, step.transaction, { authCode: '1', answer: null, expiresAt: env.clock.now() });
    expect(await balances()).toMatchObject({ 'm:pending': 0n, 'm:frozen': NET });
    await withTx(env, (tx) =>
      reverseByTerminal(env, tx, {
        merchantId: terminal.merchantId,
        terminalNo: terminal.terminalNo,
        messageClass: '0200',
        batchNo: step.transaction.batchNo,
        stan: step.transaction.stan,
        businessDate: DAY,
        amount: AMOUNT,
        reason: '98',
      }),
    );
    expect(await balances()).toMatchObject({ 'm:pending': NET, 'm:frozen': NET });
    await screen();
    expect(await balances()).toMatchObject({ 'm:pending': 0n, 'm:frozen': 2n * NET });
  });

  it('is delayed once however often it is asked for, also at once', async () => {
    const sale = await sold();
    const delay = () =>
      withTx(env, (tx) =>
        delaySale(env, tx, {
          merchantId: terminal.merchantId,
          transactionId: sale.transactionId,
          reference: 'rsk_1',
          date: DAY,
        }),
      );
    expect(await Promise.all([delay(), delay(), delay(), delay()])).toEqual([
      'delayed',
      'delayed',
      'delayed',
      'delayed',
    ]);
    expect(await balances()).toMatchObject({ 'm:pending': 0n, 'm:frozen': NET });
  });
});

/** What counts for the target of the deposit. */
const counted = async (): Promise<bigint> => {
  const rows = await env.db.query<{ fen: bigint }>(
    'SELECT coalesce(sum(amount_fen), 0)::bigint AS fen FROM switching.v_counted_sale WHERE merchant_id = $1',
    [terminal.merchantId],
  );
  return rows[0]?.fen ?? -1n;
};

describe('a decision', () => {
  it('against the merchant takes two people; the money stays, and the sales count for nothing', async () => {
    await sold();
    await sold();
    await screen();
    expect(await decide('confirm', 'stf_1')).toMatchObject({ value: 'pending_confirm' });
    expect(await decide('confirm', 'stf_1')).toMatchObject({ refusal: { code: 'risk.second_person' } });
    expect(await counted()).toBe(2n * AMOUNT);
    expect(await decide('confirm', 'stf_2')).toMatchObject({ value: 'confirmed' });
    expect(await counted()).toBe(0n);
    expect(await balances()).toMatchObject({ 'm:frozen': 2n * NET });
    expect((await caseDecisions(env.db, await onlyCase())).map((one) => `${one.decision} ${one.by}`)).toEqual([
      'propose_confirm stf_1',
      'confirm stf_2',
    ]);
    expect(await decide('release', 'stf_1')).toMatchObject({ value: 'released' });
    expect(await balances()).toMatchObject({ 'm:pending': 2n * NET, 'm:frozen': 0n });
  });
});
