import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { listTickets, moveTicket, openTicket } from './index.ts';

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
