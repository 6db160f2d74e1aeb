import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTx } from '../../platform/postgres/database.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import {
  answerTicket,
  askAbout,
  escalateTicket,
  listTickets,
  moveTicket,
  openTicket,
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

describe('a ticket', () => {
  it('keeps what the caller said sealed, their phone masked, and the day by which it is answered', async () => {
    const ticketId = await openTicket(env, {
      about: 'complaint',
      phone: '13800138000',
      words: '代理商要收快递费',
      region: '330100',
      by: 'stf_1',
      days: 15,
    });
    const rows = await env.db.query<{ whole: string }>('SELECT t::text AS whole FROM servicing.ticket t');
    for (const clear of ['13800138000', '快递费']) expect(rows[0]?.whole).not.toContain(clear);
    const [ticket] = await listTickets(env);
    expect(ticket).toMatchObject({ ticketId, phone: '138****8000', words: '代理商要收快递费', state: 'open' });
    expect((ticket?.dueAt ?? 0) - (ticket?.openedAt ?? 0)).toBe(15 * 86_400_000);
  });
  it('is moved by one of two who take it, and never by an event that its state does not have', async () => {
    const [ticket] = await listTickets(env);
    const ticketId = ticket?.ticketId ?? '';
    const both = await Promise.all(['a', 'b'].map((by) => moveTicket(env, { ticketId, event: 'take', by })));
    expect(both.filter((one) => !one.refused)).toHaveLength(1);
    expect(await moveTicket(env, { ticketId, event: 'close', by: 'a' })).toMatchObject({
      refusal: { code: 'servicing.ticket_elsewhere' },
    });
    expect(await moveTicket(env, { ticketId: 'tkt_none', event: 'take', by: 'a' })).toMatchObject({
      refusal: { code: 'servicing.ticket_unknown' },
    });
  });
});

it('a ticket that nobody answered in time is escalated once, by a row that is due; one that was answered is not', async () => {
  const given = {
    about: 'complaint',
    phone: '13800138009',
    words: '收费与公示不符',
    region: undefined,
    by: 'stf_1',
    days: 15,
  } as const;
  const [late, answered] = [await openTicket(env, given), await openTicket(env, given)];
  await withTx(env, (tx) => answerTicket(env, tx, { ticketId: answered, words: '已退回差额', by: 'stf_1' }));
  const due = await env.db.query<{ key: string }>(
    `SELECT key FROM platform.due WHERE kind = 'escalate-ticket' AND state = 'waiting'`,
  );
  expect(due.map((one) => one.key)).toEqual(expect.arrayContaining([late, answered]));
  const escalate = (ticketId: string) => withTx(env, (tx) => escalateTicket(env, tx, ticketId));
  expect([await escalate(late), await escalate(late), await escalate(answered)]).toEqual([true, false, false]);
});

describe('a question of a merchant', () => {
  const asked = {
    about: 'complaint',
    phone: '13800138001',
    words: '少了一笔',
    region: '330100',
    by: 'merchant:mer_1',
    days: 15,
    merchantId: 'mer_1',
    month: '2026-11',
    line: 'sales',
    transactionId: undefined,
    figures: { sales: '128.00' },
  } as const;
  it('asked twice at once is asked once; another line is another question, up to ten', async () => {
    const twice = await Promise.all([askAbout(env, asked), askAbout(env, asked)]);
    const ids = twice.map((one) => (one.refused ? '' : one.value.ticketId));
    expect(ids[0]).toBe(ids[1]);
    for (let n = 2; n <= 10; n += 1) expect((await askAbout(env, { ...asked, line: `line ${n}` })).refused).toBe(false);
    expect(await askAbout(env, { ...asked, line: 'line 11' })).toMatchObject({
      refusal: { code: 'servicing.ticket_limit' },
    });
    expect((await askAbout(env, { ...asked, merchantId: 'mer_2' })).refused).toBe(false);
  });
  it('is answered once, keeps the answer sealed, and may then be asked again', async () => {
    const [first] = (await ticketsOfMerchant(env, 'mer_2')).map((one) => one.ticketId);
    const input = { ticketId: first ?? '', words: '次日到账', by: 'stf_1' };
    const answered = await withTx(env, (tx) => answerTicket(env, tx, input));
    expect(answered).toMatchObject({ value: { phone: '13800138001', state: 'resolved' } });
    expect(await withTx(env, (tx) => answerTicket(env, tx, input))).toMatchObject({
      refusal: { code: 'servicing.ticket_elsewhere' },
    });
    const rows = await env.db.query<{ whole: string }>('SELECT t::text AS whole FROM servicing.ticket t');
    expect(rows.some((one) => one.whole.includes('次日到账'))).toBe(false);
    const again = await askAbout(env, { ...asked, merchantId: 'mer_2' });
    expect(again.refused ? '' : again.value.ticketId).not.toBe(first);
    expect(await ticketsOfMerchant(env, 'mer_2')).toEqual(
      expect.arrayContaining([expect.objectContaining({ ticketId: first, answer: '次日到账' })]),
    );
  });
});
