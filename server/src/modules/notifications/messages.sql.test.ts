import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { messageState, queueMessage, recordReceipt, sendMessage, type SmsAnswer } from './index.ts';

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

const queue = () =>
  withTx(env, (tx) =>
    queueMessage(env, tx, {
      purpose: 'activation_code',
      phone: '13800138000',
      text: '激活码 1234 5678 9012',
      subject: 'merchant:mer_1',
    }),
  );
const centre = (answer: SmsAnswer, sent: string[] = []) => ({
  ...env,
  sms: {
    submit: (message: { text: string }) => {
      sent.push(message.text);
      return Promise.resolve(answer);
    },
  },
});
const rowOf = async (messageId: string): Promise<string> =>
  (
    await env.db.query<{ whole: string }>(
      'SELECT m::text AS whole FROM notifications.message m WHERE message_id = $1',
      [messageId],
    )
  )[0]?.whole ?? '';

describe('a message', () => {
  it('waits sealed: neither its code nor its telephone can be read in the database', async () => {
    const row = await rowOf(await queue());
    for (const clear of ['1234 5678 9012', '13800138000', '激活码']) expect(row).not.toContain(clear);
    expect(row).toContain('138****8000');
  });

  it('is handed to the centre once, however often its job runs', async () => {
    const messageId = await queue();
    const sent: string[] = [];
    const world = centre({ kind: 'accepted', reference: 'R1' }, sent);
    await sendMessage(world, messageId);
    await sendMessage(world, messageId);
    expect([sent, await messageState(env.db, messageId)]).toEqual([['激活码 1234 5678 9012'], 'sent']);
  });

  it('of which the centre says nothing stays waiting, and its job is tried again', async () => {
    const messageId = await queue();
    await expect(sendMessage(centre({ kind: 'unknown', reason: 'time-out' }), messageId)).rejects.toThrow(/no answer/);
    expect(await messageState(env.db, messageId)).toBe('waiting');
  });

  it('to a stranger is forgotten with its number once the handset has spoken, whatever it said, and when the centre refuses it', async () => {
    const toStranger = () =>
      withTx(env, (tx) =>
        queueMessage(env, tx, {
          purpose: 'receipt',
          phone: '13900139000',
          text: '电子签购单',
          subject: 'receipt:txn_1',
        }),
      );
    const sealed = async (messageId: string) =>
      (
        await env.db.query<{ phone: string | null; text: string | null }>(
          'SELECT phone_sealed AS phone, text_sealed AS text FROM notifications.message WHERE message_id = $1',
          [messageId],
        )
      )[0];
    for (const delivered of [true, false]) {
      const messageId = await toStranger();
      const reference = `S${String(delivered)}`;
      await sendMessage(centre({ kind: 'accepted', reference }), messageId);
      expect((await sealed(messageId))?.phone).not.toBeNull();
      await recordReceipt(env, { reference, delivered, reason: 'x' });
      expect(await sealed(messageId)).toEqual({ phone: null, text: null });
    }
    const refused = await toStranger();
    await sendMessage(centre({ kind: 'refused', reason: 'no such number' }), refused);
    expect(await sealed(refused)).toEqual({ phone: null, text: null });
  });

  it('that the centre refuses has failed, with the reason', async () => {
    const messageId = await queue();
    await sendMessage(centre({ kind: 'refused', reason: 'no such number' }), messageId);
    expect([await messageState(env.db, messageId), (await rowOf(messageId)).includes('no such number')]).toEqual([
      'failed',
      true,
    ]);
  });

  it('is wiped when it has been delivered; undelivered it is kept, so that it can be given another way', async () => {
    const texts = () =>
      env.db.query<{ kept: boolean }>(
        `SELECT text_sealed IS NOT NULL AS kept FROM notifications.message WHERE centre_reference IN ('D1', 'D2') ORDER BY centre_reference`,
      );
    for (const reference of ['D1', 'D2']) await sendMessage(centre({ kind: 'accepted', reference }), await queue());
    await recordReceipt(env, { reference: 'D1', delivered: true, reason: '' });
    await recordReceipt(env, { reference: 'D2', delivered: false, reason: 'switched off' });
    expect(await texts()).toEqual([{ kept: false }, { kept: true }]);
  });

  it('whose receipt overtakes our own note of sending is not lost: the queue brings it again', async () => {
    await expect(recordReceipt(env, { reference: 'early', delivered: true, reason: '' })).rejects.toThrow(/yet/);
  });
});
