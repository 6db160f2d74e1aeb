/** Long lists of the console over a database: every row once, the newest first, and filters that find what they name. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fen } from '../kernel/fen.ts';
import { civilDate, instant, isoText, parseIso } from '../kernel/instant.ts';
import { forgetView, savedViewsOf, saveView } from '../modules/identity/index.ts';
import { countMerchants, listMerchants } from '../modules/merchants/index.ts';
import { countMessages, countUndelivered, listMessages, queueMessage } from '../modules/notifications/index.ts';
import {
  countTransactions,
  declineTransaction,
  lastSales,
  listTransactions,
  type CardTransaction,
  type TransactionsAsked,
} from '../modules/switching/index.ts';
import {
  countShipments,
  countTerminals,
  createShipment,
  listShipments,
  listTerminals,
  recordShipmentStep,
} from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { Place } from '../platform/postgres/backwards.ts';
import { approvedSale, begun, buildTerminal, saleRequest, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';

let database: TestDatabase;
let env: TestEnv;
let terminals: BuiltTerminal[];
const made: CardTransaction[] = [];

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  terminals = [await buildTerminal(env), await buildTerminal(env), await buildTerminal(env)];
  const [first, second] = terminals as [BuiltTerminal, BuiltTerminal];
  for (let n = 1; n <= 12; n += 1)
    made.push(
      await approvedSale(
        env,
        saleRequest(n % 3 === 0 ? second : first, String(n).padStart(6, '0'), {
          amount: fen(10_000 + n),
          businessDate: civilDate(n <= 6 ? '2026-11-22' : '2026-11-23'),
        }),
      ),
    );
  const refused = await begun(env, saleRequest(first, '000099'));
  await declineTransaction(env, refused, { code: '51', answer: Buffer.from('no') });
  await withTx(env, async (tx) => {
    for (const purpose of ['payout', 'payout', 'price'] as const)
      await queueMessage(env, tx, { purpose, phone: '13800138000', text: '一', subject: 'applicant:a' });
  });
  await env.db.execute(`UPDATE notifications.message SET state = 'undelivered' WHERE purpose = 'price'`);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

/** Every page of a list. */
async function whole<Row>(
  page: (before: Place | undefined) => Promise<{ rows: Row[]; next: Place | undefined }>,
): Promise<Row[]> {
  const all: Row[] = [];
  for (let before: Place | undefined, n = 0; n < 100; n += 1) {
    const found = await page(before);
    all.push(...found.rows);
    if (found.next === undefined) return all;
    before = found.next;
  }
  throw new Error('a list without an end');
}

const transactions = (filter: TransactionsAsked, size = 4) =>
  whole((before) =>
    listTransactions(env.db, { filter, before, size, now: env.clock.now(), wallMs: () => env.wall.now() }),
  );
const stans = async (filter: TransactionsAsked) => (await transactions(filter)).map((one) => one.stan).toSorted();

describe('transactions of everybody', () => {
  it('come page by page, each once, though all were made in one instant', async () => {
    const all = await transactions({});
    expect([all.length, new Set(all.map((one) => one.transactionId)).size]).toEqual([13, 13]);
  });
  it('of one merchant are the same rows by its own index', async () => {
    const merchantIds = [terminals[1]?.merchantId ?? ''];
    expect(await stans({ merchantIds })).toEqual(['000003', '000006', '000009', '000012']);
    expect(await stans({ merchantIds: [] })).toEqual([]);
  });
  it.each([
    [{ state: 'declined' }, 1],
    [{ responseCode: '51' }, 1],
    [{ kind: 'refund' }, 0],
    [{ paidWith: 'qr' }, 0],
    [{ cardTail: '0000' }, 0],
    [{ terminalNo: 'nobody' }, 0],
  ] as const)('with %o: %i', async (filter, count) => {
    expect((await stans(filter)).length).toBe(count);
    expect(await countTransactions(env.db, { ...filter, from: civilDate('2026-01-01') }, 100)).toBe(count);
  });
  it('are found by a reference number and by its end', async () => {
    const rrn = made[3]?.rrn ?? '';
    expect([await stans({ rrn }), await stans({ rrn: rrn.slice(-8) })]).toEqual([['000004'], ['000004']]);
  });
});

