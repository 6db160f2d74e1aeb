import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeField60, pack, terminalDialect, textField, unpack, type FieldValue } from '@kaitong/iso8583';
import { buildTerminal, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { handTimers, type HandTimers } from '../../../testing/hand-timers.ts';
import type { World } from '../../flows/ports.ts';
import { makeMetrics } from '../../platform/metrics.ts';
import { terminalByNo } from '../../modules/terminals/index.ts';
import { deadlineIn } from './deadline.ts';
import { openDesk, type Desk } from './desk.ts';
import type { Reply } from './lines.ts';
import { watchSignIn } from './watch-sign-in.ts';

let database: TestDatabase;
let env: TestEnv;
let world: World;
let timers: HandTimers;
let terminal: BuiltTerminal;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  terminal = await buildTerminal(env);
});
beforeEach(() => {
  timers = handTimers();
  const acquirer = { code: '898', institution: '48981000', name: '开通支付', depositAccount: undefined };
  world = { ...env, timers, metrics: makeMetrics(), acquirer } as unknown as World;
});
afterAll(async () => {
  await env.close();
  await database.close();
});

let stan = 0;
function bodyOf(mti: string, more: Record<number, FieldValue> = {}): Uint8Array {
  stan += 1;
  const fields = {
    4: '000000000100',
    11: String(stan).padStart(6, '0'),
    41: terminal.terminalNo,
    42: terminal.merchantNo,
    60: encodeField60({ messageType: '22', batchNo: '000001', managementCode: '000' }),
    ...more,
  };
  return pack(terminalDialect, { mti, fields: new Map(Object.entries(fields).map(([n, v]) => [Number(n), v])) });
}

const at = (): { from: string; deadline: ReturnType<typeof deadlineIn> } => ({
  from: '127.0.0.1',
  deadline: deadlineIn(timers, 53_000),
});
const codeOf = (reply: Reply | undefined): string | undefined => {
  const read = reply === undefined ? undefined : unpack(terminalDialect, reply.body);
  return read?.ok === true ? textField(read.value, 39) : undefined;
};
/** A desk whose conversations never end by themselves. */
function busyDesk(inWorkMax: number): { desk: Desk; begun: () => number } {
  let begun = 0;
  const desk = openDesk(world, {
    inWorkMax,
    answer: () => {
      begun += 1;
      return new Promise(() => undefined);
    },
  });
  return { desk, begun: () => begun };
}
const reversals = () =>
  env.db.query<{ stan: string; answer_code: string }>('SELECT stan, answer_code FROM switching.reversal ORDER BY stan');

describe('messages in work', () => {
  it('above their limit answer 96 to charges and keep room for what ends them, until that is full too', async () => {
    const { desk, begun } = busyDesk(4);
    for (let i = 0; i < 3; i += 1) void desk(bodyOf('0200'), at());
    expect(codeOf(await desk(bodyOf('0200'), at()))).toBe('96');
    expect(codeOf(await desk(bodyOf('0100'), at()))).toBe('96');
    expect(begun()).toBe(3);
    void desk(bodyOf('0400'), at());
    expect(begun()).toBe(4);
    expect(codeOf(await desk(bodyOf('0400'), at()))).toBe('96');
    expect(codeOf(await desk(bodyOf('0820'), at()))).toBe('96');
    expect(begun()).toBe(4);
    expect(await env.db.query('SELECT 1 FROM switching.card_transaction')).toEqual([]);
  });

  it('make room again when they are answered', async () => {
    const desk = openDesk(world, { inWorkMax: 4, answer: (_world, { body }) => Promise.resolve({ body }) });
    for (let i = 0; i < 10; i += 1) expect(await desk(bodyOf('0200'), at())).toBeDefined();
    expect((await world.metrics.terminalInWork.get()).values[0]?.value).toBe(0);
  });
});

