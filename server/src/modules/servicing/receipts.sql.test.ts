import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dueAt } from '../../platform/due.ts';
import { civilDate, dateInShanghai, shanghaiInstant } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { archiveRequestsAmong, askArchive, closeArchived, openArchived, shareReceipt } from './index.ts';

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

describe('a receipt out of the archive', () => {
  const today = civilDate('2026-11-23');
  const ask = (change: Partial<Parameters<typeof askArchive>[2]> = {}) =>
    withTx(env, (tx) =>
      askArchive(env, tx, {
        merchantId: 'mer_a',
        transactionId: 'txn_1',
        reason: 'customer',
        today: dateInShanghai(env.clock.now()),
        answerMinutes: 10,
        aDayMax: 2,
        ...change,
      }),
    );
  const requests = () =>
    env.db.query<{ request_id: string; state: string }>(
      `SELECT request_id, state FROM servicing.archive_request WHERE merchant_id = 'mer_a' ORDER BY request_id`,
    );

  it('is asked for once however often it is pressed, with a time by which it is there', async () => {
    const [first, again] = await Promise.all([ask(), ask()]);
    expect(first).toEqual(again);
    expect(first).toMatchObject({ value: { readyBy: env.clock.now() + 600_000 } });
    expect(await requests()).toHaveLength(1);
  });

  it('is readable for its days, ends by a row that is due, and may be asked for again', async () => {
    const requestId = (await requests())[0]?.request_id ?? '';
    const open = () => withTx(env, (tx) => openArchived(env, tx, { merchantId: 'mer_a', requestId, today, days: 30 }));
    await open();
    await open(); // the job may run twice
    expect((await archiveRequestsAmong(env.db, 'mer_a', ['txn_1'])).get('txn_1')).toMatchObject({
      state: 'readable',
      readableTo: '2026-12-23',
    });
    expect(await dueAt(env.db, 'end-archived', requestId)).toBe(shanghaiInstant(civilDate('2026-12-24'), '00:00'));
    await withTx(env, (tx) => closeArchived(env, tx, { merchantId: 'mer_a', requestId }));
    expect((await archiveRequestsAmong(env.db, 'mer_a', ['txn_1'])).size).toBe(0);
    expect((await ask()).refused).toBe(false);
    expect(await requests()).toHaveLength(2);
  });

  it('is refused beyond so many a day', async () => {
    expect(await ask({ transactionId: 'txn_2' })).toMatchObject({ refusal: { code: 'servicing.archive_limit' } });
    expect((await ask({ transactionId: 'txn_2', merchantId: 'mer_b' })).refused).toBe(false);
  });
});
