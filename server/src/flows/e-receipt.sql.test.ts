/** A receipt and its addresses: who is shown what, through the year and after it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvedSale, begun, buildTerminal, saleRequest, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { fen } from '../kernel/fen.ts';
import { dateInShanghai } from '../kernel/instant.ts';
import { transactionOf, type CardTransaction } from '../modules/switching/index.ts';
import { complaintByToken, complaintToken } from './complaints.ts';
import { receiptBySlip, receiptByToken, receiptDigest, receiptState, receiptToken } from './e-receipt.ts';
import type { World } from './ports.ts';
import { accessOf, answerArchiveRequest, endArchiveRequest, fetchFromArchive } from './receipt-archive.ts';

let database: TestDatabase;
let env: TestEnv;
let world: World;
let terminal: BuiltTerminal;
let sale: CardTransaction;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: '2026-11-23T10:00:00+08:00' });
  world = { ...env, site: { publicUrl: 'https://pay.example' } } as unknown as World;
  terminal = await buildTerminal(env);
  const { merchantId, transactionId } = await approvedSale(env, saleRequest(terminal, '000001'));
  sale = (await transactionOf(env.db, merchantId, transactionId)) as CardTransaction;
});
afterAll(async () => {
  await env.close();
  await database.close();
});

describe('the address of a receipt', () => {
  it('opens the one it was made for, and with one letter changed nothing', async () => {
    const token = receiptToken(env, sale);
    const found = await receiptByToken(env, token);
    expect(found?.transaction.transactionId).toBe(sale.transactionId);
    expect(found === undefined ? '' : receiptState(found)).toBe('approved');
    const changed = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    expect(await receiptByToken(env, changed)).toBeUndefined();
  });
  it('opens nothing while nothing is approved', async () => {
    const open = await begun(env, saleRequest(terminal, '000009'));
    expect(await receiptByToken(env, receiptToken(env, open))).toBeUndefined();
  });
});

describe('a digest', () => {
  const merchant = { merchantNo: '888331058140001' };
  it('is the same whatever becomes of the sale, and another for any figure of it', () => {
    const digest = receiptDigest(sale, merchant);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(receiptDigest({ ...sale, state: 'reversed' }, merchant)).toBe(digest);
    for (const change of [{ amount: fen(1) }, { rrn: '000000000000' }, { stan: '000002' }, { cardMasked: 'x' }])
      expect(receiptDigest({ ...sale, ...change }, merchant)).not.toBe(digest);
  });
});

describe('a paper slip', () => {
  it('is ours where all four fit, and nothing is told where one does not', async () => {
    const said = {
      terminalNo: sale.terminalNo,
      rrn: sale.rrn,
      date: dateInShanghai(sale.createdAt),
      amountFen: sale.amount as bigint,
    };
    expect((await receiptBySlip(env, said))?.transaction.transactionId).toBe(sale.transactionId);
    for (const wrong of [
      { terminalNo: '99999999' },
      { rrn: '000000000000' },
      { date: '2026-11-24' },
      { amountFen: 1n },
    ])
      expect(await receiptBySlip(env, { ...said, ...wrong }), JSON.stringify(Object.keys(wrong))).toBeUndefined();
  });
});

describe('the address of a complaint', () => {
  it('cannot be made of a ticket’s number alone', async () => {
    const token = complaintToken(env, 'tkt_00000000000000000000000000');
    expect(await complaintByToken(world, `${token.slice(0, -22)}${'A'.repeat(22)}`)).toBeUndefined();
    expect(await complaintByToken(world, token)).toBeUndefined(); // well made, of a ticket that is not there
  });
});

describe('through the years', () => {
  const access = async () => (await accessOf(world, sale)).access;
  it('it is kept through the same day of the next year, fetched by the machine for its days, and gone after ten', async () => {
    env.clock.set('2027-11-23T23:59:59+08:00');
    expect(await access()).toBe('kept');
    expect(await fetchFromArchive(world, sale, 'books')).toMatchObject({
      refusal: { code: 'servicing.not_archived' },
    });
    env.clock.set('2027-11-24T00:00:00+08:00');
    expect(await access()).toBe('archived');
    expect(await fetchFromArchive(world, sale, 'books')).toMatchObject({
      value: { readyBy: env.clock.now() + 600_000 },
    });
    expect(await access()).toBe('asked');
    const rows = await env.db.query<{ request_id: string }>('SELECT request_id FROM servicing.archive_request');
    const key = { merchantId: sale.merchantId, requestId: rows[0]?.request_id ?? '' };
    await answerArchiveRequest(world, key);
    expect(await access()).toBe('readable');
    await endArchiveRequest(world, key);
    expect(await access()).toBe('archived');
    env.clock.set('2036-11-24T00:00:00+08:00');
    expect(await access()).toBe('gone');
  });
});
