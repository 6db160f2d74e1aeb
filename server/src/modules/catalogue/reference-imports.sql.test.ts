/** Reference data come in as files: whole or not at all, shown before, put in force by two people. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { civilDate } from '../../kernel/instant.ts';
import {
  applyReference,
  beginReference,
  calendarOf,
  cardOf,
  completeReference,
  coverageOf,
  differencesOf,
  findBranches,
  moveReference,
  readHolidays,
  readTrades,
  referenceFaults,
  referenceImportOf,
  takeReference,
  tradeOf,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: '2026-12-10T10:00:00+08:00' });
});
afterAll(async () => {
  await env.close();
  await database.close();
});

type Kind = Parameters<typeof beginReference>[1]['kind'];
const begin = (kind: Kind, by = 'a'): Promise<string> =>
  beginReference(env, { kind, by, fileName: `${kind}.csv`, source: '国办发明电' });
const take = async (importId: string, text: string, firstLine = 2): Promise<string> => {
  const taken = await takeReference(env, { importId, by: 'a', text, firstLine });
  return taken.refused ? taken.refusal.code : `${taken.value.lines}/${taken.value.faults}`;
};
const complete = async (importId: string): Promise<string> => {
  const done = await completeReference(env, { importId, by: 'a' });
  return done.refused ? done.refusal.code : 'proposed';
};
const move = async (importId: string, event: 'approve' | 'refuse' | 'withdraw', by: string): Promise<string> => {
  const done = await moveReference(env, { importId, event, by, reason: '已核对原件' });
  return done.refused ? done.refusal.code : done.value;
};
/** Brings a file, has it approved and put in force. */
async function putInForce(kind: Kind, text: string): Promise<string> {
  const importId = await begin(kind);
  await take(importId, text);
  expect([await complete(importId), await move(importId, 'approve', 'b')]).toEqual(['proposed', 'approved']);
  await applyReference(env, importId);
  return importId;
}

describe('a calendar', () => {
  it('of next year makes the year covered once a second person has approved, and not before', async () => {
    const importId = await begin('calendar');
    await take(importId, 'day,kind\n2027-02-08,off\n2027-02-14,work\n');
    expect(await complete(importId)).toBe('proposed');
    expect(await move(importId, 'approve', 'a')).toBe('catalogue.import_second_person');
    expect((await readHolidays(env.db)).coverageTo).toBe('2026-12-31');
    expect(await move(importId, 'approve', 'b')).toBe('approved');
    await applyReference(env, importId);
    const table = await readHolidays(env.db);
    expect([table.coverageTo, table.off.has('2027-02-08'), table.work.has('2027-02-14')]).toEqual([
      '2027-12-31',
      true,
      true,
    ]);
    expect((await calendarOf(env.db, 2027)).source).toBe('国办发明电');
    expect(await referenceImportOf(env.db, importId)).toMatchObject({ state: 'applied', lines: 2, fresh: 2 });
  });

  it('that leaves out a day takes it away, and says so before', async () => {
    const importId = await begin('calendar');
    await take(importId, 'day,kind\n2027-02-08,off\n2027-02-09,off\n');
    await complete(importId);
    expect(await differencesOf(env.db, importId, 'calendar')).toEqual([
      { lineNo: 3, key: '2027-02-09', before: undefined, after: 'off' },
      { lineNo: 0, key: '2027-02-14', before: 'work', after: undefined },
    ]);
    expect(await referenceImportOf(env.db, importId)).toMatchObject({ fresh: 1, same: 1, gone: 1, other: 0 });
    expect(await move(importId, 'withdraw', 'a')).toBe('withdrawn');
    expect(await differencesOf(env.db, importId, 'calendar')).toEqual([]);
  });

  it('does not change a day that has begun, not even where it had not when it was brought', async () => {
    const past = await begin('calendar');
    await take(past, 'day,kind\n2026-01-01,off\n');
    expect(await complete(past)).toBe('catalogue.calendar_past');
    const soon = await begin('calendar');
    const days = [...(await calendarOf(env.db, 2026)).days, { day: '2026-12-11', kind: 'off' }];
    await take(soon, `day,kind\n${days.map((one) => `${one.day},${one.kind}`).join('\n')}\n`);
    expect(await complete(soon)).toBe('proposed');
    env.clock.set('2026-12-11T00:00:01+08:00');
    expect(await move(soon, 'approve', 'b')).toBe('catalogue.calendar_past');
    expect(await move(soon, 'refuse', 'b')).toBe('refused');
    env.clock.set('2026-12-10T10:00:00+08:00');
  });

  it('raises its alarm sixty days before it ends', () => {
    const covered = civilDate('2026-12-31');
    expect(coverageOf(covered, civilDate('2026-11-01'))).toEqual({ daysLeft: 60, alarm: false });
    expect(coverageOf(covered, civilDate('2026-11-02'))).toEqual({ daysLeft: 59, alarm: true });
    expect(coverageOf(covered, civilDate('2027-03-01'))).toEqual({ daysLeft: 0, alarm: true });
  });
});

