import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { liftFromWatch, listOnWatch, sharedWithMerchants, watchEntries, watchHits } from './index.ts';

let database: TestDatabase;
let env: TestEnv;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const number = { kind: 'id_number', value: '11010519491231002X' } as const;
const listed = { ...number, reason: '涉案', source: '本机构', by: 'stf_1' };

describe('the watch list', () => {
  it('knows a number by its keyed hash and shows only its last places', async () => {
    await listOnWatch(env, listed);
    expect(await watchHits(env, [number, { kind: 'phone', value: '13800138000' }])).toEqual(['id_number']);
    const rows = await env.db.query<{ whole: string }>('SELECT w::text AS whole FROM risk.watch_entry w');
    expect(rows[0]?.whole).not.toContain(number.value);
    expect((await watchEntries(env.db))[0]?.masked).toBe('****002X');
  });
  it('does not take a phone for an identity number that looks the same', async () => {
    expect(await watchHits(env, [{ kind: 'phone', value: number.value }])).toEqual([]);
  });
  it('takes a number as people write it, with spaces, dashes and a small x', async () => {
    await listOnWatch(env, { ...listed, kind: 'account', value: '6225 8802-1234 5678' });
    expect(await watchHits(env, [{ kind: 'account', value: '6225880212345678' }])).toEqual(['account']);
    expect(await liftFromWatch(env, { kind: 'account', value: '6225-8802-1234-5678', by: 'stf_2' })).toBe(true);
  });
  it('lets go of a number that is lifted, once, and takes it again', async () => {
    expect(await liftFromWatch(env, { ...number, by: 'stf_2' })).toBe(true);
    expect(await liftFromWatch(env, { ...number, by: 'stf_2' })).toBe(false);
    expect(await watchHits(env, [number])).toEqual([]);
    await listOnWatch(env, listed);
    expect(await watchHits(env, [number])).toEqual(['id_number']);
  });
});

describe('what an applicant shares with merchants that are there', () => {
  it('S14: counts merchants of the same person and the same account, and never the own one', async () => {
    const terminal = await buildTerminal(env); // merchants of the builder share person and account
    await buildTerminal(env);
    const own = await env.db.query<{ application_id: string }>(
      'SELECT application_id FROM merchants.applicant_directory WHERE merchant_id = $1',
      [terminal.merchantId],
    );
    const ask = (applicationId: string) =>
      sharedWithMerchants(env, {
        applicationId,
        idHash: 'h',
        creditCode: '914403001922038216',
        accountNumber: '6225880212345678',
      });
    expect(await ask('app_new')).toEqual({ persons: 2, micro: 2, companies: 0, accounts: 2 });
    expect(await ask(own[0]?.application_id ?? '')).toEqual({ persons: 1, micro: 1, companies: 0, accounts: 1 });
  });
});
