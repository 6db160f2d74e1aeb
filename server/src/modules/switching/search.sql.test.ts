/** Looking for transactions of one merchant, page by page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fen } from '../../kernel/fen.ts';
import { civilDate } from '../../kernel/instant.ts';
import { approvedSale, begun, buildTerminal, saleRequest, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { declineTransaction, searchTransactions, type CardTransaction, type TransactionFilter } from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
let other: BuiltTerminal;
const made: CardTransaction[] = [];
const DEBIT = { pan: '6225880212349999', kind: 'debit', bankName: '招商银行', organisation: 'CUP' } as const;
const FOREIGN = { pan: '4111110212341111', kind: 'credit', bankName: 'Some bank', organisation: 'VIS' } as const;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  [terminal, other] = [await buildTerminal(env), await buildTerminal(env)];
  for (let n = 1; n <= 60; n += 1)
    made.push(
      await approvedSale(
        env,
        saleRequest(terminal, String(n).padStart(6, '0'), {
          amount: fen(10_000 + n),
          businessDate: civilDate(n <= 20 ? '2026-11-22' : '2026-11-23'),
        }),
      ),
    );
  made.push(await approvedSale(env, saleRequest(terminal, '000071', { card: DEBIT })));
  made.push(await approvedSale(env, saleRequest(terminal, '000072', { card: FOREIGN })));
  const refused = await begun(env, saleRequest(terminal, '000073'));
  await declineTransaction(env, refused, { code: '51', answer: Buffer.from('no') });
  await approvedSale(env, saleRequest(other, '000001'));
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const find = async (filter: TransactionFilter, after?: string) =>
  searchTransactions(env.db, terminal.merchantId, { filter, after });
const stans = async (filter: TransactionFilter) => (await find(filter)).rows.map((one) => one.stan);

describe('a merchant’s transactions', () => {
  it('come fifty at a time, the newest first, each once and none of another’s; equal instants are told apart', async () => {
    const first = await find({});
    const second = await find({}, first.next);
    const all = [...first.rows, ...second.rows].map((one) => one.transactionId);
    expect([first.rows.length, second.rows.length, second.next]).toEqual([50, 13, undefined]);
    expect(new Set(all).size).toBe(63);
    expect(first.rows[0]?.businessDate).toBe('2026-11-23');
    expect(second.rows.at(-1)?.businessDate).toBe('2026-11-22');
  });
  it('are filtered by day, both ends inclusive', async () => {
    const on = civilDate('2026-11-22');
    expect(await stans({ from: on, through: on })).toHaveLength(20);
  });
  it.each([
    [{ paidWith: 'debit' }, ['000071']],
    [{ foreign: true }, ['000072']],
    [{ state: 'declined' }, ['000073']],
    [{ minFen: 10_060n, maxFen: 10_060n }, ['000060']],
    [{ kind: 'refund' }, []],
    [{ terminalNo: '00000000' }, []],
    [{ text: '9999' }, ['000071']],
    [{ text: '42' }, ['000042']],
    [{ text: '100.07' }, ['000007']],
    [{ text: '%' }, []],
  ] as const)('with %o: %o', async (filter, wanted) => expect(await stans(filter)).toEqual(wanted));
  it('are found by reference number', async () =>
    expect(await stans({ text: made[4]?.rrn ?? '' })).toEqual([made[4]?.stan]));
  it('with a cursor that is none begin with the first page', async () =>
    expect((await find({}, "'; DROP")).rows).toHaveLength(50));
});