describe('a file with wrong lines', () => {
  it('says which and what, and nothing of it comes in force', async () => {
    const importId = await begin('calendar');
    const text = [
      'day,kind',
      '2028-01-03,off',
      '2028-13-03,off',
      '2028-01-01,off',
      '2028-01-04,free',
      '2028-01-03,off',
      '2029-01-05,off',
      '2028-01-06,off,x',
    ].join('\n');
    expect(await take(importId, text)).toBe('7/4');
    expect(await complete(importId)).toBe('catalogue.import_faulty');
    expect((await referenceFaults(env.db, importId)).map((one) => [one.lineNo, one.fault])).toEqual([
      [3, 'day_invalid'],
      [4, 'day_needless'],
      [5, 'kind_invalid'],
      [6, 'twice'],
      [7, 'other_year'],
      [8, 'columns_wrong'],
    ]);
    expect((await calendarOf(env.db, 2028)).source).toBeUndefined();
  });

  it.each<[Kind, string, string]>([
    ['bin', 'prefix,card_length,card_kind,bank_name,organisation\n62a,16,debit,甲,CUP', 'prefix_invalid'],
    ['bin', 'prefix,card_length,card_kind,bank_name,organisation\n622588,20,debit,甲,CUP', 'length_invalid'],
    ['bin', 'prefix,card_length,card_kind,bank_name,organisation\n622588,16,both,甲,CUP', 'card_kind_invalid'],
    ['bin', 'prefix,card_length,card_kind,bank_name,organisation\n622588,16,debit,,CUP', 'name_missing'],
    ['bin', 'prefix,card_length,card_kind,bank_name,organisation\n622588,16,debit,甲,cup', 'organisation_invalid'],
    ['trade', 'code,zh,en\n581,餐饮,Food', 'code_invalid'],
    ['trade', 'code,zh,en,gone\n5812,餐饮,Food,yes', 'gone_invalid'],
    ['branch', 'branch_code,bank_name,branch_name,city\n308331012345,甲,乙,999999', 'city_unknown'],
  ])('of kind %s is told %s', async (kind, text, fault) => {
    const importId = await begin(kind);
    expect(await take(importId, text)).toBe('1/1');
    expect((await referenceFaults(env.db, importId))[0]?.fault).toBe(fault);
  });

  it('that cannot be read at all is refused with the line, and one without lines as empty', async () => {
    const importId = await begin('trade');
    expect(await take(importId, 'mcc,zh,en\n5812,餐饮,Food')).toBe('catalogue.import_unreadable');
    expect(await take(importId, 'code,zh,en\n5812,"餐饮,Food', 40)).toBe('catalogue.import_unreadable');
    expect(await complete(importId)).toBe('catalogue.import_empty');
    expect(await take(importId, 'code,zh,en\n5812,餐饮,Food', 2_003)).toBe('catalogue.import_too_long');
  });
});

