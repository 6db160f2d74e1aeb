import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildTerminal, deliveredDevice, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { DAY_MS, MINUTE_MS } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { terminalOf } from '../terminals/index.ts';
import {
  activationOf,
  claimWithCode,
  codeOf,
  issueActivationCode,
  noteActivationStep,
  startCodeLife,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
let code = '';
let nonces = 0;

beforeAll(async () => {
  database = await testDatabase({ poolMax: 12 });
});
afterAll(() => database.close());

beforeEach(async () => {
  env = await testEnv(database);
  terminal = await buildTerminal(env);
  code = await issue();
  return () => env.close();
});

/** Issues a code and reads it where the merchant does: in the message. */
async function issue(): Promise<string> {
  let sent = '';
  await withTx(env, (tx) =>
    issueActivationCode(env, tx, {
      ...terminal,
      send: (text) => {
        sent = text;
        return Promise.resolve('msg_1');
      },
    }),
  );
  await withTx(env, (tx) => startCodeLife(env, tx, { ...terminal, days: 30 }));
  return sent;
}

const limits = { triesMax: 5, lockMinutes: 30 };
const claim = async (typed: string | undefined, nonce = `n${(nonces += 1)}`) => {
  const device = await deliveredDevice(env, terminal);
  const done = await withTx(env, (tx) => claimWithCode(env, tx, { device, nonce, code: typed, limits }));
  return done.refused ? done.refusal.code : done.value.resumed ? 'resumed' : 'claimed';
};
const wrong = (): string => `${code.slice(0, 11)}${(Number(code[11]) + 1) % 10}`;

describe('an activation code', () => {
  it('S30: the right one on its own device begins the activation', async () => {
    expect(code).toMatch(/^\d{12}$/);
    expect(await claim(code)).toBe('claimed');
    expect((await activationOf(env.db, terminal.merchantId, terminal.terminalId))?.state).toBe('code_accepted');
    expect((await terminalOf(env.db, terminal.merchantId, terminal.terminalId))?.state).toBe('activating');
    expect((await codeOf(env.db, terminal.merchantId, terminal.terminalId))?.state).toBe('claimed');
  });

  it('is stored as a keyed hash alone, and only for its serial number', async () => {
    const rows = await env.db.query<{ whole: string }>(
      'SELECT c::text AS whole FROM activation.activation_code c WHERE merchant_id = $1',
      [terminal.merchantId],
    );
    expect(rows[0]?.whole).not.toContain(code);
    const mine = terminal;
    terminal = await buildTerminal(env);
    await issue();
    expect(await claim(code)).toBe('activation.code_wrong');
    terminal = mine;
  });

  it('S31: five wrong tries lock the device for thirty minutes of the wall; the sixth is refused though it is right, and the merchant is told', async () => {
    const answers: string[] = [];
    for (let i = 0; i < 5; i += 1) answers.push(await claim(wrong()));
    expect(answers).toEqual([...Array.from({ length: 4 }, () => 'activation.code_wrong'), 'activation.code_locked']);
    expect(await claim(code)).toBe('activation.code_locked');
    const told = (await env.enqueued('notify-locked')).filter((job) => job.data['merchantId'] === terminal.merchantId);
    expect(told).toHaveLength(1);
    env.clock.pass(DAY_MS); // business time does not open it
    expect(await claim(code)).toBe('activation.code_locked');
    env.wall.pass(30 * MINUTE_MS);
    expect(await claim(code)).toBe('claimed');
  });

  it('S31: fifty guesses at once count as five: nobody gains by being quick', async () => {
    const device = await deliveredDevice(env, terminal);
    const guesses = Array.from({ length: 50 }, (_, i) =>
      withTx(env, (tx) =>
        claimWithCode(env, tx, { device, nonce: `q${nonces}-${i}`, code: String(i).padStart(12, '0'), limits }),
      ),
    );
    const codes = (await Promise.all(guesses)).map((one) => (one.refused ? one.refusal.code : 'claimed'));
    expect(codes.filter((one) => one === 'activation.code_wrong')).toHaveLength(4);
    expect(codes.filter((one) => one === 'activation.code_locked')).toHaveLength(46);
  });

  it('S31: a new code, which only the merchant can ask for, ends the lock of the old one', async () => {
    for (let i = 0; i < 5; i += 1) await claim(wrong());
    code = await issue();
    expect(await claim(code)).toBe('claimed');
  });

  it('S31: a right try forgets the wrong ones before it', async () => {
    for (let i = 0; i < 4; i += 1) await claim(wrong());
    expect(await claim(code)).toBe('claimed');
    expect(await claim(wrong())).toBe('activation.code_wrong');
  });

  it('S32: after its thirty days it has expired; a new one works and the old one is dead', async () => {
    env.clock.pass(30 * DAY_MS + 1);
    expect(await claim(code)).toBe('activation.code_expired');
    const old = code;
    code = await issue();
    expect(await claim(old)).toBe('activation.code_wrong');
    expect(await claim(code)).toBe('claimed');
  });

  it('sent again kills the one before at once', async () => {
    const old = code;
    code = await issue();
    expect(
      await env.db.query('SELECT state FROM activation.activation_code WHERE merchant_id = $1 ORDER BY code_id', [
        terminal.merchantId,
      ]),
    ).toEqual([{ state: 'revoked' }, { state: 'sent' }]);
    expect([await claim(old), await claim(code)]).toEqual(['activation.code_wrong', 'claimed']);
  });

  it('a message heard twice is refused the second time, right code or not', async () => {
    expect([await claim(wrong(), 'once'), await claim(code, 'once')]).toEqual([
      'activation.code_wrong',
      'activation.replayed',
    ]);
  });

  it('once claimed need not be typed again, and the activation goes on as the same one', async () => {
    expect(await claim(undefined)).toBe('activation.nothing_to_resume');
    await claim(code);
    const before = await activationOf(env.db, terminal.merchantId, terminal.terminalId);
    expect(await claim(undefined)).toBe('resumed');
    expect(await claim(code)).toBe('claimed');
    expect((await activationOf(env.db, terminal.merchantId, terminal.terminalId))?.activationId).toBe(
      before?.activationId,
    );
  });

  it('is redeemed only at the acknowledgement, and the steps come in their order', async () => {
    await claim(code);
    const note = (event: 'load_keys' | 'secure_deposit' | 'acknowledge') =>
      withTx(env, (tx) => noteActivationStep(env, tx, { ...terminal, event }));
    expect(await note('acknowledge')).toBe(false);
    expect([await note('load_keys'), await note('secure_deposit')]).toEqual([true, true]);
    expect((await codeOf(env.db, terminal.merchantId, terminal.terminalId))?.state).toBe('claimed');
    expect([await note('acknowledge'), await note('acknowledge')]).toEqual([true, false]);
    expect((await codeOf(env.db, terminal.merchantId, terminal.terminalId))?.state).toBe('redeemed');
  });
});
