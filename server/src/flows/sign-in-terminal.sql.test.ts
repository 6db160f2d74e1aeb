import { decodeWorkingKeys, profiles } from '@kaitong/iso8583';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { must } from '../kernel/assert.ts';
import {
  moveTerminal,
  setTerminalKeys,
  swapDevice,
  terminalByNo,
  type KeyVault,
  type Terminal,
  type TerminalState,
} from '../modules/terminals/index.ts';
import { createSoftwareVault } from '../outbound/key-vault/index.ts';
import { wrapKeyBlock } from '../outbound/key-vault/key-block.ts';
import { lmkCheckValue } from '../platform/lmk.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { answerSignIn, answerSignOff, signInWanted } from './sign-in-terminal.ts';

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

const key = new Uint8Array(32).fill(1);
const LMK = { id: lmkCheckValue(key), key };
const TMK = Uint8Array.from(Buffer.from('11111111111111112222222222222222', 'hex'));
const tmk = { wrapped: wrapKeyBlock(LMK, { use: 'tmk', algorithm: 'T', key: TMK }), checkValue: 'D2B91CC5' };
const none = new Uint8Array();
const softwareVault = (): KeyVault =>
  createSoftwareVault({ lmks: { active: LMK, older: [] }, vendorKey: none, zpk: none, chance: env.chance });
const worldWith = (vault: KeyVault): World => ({ ...env, vault }) as unknown as World;

const stateOf = (built: BuiltTerminal, state: TerminalState) =>
  env.db.execute('UPDATE terminals.terminal SET state = $2 WHERE terminal_id = $1', [built.terminalId, state]);
const read = async (built: BuiltTerminal): Promise<Terminal> =>
  must(await terminalByNo(env.db, built.terminalNo), 'terminal');
const keysOf = async (built: BuiltTerminal) => {
  const { wrappedTmk, wrappedPik, wrappedMak } = await read(built);
  return [wrappedTmk, wrappedPik, wrappedMak].map((one) => one !== undefined);
};
const checksOf = async ({ terminalId }: BuiltTerminal) => {
  const rows = await env.db.query<{ tmk_check: string; pik_check: string; mak_check: string }>(
    'SELECT tmk_check, pik_check, mak_check FROM terminals.terminal WHERE terminal_id = $1',
    [terminalId],
  );
  return rows[0];
};

/** An active terminal that has signed in. */
async function signedIn(): Promise<BuiltTerminal> {
  const built = await buildTerminal(env);
  await stateOf(built, 'active');
  await setTerminalKeys(env, env.db, { ...built, tmk });
  expect((await answerSignIn(worldWith(softwareVault()), await read(built), '003')).code).toBe('00');
  return built;
}

describe('a sign-in', () => {
  it('gives fresh working keys each time, keeps them wrapped, and their check values for audits', async () => {
    const built = await signedIn();
    const before = await read(built);
    const answer = await answerSignIn(worldWith(softwareVault()), before, '003');
    if (answer.code !== '00') throw new Error(answer.code);
    const keys = decodeWorkingKeys('003', TMK, answer.field62);
    expect(keys.ok).toBe(true);
    const after = await read(built);
    expect([after.wrappedPik === before.wrappedPik, after.wrappedMak === before.wrappedMak]).toEqual([false, false]);
    const hex = Buffer.from(answer.field62).toString('hex').toUpperCase();
    expect(await checksOf(built)).toEqual({
      tmk_check: 'D2B91CC5',
      pik_check: hex.slice(32, 40),
      mak_check: hex.slice(72, 80),
    });
  });

  it('is answered 97 where the terminal came to its end while the keys were made, and none are stored', async () => {
    const built = await signedIn();
    const vault = softwareVault();
    const late: KeyVault = {
      ...vault,
      newWorkingKeys: async (wrapped, layout) => {
        await withTx(env, (tx) => moveTerminal(env, tx, { ...built, from: ['active'], to: 'unbound' }));
        return vault.newWorkingKeys(wrapped, layout);
      },
    };
    expect(await answerSignIn(worldWith(late), await read(built), '003')).toEqual({ code: '97' });
    expect(await keysOf(built)).toEqual([false, false, false]);
  });
});