describe('issuers, trades and branches', () => {
  it('are added, changed and taken away by one file, which may come in packages and twice', async () => {
    const importId = await begin('bin');
    const header = 'prefix,card_length,card_kind,bank_name,organisation,gone';
    expect(
      await take(importId, `${header}\n499911,16,credit,Harbour Bank,VIS,1\n499922,16,debit,港湾银行,VIS,\n`),
    ).toBe('2/0');
    const second = `${header}\n699999,19,debit,新银行,CUP,0\n`;
    expect([await take(importId, second, 4), await take(importId, second, 4)]).toEqual(['3/0', '3/0']);
    expect(await complete(importId)).toBe('proposed');
    expect(await referenceImportOf(env.db, importId)).toMatchObject({ fresh: 1, other: 1, gone: 1, same: 0 });
    await move(importId, 'approve', 'b');
    await applyReference(env, importId);
    await applyReference(env, importId); // a job may run twice
    expect(await cardOf(env.db, '4999110000000000')).toBeUndefined();
    expect((await cardOf(env.db, '4999220000000000'))?.bankName).toBe('港湾银行');
    expect((await cardOf(env.db, '6999990000000000000'))?.kind).toBe('debit');
  });

  it('a trade that is gone is offered no more and keeps its name', async () => {
    await putInForce('trade', 'code,zh,en,gone\n5812,餐饮,Eating places,1\n9999,其他服务,Other services,\n');
    const codes = (await readTrades(env.db)).map((one) => one.code);
    expect([codes.includes('5812'), codes.includes('9999')]).toEqual([false, true]);
    expect((await tradeOf(env.db, '5812'))?.zh).toContain('餐饮');
  });

  it('a branch is found by its first letters as soon as its file is in force', async () => {
    const rows = Array.from(
      { length: 12_000 },
      (_one, i) => `9${String(i).padStart(11, '0')},甲银行,杭州第${i}支行,330100`,
    );
    const importId = await begin('branch');
    await take(importId, `branch_code,bank_name,branch_name,city\n${rows.join('\n')}\n`);
    await complete(importId);
    await move(importId, 'approve', 'b');
    await applyReference(env, importId);
    expect(await referenceImportOf(env.db, importId)).toMatchObject({
      state: 'applied',
      doneLine: 12_001,
      fresh: 12_000,
    });
    expect((await findBranches(env.db, { words: 'hzd zh'.split(' ')[0] ?? '' })).length).toBeGreaterThan(0);
  });

  it('a file that says what is in force already is not put before anybody', async () => {
    const importId = await begin('trade');
    await take(importId, 'code,zh,en\n9999,其他服务,Other services\n');
    expect(await complete(importId)).toBe('catalogue.import_nothing_new');
  });

  it('is decided once, and not by whoever does not bring it', async () => {
    const importId = await begin('trade');
    await take(importId, 'code,zh,en\n9998,新类别,New trade\n');
    expect(await completeReference(env, { importId, by: 'c' })).toMatchObject({
      refusal: { code: 'catalogue.import_unknown' },
    });
    await complete(importId);
    expect(await take(importId, 'code,zh,en\n9997,别的,Other\n')).toBe('catalogue.import_closed');
    expect(await move(importId, 'withdraw', 'b')).toBe('catalogue.import_not_yours');
    const both = await Promise.all([move(importId, 'approve', 'b'), move(importId, 'refuse', 'c')]);
    expect(both.filter((one) => one === 'catalogue.import_closed')).toHaveLength(1);
    expect(await move('imp_none', 'approve', 'b')).toBe('catalogue.import_unknown');
  });

  it('the one that was begun before and left is dropped with its lines', async () => {
    const first = await begin('bin');
    await take(first, 'prefix,card_length,card_kind,bank_name,organisation\n1,16,debit,甲,CUP\n');
    await begin('bin');
    expect((await referenceImportOf(env.db, first))?.state).toBe('dropped');
    expect(await referenceFaults(env.db, first)).toEqual([]);
  });
});
