import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { withTx } from '../../platform/postgres/database.ts';
import {
  answerTicket,
  listTickets,
  moveTicket,
  openForMerchant,
  rateTicket,
  sayInTicket,
  sendAgent,
  stepDispatch,
  stepTicket,
  ticketOf,
  ticketsOfAgent,
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

let made = 0;
async function repair(merchantId = `mer_${(made += 1)}`): Promise<string> {
  const opened = await withTx(env, (tx) =>
    openForMerchant(env, tx, {
      merchantId,
      kind: 'repair',
      about: 'device',
      phone: '13800138000',
      region: '330100',
      words: '按键失灵',
      by: `merchant:${merchantId}`,
      days: 5,
      device: { terminalId: 'ter_1', serialNo: 'KT1', fault: 'broken' },
    }),
  );
  return opened.refused ? '' : opened.value.ticketId;
}
const say = (ticketId: string, side: 'merchant' | 'us', words = '好的') =>
  withTx(env, (tx) => sayInTicket(env, tx, { ticketId, side, author: side, words }));
const send = (ticketId: string, agentId: string) =>
  withTx(env, (tx) => sendAgent(env, tx, { ticketId, agentId, by: 'stf_1' }));
const agentDoes = (ticketId: string, event: 'accept' | 'decline' | 'arrive' | 'finish', agentId = 'agt_1') =>
  withTx(env, (tx) => stepDispatch(env, tx, { ticketId, agentId, event, by: 'stf_2' }));

describe('a repair', () => {
  it('of one device is opened once, however often it is said, until it is resolved', async () => {
    const both = await Promise.all([repair('mer_twice'), repair('mer_twice')]);
    expect(both[0]).toBe(both[1]);
    await moveTicket(env, { ticketId: both[0], event: 'resolve', by: 'stf_1' });
    expect(await repair('mer_twice')).not.toBe(both[0]);
  });

  it('keeps every word of it sealed, and what a merchant answers brings it back to the desk', async () => {
    const ticketId = await repair();
    await withTx(env, (tx) => stepTicket(env, tx, { ticketId, event: 'ask', by: 'stf_1' }));
    expect(await say(ticketId, 'us', '指示灯亮吗')).toMatchObject({ value: 'waiting_merchant' });
    expect(await say(ticketId, 'merchant', '灯不亮了')).toMatchObject({ value: 'in_progress' });
    const rows = await env.db.query<{ whole: string }>(
      `SELECT m::text AS whole FROM servicing.ticket_message m WHERE ticket_id = $1`,
      [ticketId],
    );
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row.whole).not.toMatch(/亮/);
    expect((await ticketOf(env, ticketId))?.messages.map((one) => one.words)).toEqual(['指示灯亮吗', '灯不亮了']);
  });

  it('goes to one agent at a time: whoever was sent before has it no more, and a stranger never had it', async () => {
    const ticketId = await repair();
    await send(ticketId, 'agt_1');
    expect(await send(ticketId, 'agt_2')).toMatchObject({ refusal: { code: 'servicing.ticket_elsewhere' } });
    expect(await agentDoes(ticketId, 'accept', 'agt_2')).toMatchObject({
      refusal: { code: 'servicing.ticket_unknown' },
    });
    expect(await agentDoes(ticketId, 'arrive')).toMatchObject({ refusal: { code: 'servicing.dispatch_elsewhere' } });
    expect(await agentDoes(ticketId, 'decline')).toMatchObject({ value: 'declined' });
    expect((await ticketOf(env, ticketId))?.state).toBe('open');
    await send(ticketId, 'agt_2');
    expect(await ticketsOfAgent(env.db, 'agt_1')).not.toContain(ticketId);
    expect(await ticketsOfAgent(env.db, 'agt_2')).toContain(ticketId);
  });

  it('is in work once the agent is there; an agent that has not set out is called back when it is resolved', async () => {
    const there = await repair();
    await send(there, 'agt_1');
    await agentDoes(there, 'accept');
    expect(await agentDoes(there, 'arrive')).toMatchObject({ value: 'on_site' });
    expect((await ticketOf(env, there))?.state).toBe('in_progress');
    await moveTicket(env, { ticketId: there, event: 'resolve', by: 'stf_1' });
    expect(await agentDoes(there, 'finish')).toMatchObject({ value: 'done' });
    const early = await repair();
    await send(early, 'agt_1');
    await moveTicket(env, { ticketId: early, event: 'resolve', by: 'stf_1' });
    expect(await agentDoes(early, 'accept')).toMatchObject({ refusal: { code: 'servicing.dispatch_elsewhere' } });
  });

  it('is rated once and only when it is resolved; taken up again it is not resolved any more', async () => {
    const ticketId = await repair();
    const rate = (stars: number) => withTx(env, (tx) => rateTicket(env, tx, { ticketId, stars, words: '很快' }));
    expect(await rate(5)).toMatchObject({ refusal: { code: 'servicing.rating_not_now' } });
    await withTx(env, (tx) => answerTicket(env, tx, { ticketId, words: '已换机', by: 'stf_1' }));
    expect((await ticketOf(env, ticketId))?.resolvedAt).toBeDefined();
    expect(await say(ticketId, 'merchant')).toMatchObject({ refusal: { code: 'servicing.ticket_elsewhere' } });
    const both = await Promise.all([rate(4), rate(5)]);
    expect(both.filter((one) => !one.refused)).toHaveLength(1);
    await moveTicket(env, { ticketId, event: 'reopen', by: 'merchant' });
    expect((await ticketOf(env, ticketId))?.resolvedAt).toBeUndefined();
  });

  it('is found in the queue by its kind, by who has to act, and by who took it', async () => {
    const ticketId = await repair();
    await moveTicket(env, { ticketId, event: 'take', by: 'stf_me' });
    const ids = async (filter: Parameters<typeof listTickets>[1]) =>
      (await listTickets(env, filter)).map((one) => one.ticketId);
    expect(await ids({ kind: 'repair', stand: 'ours', takenBy: 'stf_me' })).toEqual([ticketId]);
    expect(await ids({ stand: 'ended' })).not.toContain(ticketId);
    expect(await ids({ kind: 'question' })).not.toContain(ticketId);
  });
});
