import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { must } from '../../kernel/assert.ts';
import { withTx } from '../../platform/postgres/database.ts';
import {
  askRegister,
  askWithdrawal,
  endTerminal,
  newestRegistration,
  openRegistration,
  swapDevice,
  terminalByNo,
  terminalOf,
  terminalStandings,
  type FiveElements,
  type RegisterAnswer,
  type WithdrawAnswer,
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

const elements: FiveElements = {
  acquirerCode: '48983300',
  merchantNo: '898330158140001',
  subject: { kind: 'id_number', number: '330106199003070019' },
  account: { accountId: 'acc_1', number: '6225880212345678' },
  address: '文三路夜市 90 号',
};
const YES: RegisterAnswer = { kind: 'registered', networkReference: 'TB1' };
const NO: RegisterAnswer = { kind: 'refused', reason: 'element_mismatch' };
const SILENCE: RegisterAnswer = { kind: 'unknown', reason: 'time-out' };

const open = (terminal: BuiltTerminal) => withTx(env, (tx) => openRegistration(env, tx, { ...terminal, elements }));
const ask = async (terminal: BuiltTerminal, answer: RegisterAnswer): Promise<string[]> => {
  const references: string[] = [];
  const registry = {
    bindTerminal: (input: { reference: string }) => {
      references.push(input.reference);
      return Promise.resolve(answer);
    },
  };
  await askRegister({ ...env, registry }, terminal);
  return references;
};
const newest = (terminal: BuiltTerminal) => newestRegistration(env.db, terminal.merchantId, terminal.terminalId);
const refusal = async (terminal: BuiltTerminal) =>
  (await terminalByNo(env.db, terminal.terminalNo))?.registrationRefused;

/** Only an active terminal is unbound; one that never was is closed at once. */
const activate = (terminal: BuiltTerminal) =>
  env.db.execute(`UPDATE terminals.terminal SET state = 'active' WHERE terminal_id = $1`, [terminal.terminalId]);

describe('the registration of a terminal', () => {
  it('is asked for by whoever allocates or swaps a serial number, in the same transaction', async () => {
    const terminal = await buildTerminal(env);
    const jobs = await env.enqueued('register-terminal');
    expect(jobs.at(-1)?.data).toMatchObject({ terminalId: terminal.terminalId, serialNo: terminal.serialNo });
  });

  it('that meets silence stays pending, and is asked again later under the same reference until it is answered', async () => {
    const terminal = await buildTerminal(env);
    const reference = await open(terminal);
    expect(await ask(terminal, SILENCE)).toEqual([reference]);
    expect(await newest(terminal)).toMatchObject({ state: 'pending', reason: 'time-out' });
    const due = await env.db.query<{ kind: string }>(
      `SELECT kind FROM platform.due WHERE key = $1 AND state = 'waiting'`,
      [reference],
    );
    expect(due).toEqual([{ kind: 'register-terminal' }]);
    expect(await ask(terminal, YES)).toEqual([reference]);
    expect(await newest(terminal)).toMatchObject({ state: 'registered', version: 1 });
    expect(await ask(terminal, YES)).toEqual([]);
  });

  it('that is refused stops the terminal until a later version is accepted; only asking again does not free it', async () => {
    const terminal = await buildTerminal(env);
    await open(terminal);
    await ask(terminal, NO);
    expect(await refusal(terminal)).toBe('element_mismatch');
    await open(terminal);
    expect(await newest(terminal)).toMatchObject({ state: 'pending', version: 2 });
    expect(await refusal(terminal)).toBe('element_mismatch');
    expect((await terminalStandings(env.db))[0]).toMatchObject({ terminalNo: terminal.terminalNo });
    await ask(terminal, YES);
    expect(await refusal(terminal)).toBeUndefined();
    const told = (await env.emitted('registration.answered')).filter(
      ({ payload }) => payload['terminalId'] === terminal.terminalId,
    );
    expect(told.map(({ payload }) => payload['state'])).toEqual(['refused', 'registered']);
  });

  it('an answer about a device that was swapped meanwhile changes nothing for the new one', async () => {
    const terminal = await buildTerminal(env);
    await open(terminal);
    await env.db.execute(
      `INSERT INTO terminals.device (serial_no, model, wrapped_key, state, changed_at) VALUES ('KTSWAP1', 'esign_pos', 'w', 'in_stock', now())`,
    );
    const registry = {
      bindTerminal: async (): Promise<RegisterAnswer> => {
        const swapped = await withTx(env, (tx) => swapDevice(env, tx, { ...terminal, model: 'esign_pos' }));
        expect(swapped.refused).toBe(false);
        return NO;
      },
    };
    await askRegister({ ...env, registry }, terminal);
    expect(await terminalOf(env.db, terminal.merchantId, terminal.terminalId)).toMatchObject({
      serialNo: 'KTSWAP1',
      registrationRefused: undefined,
    });
    expect((await env.enqueued('register-terminal')).at(-1)?.data).toMatchObject({ serialNo: 'KTSWAP1' });
  });

  it('opened twice at once is two versions in a row, of which the later counts', async () => {
    const terminal = await buildTerminal(env);
    await Promise.all([open(terminal), open(terminal)]);
    const rows = await env.db.query<{ version: number; state: string }>(
      'SELECT version, state FROM terminals.registration WHERE merchant_id = $1 ORDER BY version',
      [terminal.merchantId],
    );
    expect(rows).toEqual([
      { version: 1, state: 'superseded' },
      { version: 2, state: 'pending' },
    ]);
  });

  it('of a terminal that ends is withdrawn: its keys are gone at once, silence is asked about again, and the yes closes it', async () => {
    const terminal = await buildTerminal(env);
    await open(terminal);
    await ask(terminal, YES);
    await activate(terminal);
    const before = must(await terminalOf(env.db, terminal.merchantId, terminal.terminalId), 'terminal');
    const end = () => withTx(env, (tx) => endTerminal(env, tx, { terminal: before, reason: 'returned' }));
    expect([await end(), await end()]).toEqual([true, false]);
    const withdraw = (answer: WithdrawAnswer) =>
      askWithdrawal(
        {
          ...env,
          registry: { bindTerminal: () => Promise.resolve(YES), withdrawTerminal: () => Promise.resolve(answer) },
        },
        terminal,
      );
    await withdraw({ kind: 'unknown', reason: 'time-out' });
    expect(await terminalByNo(env.db, terminal.terminalNo)).toMatchObject({
      state: 'unbound',
      wrappedTmk: undefined,
      wrappedMak: undefined,
    });
    expect((await newest(terminal))?.state).toBe('withdrawing');
    const due = await env.db.query<{ kind: string }>(
      `SELECT kind FROM platform.due WHERE kind = 'register-terminal' AND data ->> 'terminalId' = $1 AND state = 'waiting'`,
      [terminal.terminalId],
    );
    expect(due).toHaveLength(1);
    await withdraw({ kind: 'withdrawn' });
    expect([(await newest(terminal))?.state, (await terminalByNo(env.db, terminal.terminalNo))?.state]).toEqual([
      'withdrawn',
      'closed',
    ]);
  });

  it('that was never answered is withdrawn as well, and a yes that comes late changes nothing', async () => {
    const terminal = await buildTerminal(env);
    await open(terminal);
    const before = must(await terminalOf(env.db, terminal.merchantId, terminal.terminalId), 'terminal');
    const registry = {
      bindTerminal: async (): Promise<RegisterAnswer> => {
        await withTx(env, (tx) => endTerminal(env, tx, { terminal: before, reason: 'lost_stolen' }));
        return YES;
      },
    };
    await askRegister({ ...env, registry }, terminal);
    expect((await newest(terminal))?.state).toBe('withdrawing');
  });

  it('lies in the database without identity number, account or place in clear', async () => {
    const rows = await env.db.query<{ whole: string }>('SELECT r::text AS whole FROM terminals.registration r');
    expect(rows.length).toBeGreaterThan(3);
    for (const clear of [elements.subject.number, elements.account.number, '文三路'])
      expect(rows.some(({ whole }) => whole.includes(clear))).toBe(false);
  });
});
