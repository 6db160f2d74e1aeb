import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../testing/database.ts';
import { civilDate } from '../../kernel/instant.ts';
import { nextWorkingDay } from '../../kernel/working-days.ts';
import { cardOf, readIssuers, deviceTerms, pricePlanOn, readHolidays, readPolicy } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe('the default pack', () => {
  it('S51: has the calendar from which the golden pay dates come', async () => {
    const table = await readHolidays(database.db);
    const pays = ['2026-09-30', '2026-02-13', '2026-02-14', '2026-05-08', '2026-05-09', '2026-12-31'].map((date) =>
      nextWorkingDay(civilDate(date), table),
    );
    expect(pays.map((pay) => pay.date)).toEqual([
      '2026-10-08',
      '2026-02-14',
      '2026-02-24',
      '2026-05-09',
      '2026-05-11',
      '2027-01-04',
    ]);
    expect(pays.map((pay) => pay.estimated)).toEqual([false, false, false, false, false, true]);
  });

  it('has the deposits as they are published: 99 and 299 yuan, 100,000 in 180 days', async () => {
    expect(await deviceTerms(database.db, 'esign_pos', civilDate('2026-11-30'))).toMatchObject({
      depositFen: 9_900n,
      targetFen: 10_000_000n,
      targetDays: 180,
    });
    expect(await deviceTerms(database.db, 'smart_pos', civilDate('2026-11-30'))).toMatchObject({ depositFen: 29_900n });
  });

  it('gives every parameter a unit and a source', async () => {
    const bare = await database.db.query(`SELECT name FROM catalogue.policy_parameter WHERE unit = '' OR source = ''`);
    expect(bare).toEqual([]);
  });
});

describe('a dated rule', () => {
  it('takes over on its day and not before; nothing in force is a bug that names the parameter', async () => {
    await database.db.execute(
      `INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES ('identity.age_min', '2027-01-01', '20', 'years', 'a test')`,
    );
    const ageOn = async (date: string) => (await readPolicy(database.db, civilDate(date))).number('identity.age_min');
    expect([await ageOn('2026-12-31'), await ageOn('2027-01-01'), await ageOn('2028-01-01')]).toEqual([18, 20, 20]);
    const early = await readPolicy(database.db, civilDate('2025-12-31'));
    expect(() => early.number('identity.age_min')).toThrow(/identity.age_min on 2025-12-31/);
    const policy = await readPolicy(database.db, civilDate('2026-11-23'));
    expect(() => policy.text('no.such')).toThrow(/no.such/);
  });

  it('S57: a price plan raised later leaves the trades of the days before on the old one', async () => {
    await database.db.execute(
      `INSERT INTO catalogue.price_plan (plan_id, effective_from, credit_ppm, debit_ppm, debit_cap_fen, t0_ppm) VALUES ('standard', '2026-12-23', 6500, 5000, 2500, 500)`,
    );
    expect([
      (await pricePlanOn(database.db, 'standard', civilDate('2026-12-22'))).creditPpm,
      (await pricePlanOn(database.db, 'standard', civilDate('2026-12-23'))).creditPpm,
    ]).toEqual([6_000n, 6_500n]);
  });
});

describe('the issuer table', () => {
  it('S11: knows a card by its longest prefix and its length, and says nothing of one it does not know', async () => {
    await database.db.execute(
      `INSERT INTO catalogue.bin (prefix, card_length, card_kind, bank_name) VALUES ('62257599', 16, 'debit', '招商银行')`,
    );
    expect(await cardOf(database.db, '6225750212345678')).toEqual({
      kind: 'credit',
      bankName: '招商银行',
      organisation: 'CUP',
    });
    expect(await cardOf(database.db, '6225759912345678')).toEqual({
      kind: 'debit',
      bankName: '招商银行',
      organisation: 'CUP',
    });
    for (const of of [cardOf.bind(undefined, database.db), await readIssuers(database.db)])
      expect(await of('4999112345678904')).toEqual({ kind: 'credit', bankName: 'Harbour Bank', organisation: 'VIS' });
    expect(await cardOf(database.db, '62257502123456789')).toBeUndefined();
    expect(await cardOf(database.db, '9999990212345678')).toBeUndefined();
  });
});
