import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { changeProfile } from './commands/change-facts.ts';
import { merchantsByName, nameEarlierMerchants } from './index.ts';

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

const names = async (typed: string) => (await merchantsByName(env.db, typed)).map((one) => one.name);
const named = async (name: string): Promise<string> => {
  const { merchantId } = await buildTerminal(env);
  await withTx(env, (tx) => changeProfile(tx, { merchantId, name, mcc: '5812' }));
  return merchantId;
};

describe('a search for a merchant', () => {
  it('finds it by characters, pinyin and first letters of any part, and by its new name alone once it is renamed', async () => {
    const merchantId = await named('晓梅烤冷面');
    for (const typed of ['烤冷', 'kaoleng', 'klm']) expect(await names(typed)).toEqual(['晓梅烤冷面']);
    await withTx(env, (tx) => changeProfile(tx, { merchantId, name: '小王水果', mcc: '5411' }));
    expect(await names('klm')).toEqual([]);
    expect(await names('shuiguo')).toEqual(['小王水果']);
  });

  it('takes in merchants that were there before, once', async () => {
    const merchantId = await named('老字号茶庄');
    await env.db.execute('DELETE FROM merchants.name_key WHERE merchant_id = $1', [merchantId]);
    expect(await names('茶庄')).toEqual([]);
    expect(await nameEarlierMerchants(env)).toBeGreaterThan(0);
    expect(await nameEarlierMerchants(env)).toBe(0);
    expect(await names('茶庄')).toEqual(['老字号茶庄']);
  });

  it('of nothing but marks finds nothing, and what looks like a pattern is no pattern', async () => {
    expect(await names('··')).toEqual([]);
    expect(await names('%')).toEqual([]);
    expect(await names('_')).toEqual([]);
  });

  it('walks the index and not the names', async () => {
    const plan = await env.db.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT merchant_id FROM merchants.name_key WHERE key >= 'klm' AND key < 'klm\u{10FFFF}'`,
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/name_key_pkey/);
  });
});
