/** Batches of terminals on a real PostgreSQL: sums of what stands, uploads by number, and closing once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approvedSale, begun, buildTerminal, saleRequest, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { later } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { nextBatch, terminalByNo } from '../terminals/index.ts';
import {
  approveOther,
  beginFollower,
  declineTransaction,
  endBatch,
  keepUploads,
  listBatches,
  settleBatch,
  type BatchStep,
  type CardTransaction,
} from './index.ts';

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

const NONE = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };
const stepOf = (terminal: BuiltTerminal): BatchStep => ({
  merchantId: terminal.merchantId,
  terminalNo: terminal.terminalNo,
  batchNo: '000001',
  openBatchNo: '000001',
});
const settle = (terminal: BuiltTerminal, domestic = NONE, foreign = NONE) =>
  settleBatch(env, { ...stepOf(terminal), domestic, foreign, operator: '01' });
const end = (terminal: BuiltTerminal, as: 'balanced' | 'unbalanced') =>
  withTx(env, (tx) => endBatch(env, tx, { ...stepOf(terminal), as, declaredCount: 0 }));

async function refunded(terminal: BuiltTerminal, sale: CardTransaction, stan: string, amount: number): Promise<void> {
  const request = saleRequest(terminal, stan, { amount: fen(amount) });
  const rules = { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 };
  const done = await beginFollower(env, { ...request, kind: 'refund', find: { rrn: sale.rrn }, rules });
  if (done.kind !== 'begun') throw new Error(done.kind);
  await approveOther(env, env.db, done.transaction, {
    authCode: '1',
    answer: null,
    expiresAt: later(env.clock.now(), 1),
  });
}

it('sums what stands of it: no decline, no inquiry, refunds on the other side', async () => {
  const terminal = await buildTerminal(env);
  const sale = await approvedSale(env, saleRequest(terminal, '000001'));
  await declineTransaction(env, await begun(env, saleRequest(terminal, '000002')), {
    code: '51',
    answer: Buffer.from(''),
  });
  const looked = await begun(env, saleRequest(terminal, '000003', { kind: 'balance', amount: fen(0) }));
  await approveOther(env, env.db, looked, { authCode: '1', answer: null, expiresAt: later(env.clock.now(), 1) });
  await refunded(terminal, sale, '000004', 2_500);
  expect(await settle(terminal)).toMatchObject({ code: '95', domestic: '2', foreign: '1' });
  const totals = { debitFen: 10_000n, debitCount: 1, creditFen: 2_500n, creditCount: 1 };
  expect(await settle(terminal, totals)).toMatchObject({ code: '00', domestic: '1', foreign: '1' });
  expect(await end(terminal, 'balanced')).toMatchObject({ code: '00', closed: true });
  const batch = (await listBatches(env.db)).find((one) => one.terminalNo === terminal.terminalNo);
  expect(batch).toMatchObject({ state: 'closed', balanced: true, host: totals, terminal: totals, breaks: [] });
});

it('that does not balance keeps each difference by its number, once, however often rows and end are said', async () => {
  const terminal = await buildTerminal(env);
  for (const stan of ['000001', '000002', '000003']) await approvedSale(env, saleRequest(terminal, stan));
  await settle(terminal);
  const pan = '6225750212345678';
  const rows = [
    { stan: '000002', pan, amountFen: 10_000n, foreign: false },
    { stan: '000003', pan, amountFen: 9_000n, foreign: false },
    { stan: '000009', pan, amountFen: 500n, foreign: false, chip: Buffer.from('9f26', 'hex') },
  ];
  for (let i = 0; i < 2; i += 1) expect((await keepUploads(env, stepOf(terminal), rows)).code).toBe('00');
  const ended = await Promise.all(Array.from({ length: 5 }, () => end(terminal, 'unbalanced')));
  expect(ended.map((one) => one.code)).toEqual(Array.from({ length: 5 }, () => '00'));
  expect(ended.filter((one) => one.closed)).toHaveLength(1);
  const batch = (await listBatches(env.db)).find((one) => one.terminalNo === terminal.terminalNo);
  expect(batch?.breaks).toEqual([
    { stan: '000001', kind: 'host_only', hostFen: 10_000n },
    { stan: '000003', kind: 'amount', hostFen: 10_000n, terminalFen: 9_000n },
    { stan: '000009', kind: 'terminal_only', terminalFen: 500n },
  ]);
  expect((await env.emitted('batch.closed')).at(-1)?.payload).toMatchObject({
    terminalNo: terminal.terminalNo,
    breaks: 3,
  });
  const kept = await env.db.query<{ whole: string }>(
    `SELECT u::text AS whole FROM switching.batch_upload u WHERE terminal_no = $1`,
    [terminal.terminalNo],
  );
  expect(kept.map((one) => one.whole).join()).not.toContain(pan);
});

it('holds foreign cards against the foreign half, and a card on the wrong half is a difference with a name', async () => {
  const terminal = await buildTerminal(env);
  const pan = '4999112345678900';
  const card = { pan, kind: 'credit', bankName: 'Harbour Bank', organisation: 'VIS' } as const;
  await approvedSale(env, saleRequest(terminal, '000001'));
  const limits = { singleFen: 0n, dayFen: 9_999_999n, monthFen: 0n };
  for (const [stan, more] of [
    ['000002', {}],
    ['000003', { limits }],
  ] as const)
    expect((await approvedSale(env, saleRequest(terminal, stan, { card, ...more }))).organisation).toBe('VIS');
  const [one, two, three] = [1, 2, 3].map((n) => ({ ...NONE, debitFen: BigInt(n) * 10_000n, debitCount: n }));
  expect(await settle(terminal, three)).toMatchObject({ code: '95', domestic: '2', foreign: '2' });
  expect(await settle(terminal, one)).toMatchObject({ code: '95', domestic: '1', foreign: '2' });
  expect(await settle(terminal, one, two)).toMatchObject({ code: '00', domestic: '1', foreign: '1' });
  await settle(terminal, three);
  const rows = ['000001', '000002', '000003'].map((stan) => ({
    stan,
    pan,
    amountFen: 10_000n,
    foreign: stan === '000002',
  }));
  await keepUploads(env, stepOf(terminal), rows);
  await end(terminal, 'unbalanced');
  const batch = (await listBatches(env.db)).find(({ terminalNo }) => terminalNo === terminal.terminalNo);
  expect(batch).toMatchObject({ host: three, terminal: three });
  expect(batch?.breaks).toEqual([{ stan: '000003', kind: 'card', hostFen: 10_000n, terminalFen: 10_000n }]);
});

it('999999 is followed by 000001, and only the batch that is open is counted on', async () => {
  const terminal = await buildTerminal(env);
  const batchNo = async () => (await terminalByNo(env.db, terminal.terminalNo))?.batchNo;
  const next = (closed: string) => withTx(env, (tx) => nextBatch(tx, { ...terminal, closed }));
  expect([await next('000002'), await next('000001'), await batchNo()]).toEqual([false, true, '000002']);
  await database.db.execute('UPDATE terminals.terminal SET batch_no = 999999 WHERE terminal_no = $1', [
    terminal.terminalNo,
  ]);
  expect([await next('999999'), await batchNo()]).toEqual([true, '000001']);
});

it('a sale that is voided counts on both sides', async () => {
  const terminal = await buildTerminal(env);
  const sale = await approvedSale(env, saleRequest(terminal, '000001'));
  const request = saleRequest(terminal, '000002', { amount: sale.amount });
  const rules = { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 };
  const done = await beginFollower(env, { ...request, kind: 'sale_void', find: { rrn: sale.rrn }, rules });
  if (done.kind !== 'begun') throw new Error(done.kind);
  await approveOther(env, env.db, done.transaction, {
    authCode: '1',
    answer: null,
    expiresAt: later(env.clock.now(), 1),
  });
  const totals = { debitFen: 10_000n, debitCount: 1, creditFen: 10_000n, creditCount: 1 };
  expect((await settle(terminal, totals)).code).toBe('00');
});
