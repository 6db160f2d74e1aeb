import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTx } from '../../platform/postgres/database.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import {
  askAbout,
  complaintsOfPhone,
  escalateTicket,
  forwardComplaint,
  listTickets,
  openComplaint,
  openTicketsOf,
  stepTicket,
  ticketOf,
  ticketsOfMerchant,
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

const PHONE = '13800138000';
const complain = (change: Partial<Parameters<typeof openComplaint>[2]> = {}) =>
  withTx(env, (tx) =>
    openComplaint(env, tx, {
      merchantId: 'mer_1',
      transactionId: 'txn_1',
      reason: 'charged_twice',
      words: '同一笔扣了两次',
      phone: PHONE,
      region: '330100',
      days: 15,
      ...change,
    }),
  );

async function opened(change: Parameters<typeof complain>[0] = {}): Promise<string> {
  const done = await complain(change);
  if (done.refused) throw new Error(done.refusal.code);
  return done.value.ticketId;
}

describe('a complaint of a cardholder', () => {
  it('is a ticket with fifteen days, words and number sealed; two taps at once are one', async () => {
    const [one, two] = await Promise.all([complain(), complain()]);
    expect(one).toMatchObject({ value: { ticketId: two.refused ? '' : two.value.ticketId } });
    const rows = await env.db.query<{ whole: string }>(
      'SELECT t::text || c::text AS whole FROM servicing.ticket t JOIN servicing.cardholder_complaint c USING (ticket_id)',
    );
    expect(rows).toHaveLength(1);
    for (const clear of [PHONE, '扣了两次']) expect(rows[0]?.whole).not.toContain(clear);
    const [ticket] = await listTickets(env, { kind: 'complaint' });
    expect(ticket).toMatchObject({ phone: '138****8000', complaint: 'charged_twice', words: '同一笔扣了两次' });
    expect((ticket?.dueAt ?? 0) - (ticket?.openedAt ?? 0)).toBe(15 * 86_400_000);
  });

  it('is found again by the phone, and by no other', async () => {
    expect(await complaintsOfPhone(env, PHONE)).toMatchObject([{ merchantId: 'mer_1', transactionId: 'txn_1' }]);
    expect(await complaintsOfPhone(env, '13800138001')).toEqual([]);
  });

  it('is nothing that its merchant sees until it is asked, and then neither words nor answer; it stands in the way of deregistration from the start', async () => {
    const ticketId = await opened();
    expect(await ticketsOfMerchant(env, 'mer_1')).toEqual([]);
    expect(await openTicketsOf(env.db, 'mer_1')).toEqual([ticketId]);
    await withTx(env, (tx) => forwardComplaint(env, tx, { merchantId: 'mer_1', ticketId, transactionId: 'txn_1' }));
    expect(await ticketsOfMerchant(env, 'mer_1')).toMatchObject([{ ticketId, complaint: 'charged_twice', words: '' }]);
    expect((await ticketOf(env, ticketId))?.complaint?.forwardedAt).toBeDefined();
    expect(await openTicketsOf(env.db, 'mer_1')).toEqual([ticketId]);
  });

  it('is late after its days also while its merchant is waited for: they are the law’s', async () => {
    const ticketId = await opened();
    await withTx(env, (tx) => stepTicket(env, tx, { ticketId, event: 'ask', by: 'stf_1' }));
    expect(await withTx(env, (tx) => escalateTicket(env, tx, ticketId))).toBe(true);
  });

  it('takes no place of the merchant’s own questions', async () => {
    for (let i = 0; i < 12; i += 1) {
      const transactionId = `txn_x${i}`;
      const ticketId = await opened({ transactionId, phone: `1380013${String(8_100 + i)}` });
      await withTx(env, (tx) => forwardComplaint(env, tx, { merchantId: 'mer_1', ticketId, transactionId }));
    }
    const asked = await askAbout(env, {
      about: 'money',
      phone: PHONE,
      words: '',
      region: undefined,
      by: 'merchant:mer_1',
      days: 3,
      merchantId: 'mer_1',
      month: '2026-11',
      line: undefined,
      transactionId: undefined,
      figures: {},
    });
    expect(asked.refused).toBe(false);
  });

  it('of one phone is refused beyond five that are open', async () => {
    const phone = '13900139000';
    for (let i = 0; i < 5; i += 1) await opened({ phone, transactionId: `txn_p${i}` });
    expect(await complain({ phone, transactionId: 'txn_p5' })).toMatchObject({
      refusal: { code: 'servicing.complaint_limit' },
    });
    expect(await complain({ phone, transactionId: 'txn_p0' })).toMatchObject({ value: { fresh: false } });
  });
});
