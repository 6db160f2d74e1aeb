import { afterAll, beforeAll, expect, it } from 'vitest';
import { approvedSale, buildTerminal, DAY, saleRequest } from '../../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../../testing/database.ts';
import { fen } from '../../../kernel/fen.ts';
import { delaySale, resumeSale } from '../../../modules/settlement/index.ts';
import { reverseByTerminal } from '../../../modules/switching/index.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import type { World } from '../../../flows/ports.ts';
import { marksOf } from './marks.ts';

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

it('a sale is marked with the case that its money waits for, while it waits, and with its late reversal; its neighbours are not', async () => {
  const terminal = await buildTerminal(env);
  const [waits, late, plain] = [
    await approvedSale(env, saleRequest(terminal, '000001')),
    await approvedSale(env, saleRequest(terminal, '000002')),
    await approvedSale(env, saleRequest(terminal, '000003')),
  ];
  const of = { merchantId: terminal.merchantId, transactionId: waits.transactionId, date: DAY };
  await withTx(env, (tx) => delaySale(env, tx, { ...of, reference: 'rsk_1' }));
  await withTx(env, (tx) =>
    reverseByTerminal(env, tx, {
      ...late,
      messageClass: '0200',
      businessDate: DAY,
      amount: fen(10_000),
      reason: '98',
      settled: () => Promise.resolve(true),
    }),
  );
  const marks = async () => {
    const say = await marksOf(env as unknown as World, terminal.merchantId);
    return [waits, late, plain].map(say);
  };
  expect(await marks()).toEqual([{ waitsFor: 'rsk_1' }, { lateReversal: 'sale' }, {}]);
  await withTx(env, (tx) => resumeSale(env, tx, of));
  expect(await marks()).toEqual([{}, { lateReversal: 'sale' }, {}]);
});
