/** Signatures and script notices on a real PostgreSQL, with real encrypted files. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvedSale, buildTerminal, saleRequest, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { keepScriptNotice, keepSignature, signatureOf, type CardTransaction, type NewSignature } from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  terminal = await buildTerminal(env);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const image = Buffer.from('a drawing that nobody else has made');
const signature = (of: CardTransaction, some: Partial<NewSignature> = {}): NewSignature => ({
  merchantId: of.merchantId,
  terminalNo: of.terminalNo,
  stan: of.stan,
  rrn: of.rrn,
  date: '1123',
  pan: '6225750212345678',
  amount: of.amount,
  image,
  receipt: Buffer.from('ff00', 'hex'),
  ...some,
});

describe('a signature', () => {
  it('is kept with its transaction and its watermark, and is read back as it came', async () => {
    const sale = await approvedSale(env, saleRequest(terminal, '000001'));
    expect(await keepSignature(env, signature(sale))).toMatchObject({ code: '00', transaction: { rrn: sale.rrn } });
    const kept = await signatureOf(env, sale);
    expect([Buffer.from(kept?.image ?? []).toString(), kept?.watermark]).toEqual([
      image.toString(),
      expect.stringMatching(/^[0-9A-F]{8}$/),
    ]);
    expect((await keepSignature(env, signature(sale))).code).toBe('94');
  });
  it('of eight at once is kept once', async () => {
    const sale = await approvedSale(env, saleRequest(terminal, '000002'));
    const codes = await Promise.all(
      Array.from({ length: 8 }, async () => (await keepSignature(env, signature(sale))).code),
    );
    expect(codes.sort()).toEqual(['00', ...Array.from({ length: 7 }, () => '94')]);
  });
  it('of another terminal, another number or another day is not taken', async () => {
    const sale = await approvedSale(env, saleRequest(terminal, '000003'));
    const code = async (some: Partial<NewSignature>) => (await keepSignature(env, signature(sale, some))).code;
    expect(await code({ terminalNo: '99999999' })).toBe('25');
    expect(await code({ stan: '000099' })).toBe('25');
    expect(await code({ date: '1101' })).toBe('30');
  });
});

it('a script notice is kept once, sealed, with the transaction that it names', async () => {
  const sale = await approvedSale(env, saleRequest(terminal, '000004'));
  const notice = {
    ...terminal,
    batchNo: '000001',
    stan: '000005',
    rrn: sale.rrn,
    result: Buffer.from('df3105', 'hex'),
  };
  await keepScriptNotice(env, notice);
  await keepScriptNotice(env, notice);
  const rows = await env.db.query<{ transaction_id: string; result_sealed: Uint8Array }>(
    'SELECT transaction_id, result_sealed FROM switching.script_notice WHERE terminal_no = $1',
    [terminal.terminalNo],
  );
  expect(rows.map((row) => row.transaction_id)).toEqual([sale.transactionId]);
  expect(Buffer.from(rows[0]?.result_sealed ?? []).toString('hex')).not.toContain('df3105');
});