it('a terminal is asked to sign in again once its working keys are a day old, until it has', async () => {
  const world = worldWith(softwareVault());
  const built = await signedIn();
  const wanted = async () => signInWanted(world, await read(built));
  env.clock.pass(23 * 3_600_000);
  expect(await wanted()).toBe(false);
  env.clock.pass(3_600_000);
  expect(await wanted()).toBe(true);
  await answerSignIn(world, await read(built), '003');
  expect(await wanted()).toBe(false);
  await answerSignOff(world, await read(built));
  env.clock.pass(48 * 3_600_000);
  expect(await wanted()).toBe(false);
});

it('a sign-in in the layout of the terminal’s profile also keeps its track key; another layout is answered 40', async () => {
  const world = worldWith(softwareVault());
  const built = await signedIn();
  await env.db.execute(`UPDATE terminals.terminal SET key_profile = 'sm4' WHERE terminal_id = $1`, [built.terminalId]);
  expect(await answerSignIn(world, await read(built), '003')).toEqual({ code: '40' });
  const answer = await answerSignIn(world, await read(built), '005');
  if (answer.code !== '00') throw new Error(answer.code);
  expect(decodeWorkingKeys('005', TMK, answer.field62).ok).toBe(true);
  const rows = await env.db.query<{ kept: boolean; tdk_check: string }>(
    'SELECT wrapped_tdk IS NOT NULL AS kept, tdk_check FROM terminals.terminal WHERE terminal_id = $1',
    [built.terminalId],
  );
  const hex = Buffer.from(answer.field62).toString('hex').toUpperCase();
  expect(rows).toEqual([{ kept: true, tdk_check: hex.slice(-8) }]);
});

it('the database knows the same profiles as the code', async () => {
  const rows = await env.db.query<{ definition: string }>(
    `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = 'terminal_key_profile_check'`,
  );
  const names = [...(rows[0]?.definition.matchAll(/'([^']+)'/g) ?? [])].map((match) => match[1] ?? '');
  expect(new Set(names)).toEqual(new Set(Object.keys(profiles)));
});

describe('the keys of a terminal', () => {
  it('are erased in the transaction that unbinds it, their check values stay, and its sign-in is answered 97', async () => {
    const built = await signedIn();
    const unbind = (fail: boolean) =>
      withTx(env, async (tx) => {
        await moveTerminal(env, tx, { ...built, from: ['active'], to: 'unbound' });
        if (fail) throw new Error('taken back');
      });
    await expect(unbind(true)).rejects.toThrow('taken back');
    expect(await keysOf(built)).toEqual([true, true, true]);
    const checks = await checksOf(built);
    await unbind(false);
    expect(await keysOf(built)).toEqual([false, false, false]);
    expect(await checksOf(built)).toEqual(checks);
    expect(await answerSignIn(worldWith(softwareVault()), await read(built), '003')).toEqual({ code: '97' });
  });

  it('stay where it only stands still for a time: its sign-in is answered 58, which erases nothing', async () => {
    const built = await signedIn();
    await stateOf(built, 'suspended');
    expect(await answerSignIn(worldWith(softwareVault()), await read(built), '003')).toEqual({ code: '58' });
    expect(await keysOf(built)).toEqual([true, true, true]);
  });

  it('cannot outlive it: the database takes no end of a terminal that leaves a key behind', async () => {
    for (const state of ['unbound', 'closed'] as const)
      await expect(stateOf(await signedIn(), state)).rejects.toThrow(/terminal_keys_end/);
  });

  it('stay with the device they were made in: a terminal that gets another one has none', async () => {
    const built = await signedIn();
    await stateOf(built, 'pending_activation');
    await env.db.execute(
      `INSERT INTO terminals.device (serial_no, model, wrapped_key, state, changed_at) VALUES ('KTOTHER1', 'esign_pos', 'w', 'in_stock', '2026-01-01')`,
    );
    const swapped = await withTx(env, (tx) => swapDevice(env, tx, { ...built, model: 'esign_pos' }));
    expect(swapped.refused).toBe(false);
    expect(await keysOf(built)).toEqual([false, false, false]);
  });

  it('for work are erased by a sign-off, and the master key stays for the next sign-in', async () => {
    const built = await signedIn();
    await answerSignOff(worldWith(softwareVault()), await read(built));
    expect(await keysOf(built)).toEqual([true, false, false]);
    expect((await answerSignIn(worldWith(softwareVault()), await read(built), '003')).code).toBe('00');
  });
});
