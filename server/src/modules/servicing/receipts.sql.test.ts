import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { civilDate } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { shareReceipt } from './index.ts';

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

let sent = 0;
const share = (change: Partial<Parameters<typeof shareReceipt>[2]> = {}) =>
  withTx(env, (tx) =>
    shareReceipt(env, tx, {
      merchantId: 'mer_1',
      transactionId: 'txn_1',
      requestKey: 'key-1',
      today: civilDate('2026-11-30'),
      limits: { ofSaleMax: 2, ofDayMax: 3 },
      send: () => Promise.resolve(`msg_${(sent += 1)}`),
      ...change,
    }),
  );

describe('a receipt by SMS', () => {
  it('is sent once for a request, also when it comes twice at once', async () => {
    const both = await Promise.all([share(), share()]);
    expect(both.map((one) => (one.refused ? '' : one.value)).toSorted()).toEqual(['send', 'sent_before']);
    expect(await share()).toMatchObject({ value: 'sent_before' });
    expect(sent).toBe(1);
  });

  it('goes to so many phones of one sale, and of one merchant a day, and not beyond', async () => {
    expect(await share({ requestKey: 'key-2' })).toMatchObject({ value: 'send' });
    expect(await share({ requestKey: 'key-3' })).toMatchObject({ refusal: { code: 'servicing.share_limit_sale' } });
    expect(await share({ requestKey: 'key-4', transactionId: 'txn_2' })).toMatchObject({ value: 'send' });
    const fifth = { requestKey: 'key-5', transactionId: 'txn_3' };
    expect(await share(fifth)).toMatchObject({ refusal: { code: 'servicing.share_limit_day' } });
    expect(await share({ ...fifth, today: civilDate('2026-12-01') })).toMatchObject({ value: 'send' });
    expect(await share({ ...fifth, merchantId: 'mer_2' })).toMatchObject({ value: 'send' });
  });
});