describe('merchants', () => {
  const merchants = (filter: object, size = 2) =>
    whole(async (before) => {
      const rows = await listMerchants(env, { filter, before, most: size + 1 });
      const page = rows.slice(0, size);
      const last = page.at(-1);
      const next =
        rows.length > size && last !== undefined ? { at: parseIso(last.createdAt), id: last.merchantId } : undefined;
      return { rows: page, next };
    });
  it('come page by page, each once; by state, by id and by the day they were made', async () => {
    expect(new Set((await merchants({})).map((one) => one.merchantId)).size).toBe(3);
    expect((await merchants({ state: 'closed' })).length).toBe(0);
    expect((await merchants({ merchantIds: [terminals[0]?.merchantId ?? ''] })).length).toBe(1);
    expect((await merchants({ until: instant(0) })).length).toBe(0);
    expect([await countMerchants(env.db, {}, 2), await countMerchants(env.db, {}, 10)]).toEqual([2, 3]);
  });
});

/** Every page of a list that is read with one row more than a page shows. */
const wholeBy = <Row>(
  read: (asked: { before: Place | undefined; most: number }) => Promise<Row[]>,
  place: (row: Row) => Place,
  size = 2,
) =>
  whole(async (before) => {
    const rows = await read({ before, most: size + 1 });
    const page = rows.slice(0, size);
    const last = page.at(-1);
    return { rows: page, next: rows.length > size && last !== undefined ? place(last) : undefined };
  });

describe('terminals', () => {
  const listed = (filter: object) =>
    wholeBy(
      (asked) => listTerminals(env, { filter, ...asked }),
      (one) => ({ at: one.createdAt, id: one.terminalId }),
    );
  const numbers = async (filter: object) => (await listed(filter)).map((one) => one.terminalNo);
  const [first, , third] = [0, 1, 2].map((at) => () => terminals[at] as BuiltTerminal) as [
    () => BuiltTerminal,
    () => BuiltTerminal,
    () => BuiltTerminal,
  ];

  it('come page by page, each once', async () => {
    expect((await numbers({})).toSorted()).toEqual(terminals.map((one) => one.terminalNo).toSorted());
    expect([await countTerminals(env.db, {}, 2), await countTerminals(env.db, {}, 10)]).toEqual([2, 3]);
  });
  it('are found by their number, by the beginning and by the end of a serial number, and not by its middle', async () => {
    const { terminalNo, serialNo } = third();
    expect(await numbers({ number: terminalNo })).toEqual([terminalNo]);
    expect(await numbers({ number: serialNo })).toEqual([terminalNo]);
    expect(await numbers({ number: serialNo.slice(-3) })).toEqual([terminalNo]);
    expect((await numbers({ number: serialNo.slice(0, 3) })).length).toBe(3);
    expect(await numbers({ number: serialNo.slice(1, -1) })).toEqual([]);
  });
  it.each([
    [{ state: 'pending_activation' }, 3],
    [{ state: 'closed' }, 0],
    [{ model: 'esign_pos' }, 3],
    [{ model: 'smart_pos' }, 0],
    [{ merchantIds: [] }, 0],
  ])('with %o: %i', async (filter, count) => {
    expect((await listed(filter)).length).toBe(count);
    expect(await countTerminals(env.db, filter, 10)).toBe(count);
  });
  it('say when they last took money, and nothing where they never did', async () => {
    const sold = await lastSales(env.db, terminals);
    expect(sold.get(first().terminalNo)).toBe(made.at(-2)?.createdAt);
    expect(sold.has(third().terminalNo)).toBe(false);
  });
});

describe('parcels', () => {
  const listed = (filter: object) =>
    wholeBy(
      (asked) => listShipments(env.db, { filter, ...asked }),
      (one) => ({ at: one.orderedAt, id: one.shipmentId }),
    );
  it('come page by page, each once; by state, by number, and since when they stand where they do', async () => {
    const ids: string[] = [];
    for (const terminal of terminals)
      ids.push(await withTx(env, (tx) => createShipment(env, tx, { ...terminal, handedOver: ids.length === 2 })));
    expect((await listed({})).map((one) => one.shipmentId).toSorted()).toEqual(ids.toSorted());
    const anHourAgo = (column: string): string => `${column} = ${column} - interval '1 hour'`;
    await env.db.execute(`UPDATE terminals.shipment SET ${anHourAgo('created_at')}, ${anHourAgo('moved_at')}`);
    await recordShipmentStep(env, { shipmentId: ids[0] ?? '', step: 'collected' });
    const collected = await listed({ state: 'collected' });
    expect(collected.map((one) => [one.shipmentId, one.since > one.orderedAt])).toEqual([[ids[0], true]]);
    expect((await listed({ state: 'awaiting_handover' })).map((one) => one.shipmentId)).toEqual([ids[2]]);
    const { serialNo = '' } = terminals[1] ?? {};
    expect((await listed({ number: serialNo.slice(-4) })).map((one) => one.shipmentId)).toEqual([ids[1]]);
    expect(await listed({ number: 'SF0' })).toEqual([]);
    expect([await countShipments(env.db, {}, 2), await countShipments(env.db, { state: 'lost' }, 9)]).toEqual([2, 0]);
  });
});

