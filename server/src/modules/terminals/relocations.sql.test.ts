import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { withTx } from '../../platform/postgres/database.ts';
import {
  askRegister,
  decideMove,
  listRelocations,
  newestRelocation,
  openRegistration,
  ownPlaceOf,
  relocateTerminal,
  terminalOf,
  type RegisterAnswer,
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

async function terminalThat(state: 'active' | 'suspended'): Promise<BuiltTerminal> {
  const terminal = await buildTerminal(env);
  await env.db.execute(
    `UPDATE terminals.terminal SET state = $2, suspended_reason = CASE WHEN $2 = 'suspended' THEN 'place_drift' END WHERE terminal_id = $1`,
    [terminal.terminalId, state],
  );
  return terminal;
}
const move = ({ merchantId, terminalId }: BuiltTerminal, region: string, address = '新街口 1 号') =>
  withTx(env, (tx) =>
    relocateTerminal(env, tx, {
      merchantId,
      terminalId,
      region,
      address,
      merchantRegion: '330100',
      againDays: 30,
      by: 'merchant',
    }),
  );
const decide = (relocationId: string, decision: 'approve' | 'refuse') =>
  withTx(env, (tx) => decideMove(env, tx, { relocationId, decision, reason: '租约已核对', by: 'stf_1' }));
const newest = (terminal: BuiltTerminal) => newestRelocation(env, env.db, terminal);

/** The network hears the place of today and answers. */
async function register(terminal: BuiltTerminal, answer: RegisterAnswer): Promise<void> {
  await withTx(env, (tx) =>
    openRegistration(env, tx, {
      merchantId: terminal.merchantId,
      terminalId: terminal.terminalId,
      serialNo: terminal.serialNo,
      elements: {
        acquirerCode: '898',
        merchantNo: terminal.merchantNo,
        subject: { kind: 'id_number', number: '330106199001011234' },
        account: { accountId: 'acc_1', number: '6225880212345678' },
        address: '新街口 1 号',
      },
    }),
  );
  await askRegister({ ...env, registry: { bindTerminal: () => Promise.resolve(answer) } }, terminal);
}

describe('a terminal that moves', () => {
  it('within its city stands there at once, is told to the network, and asked twice at once moves once', async () => {
    const terminal = await terminalThat('active');
    const both = await Promise.all([move(terminal, '330106'), move(terminal, '330106')]);
    expect(both.map((one) => (one.refused ? one.refusal.code : one.value.state)).toSorted()).toEqual([
      'registering',
      'terminals.relocation_open',
    ]);
    expect(await ownPlaceOf(env, env.db, terminal)).toEqual({ region: '330106', address: '新街口 1 号' });
    expect(await env.emitted('terminal.relocated')).toHaveLength(1);
    const rows = await env.db.query<{ whole: string }>(
      'SELECT t::text || r::text AS whole FROM terminals.terminal t JOIN terminals.relocation r USING (merchant_id, terminal_id)',
    );
    expect(rows.some((row) => row.whole.includes('新街口'))).toBe(false);
  });

  it('to another city waits for one person, and stays where it is when they refuse', async () => {
    const terminal = await terminalThat('active');
    const asked = await move(terminal, '310100');
    const relocationId = asked.refused ? '' : asked.value.relocationId;
    expect((await listRelocations(env))[0]).toMatchObject({ relocationId, state: 'in_review' });
    expect(await ownPlaceOf(env, env.db, terminal)).toBeUndefined();
    const both = await Promise.all([decide(relocationId, 'refuse'), decide(relocationId, 'approve')]);
    expect(both.filter((one) => !one.refused)).toHaveLength(1);
    expect(await decide('rlc_none', 'approve')).toMatchObject({ refusal: { code: 'terminals.relocation_unknown' } });
  });

  it('stopped for drift goes on when the network has it, and not when it says no', async () => {
    const terminal = await terminalThat('suspended');
    await move(terminal, '330106');
    await register(terminal, { kind: 'refused', reason: 'address' });
    expect((await newest(terminal))?.state).toBe('registering');
    expect((await terminalOf(env.db, terminal.merchantId, terminal.terminalId))?.state).toBe('suspended');
    await register(terminal, { kind: 'registered', networkReference: 'N1' });
    expect((await newest(terminal))?.state).toBe('done');
    expect(await terminalOf(env.db, terminal.merchantId, terminal.terminalId)).toMatchObject({
      state: 'active',
      suspendedReason: undefined,
      region: '330106',
    });
  });

  it('stopped for drift again soon after is looked at by a person, though it says that it is at home', async () => {
    const terminal = await terminalThat('suspended');
    await move(terminal, '330106');
    await register(terminal, { kind: 'registered', networkReference: 'N2' });
    await env.db.execute(
      `UPDATE terminals.terminal SET state = 'suspended', suspended_reason = 'place_drift' WHERE terminal_id = $1`,
      [terminal.terminalId],
    );
    expect(await move(terminal, '330106')).toMatchObject({ value: { state: 'in_review' } });
  });
});