describe('time', () => {
  it('that passes without an answer ends in 98, and the charge is taken back before it is known', async () => {
    const { desk } = busyDesk(4);
    const on = at();
    const answer = desk(bodyOf('0200'), on);
    timers.pass(53_000);
    expect(codeOf(await answer)).toBe('98');
    const sale = String(stan).padStart(6, '0');
    await expect.poll(reversals).toEqual([{ stan: sale, answer_code: '25' }]);
  });

  it('that passes on a request that is never reversed ends in 98 and takes nothing back', async () => {
    const { desk } = busyDesk(4);
    const advice = desk(bodyOf('0220'), at());
    timers.pass(53_000);
    expect(codeOf(await advice)).toBe('98');
    const refund = String(stan).padStart(6, '0');
    const sale = desk(bodyOf('0200'), at());
    timers.pass(53_000);
    expect(codeOf(await sale)).toBe('98');
    const of = async (): Promise<string[]> => (await reversals()).map((row) => row.stan);
    await expect.poll(of).toContain(String(stan).padStart(6, '0'));
    expect(await of()).not.toContain(refund);
  });

  it('that has passed before the turn came ends in 96: nothing was written', async () => {
    const { desk, begun } = busyDesk(4);
    const on = at();
    timers.pass(53_000);
    await on.deadline.passed;
    expect(codeOf(await desk(bodyOf('0200'), on))).toBe('96');
    expect(begun()).toBe(0);
  });
});

describe('a message that cannot be read', () => {
  it('is answered 30 where 11, 41 and 42 could be read', async () => {
    const { desk } = busyDesk(4);
    expect(codeOf(await desk(Buffer.concat([bodyOf('0200'), Buffer.from([0])]), at()))).toBe('30');
  });
  it('is not answered where they could not', async () => {
    const { desk } = busyDesk(4);
    expect(await desk(bodyOf('0200').subarray(0, 20), at())).toBeUndefined();
    expect(await desk(Buffer.from('hello'), at())).toBeUndefined();
  });
});

describe('a terminal that signs in', () => {
  it('again and again, or from another address, is told to people once, and counted each time', async () => {
    const found = await terminalByNo(env.db, terminal.terminalNo);
    if (found === undefined) throw new Error('the terminal was built');
    for (let i = 0; i < 5; i += 1) await watchSignIn(world, found, '10.0.0.1');
    expect(await env.emitted('terminal.alerted')).toEqual([]);
    for (let i = 0; i < 2; i += 1) await watchSignIn(world, found, '10.0.0.1');
    await watchSignIn(world, found, '10.0.0.2');
    const told = await env.emitted('terminal.alerted');
    expect(told.map(({ payload }) => payload['what'])).toEqual(['sign_in_repeats', 'address_changed']);
    const counted = (await world.metrics.terminalAlerts.get()).values.map(({ labels, value }) => [labels.what, value]);
    expect(Object.fromEntries(counted)).toEqual({ sign_in_repeats: 3, address_changed: 1 });
  });
});

describe('a terminal that speaks faster than any device', () => {
  it('on a plain line hears 96 and then nothing, and is held up by nobody else; behind TLS it is not counted', async () => {
    const desk = openDesk(world, {
      inWorkMax: 100,
      perTerminalS: 1,
      answer: () => Promise.resolve({ body: bodyOf('0830') }),
    });
    const say = async (on: object, more: Record<number, FieldValue> = {}): Promise<string> => {
      const reply = await desk(bodyOf('0820', more), { ...at(), ...on });
      return reply === undefined ? 'nothing' : (codeOf(reply) ?? 'answered');
    };
    const said: string[] = [];
    for (let n = 0; n < 8; n += 1) said.push(await say({ plain: true }));
    expect(said).toEqual([...Array.from({ length: 3 }, () => 'answered'), '96', '96', '96', 'nothing', 'nothing']);
    expect(await say({ plain: true }, { 41: '99999999' })).toBe('answered');
    for (let n = 0; n < 8; n += 1) expect(await say({})).toBe('answered');
    expect((await world.metrics.terminalRefused.get()).values.map((one) => [one.labels.reason, one.value])).toEqual([
      ['too_fast', 5],
    ]);
    env.wall.pass(3_000);
    expect(await say({ plain: true })).toBe('96'); // what it owes is paid off first
    env.wall.pass(2_000);
    expect(await say({ plain: true })).toBe('answered');
  });
});