describe('messages', () => {
  it('are filtered by purpose and state; what did not arrive is counted from an instant on', async () => {
    const purposes = async (filter: object) =>
      (await listMessages(env.db, { filter, most: 10 })).map((one) => one.purpose);
    expect(await purposes({ purpose: 'payout' })).toEqual(['payout', 'payout']);
    expect(await purposes({ state: 'undelivered' })).toEqual(['price']);
    expect(await countMessages(env.db, { state: 'waiting' }, 10)).toBe(2);
    expect(await countUndelivered(env.db, instant(0))).toBe(1);
    expect(await countUndelivered(env.db, instant(env.clock.now() + 1))).toBe(0);
  });
});

describe('saved views', () => {
  const view = (name: string, query = 'state=active') => ({
    staffId: 's1',
    list: 'merchants',
    name,
    query,
    columns: ['name'],
  });
  it('are one’s own, replaced under the same name, limited and forgotten', async () => {
    for (let n = 0; n < 30; n += 1) await saveView(env, view(`v${n}`));
    expect(await saveView(env, view('one more'))).toMatchObject({
      refused: true,
      refusal: { code: 'identity.views_limit' },
    });
    expect(await saveView(env, view('v3', 'state=closed'))).toMatchObject({ refused: false });
    await forgetView(env.db, { staffId: 's1', list: 'merchants', name: 'v4' });
    const mine = await savedViewsOf(env.db, { staffId: 's1', list: 'merchants' });
    expect([mine.length, mine.find((one) => one.name === 'v3')?.query]).toEqual([29, 'state=closed']);
    expect(await savedViewsOf(env.db, { staffId: 's2', list: 'merchants' })).toEqual([]);
  });
});

describe('no list reads a whole table', () => {
  it('each has an index that gives its order', async () => {
    await env.db.execute('ANALYZE merchants.merchant, notifications.message');
    const planOf = async (text: string): Promise<string> => {
      const rows = await withTx(env, async (tx) => {
        await tx.execute('SET LOCAL enable_seqscan = off');
        await tx.execute('SET LOCAL enable_sort = off');
        return tx.query<Record<string, string>>(`EXPLAIN ${text}`);
      });
      return rows.map((row) => Object.values(row)[0]).join('\n');
    };
    const after = `('${isoText(env.clock.now())}'::timestamptz, 'x')`;
    const merchants = await planOf(
      `SELECT * FROM merchants.merchant WHERE state = 'active' AND (created_at, merchant_id) < ${after} ORDER BY created_at DESC, merchant_id DESC LIMIT 50`,
    );
    const messages = await planOf(
      `SELECT * FROM notifications.message WHERE purpose = 'payout' AND (created_at, message_id) < ${after} ORDER BY created_at DESC, message_id DESC LIMIT 50`,
    );
    const terminalsByState = await planOf(
      `SELECT * FROM terminals.terminal WHERE state = 'active' AND (created_at, terminal_id) < ${after} ORDER BY created_at DESC, terminal_id DESC LIMIT 50`,
    );
    const shipments = await planOf(
      `SELECT * FROM terminals.shipment WHERE (created_at, shipment_id) < ${after} ORDER BY created_at DESC, shipment_id DESC LIMIT 50`,
    );
    expect([terminalsByState, shipments]).toEqual([
      expect.stringContaining('terminal_by_state'),
      expect.stringContaining('shipment_newest'),
    ]);
    expect([merchants, messages]).toEqual([
      expect.stringContaining('merchant_by_state'),
      expect.stringContaining('message_by_purpose'),
    ]);
  });
});
