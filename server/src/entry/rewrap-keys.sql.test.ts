import { aesKeyWrap } from '@kaitong/iso8583';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { keysToRewrap, rewrapKeys, STORED_KEYS, type KeyVault } from '../modules/terminals/index.ts';
import { createSoftwareVault } from '../outbound/key-vault/index.ts';
import { openKeyBlock } from '../outbound/key-vault/key-block.ts';
import { lmkCheckValue } from '../platform/lmk.ts';
import type { Lmk } from '../platform/lmk-file.ts';

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

const lmk = (byte: number): Lmk => {
  const key = new Uint8Array(32).fill(byte);
  return { id: lmkCheckValue(key), key };
};
const none = new Uint8Array();
const vaultOf = (active: Lmk, ...older: Lmk[]): KeyVault =>
  createSoftwareVault({ lmks: { active, older }, vendorKey: none, zpk: none, chance: env.chance });
const bare = (kek: Lmk, byte: number): string =>
  Buffer.from(aesKeyWrap(kek.key, new Uint8Array(16).fill(byte))).toString('base64url');
const OLD = lmk(1);
const NEW = lmk(2);
const DEVICES = 1_200;

const keysOf = (column: string) =>
  env.db.query<{ wrapped: string }>(`SELECT ${column} AS wrapped FROM terminals.terminal WHERE ${column} IS NOT NULL`);

beforeEach(async () => {
  await env.db.execute('UPDATE terminals.terminal SET wrapped_tmk = NULL, wrapped_pik = NULL, wrapped_mak = NULL');
  await env.db.execute(
    `INSERT INTO terminals.device (serial_no, model, wrapped_key, state, changed_at)
     SELECT 'KTR' || lpad(n::text, 6, '0'), 'esign_pos', $1, 'lost', '2026-01-01' FROM generate_series(1, ${DEVICES}) n
     ON CONFLICT (serial_no) DO UPDATE SET wrapped_key = excluded.wrapped_key`,
    [bare(OLD, 7)],
  );
});

describe('a new local master key', () => {
  it('gets every stored key of terminals and devices, each still opening as what it was', async () => {
    const { terminalId, serialNo } = await buildTerminal(env);
    await env.db.execute(
      'UPDATE terminals.terminal SET wrapped_tmk = $2, wrapped_pik = $3, wrapped_mak = $4 WHERE terminal_id = $1',
      [terminalId, bare(OLD, 3), bare(OLD, 4), bare(OLD, 5)],
    );
    await env.db.execute('UPDATE terminals.device SET wrapped_key = $2 WHERE serial_no = $1', [serialNo, bare(OLD, 6)]);
    const vault = vaultOf(NEW, OLD);
    expect(await keysToRewrap(env.db, vault)).toBe(DEVICES + 4);
    const told: number[] = [];
    expect(await rewrapKeys(env.db, vault, (done) => told.push(done))).toEqual({
      rewrapped: DEVICES + 4,
      unopened: [],
    });
    expect(told).toEqual([500, 1000]);
    expect(await keysToRewrap(env.db, vault)).toBe(0);
    const alone = { active: NEW, older: [] };
    for (const [column, use, byte] of [
      ['wrapped_tmk', 'tmk', 3],
      ['wrapped_pik', 'pik', 4],
      ['wrapped_mak', 'mak', 5],
    ] as const) {
      const [row] = await keysOf(column);
      expect(openKeyBlock(alone, row?.wrapped ?? '', use).key).toEqual(
        new Uint8Array(use === 'mak' ? 8 : 16).fill(byte),
      );
    }
    expect(await rewrapKeys(env.db, vault)).toEqual({ rewrapped: 0, unopened: [] });
    await env.db.execute(`UPDATE terminals.device SET wrapped_key = $2 WHERE serial_no = $1`, [serialNo, bare(NEW, 6)]);
  });

  it('broken off in the middle, goes on with what is left', async () => {
    const vault = vaultOf(NEW, OLD);
    const total = await keysToRewrap(env.db, vault);
    const breaking = rewrapKeys(env.db, vault, (done) => {
      if (done >= 500) throw new Error('the line broke');
    });
    await expect(breaking).rejects.toThrow('the line broke');
    expect(await keysToRewrap(env.db, vault)).toBe(total - 500);
    expect((await rewrapKeys(env.db, vault)).rewrapped).toBe(total - 500);
  });

  it('leaves a key alone that no master key opens, names it, and says that it is left', async () => {
    const vault = vaultOf(NEW, OLD);
    await rewrapKeys(env.db, vault);
    await env.db.execute(`UPDATE terminals.device SET wrapped_key = $1 WHERE serial_no = 'KTR000003'`, [
      bare(lmk(9), 7),
    ]);
    expect(await rewrapKeys(env.db, vault)).toEqual({
      rewrapped: 0,
      unopened: ['terminals.device.wrapped_key of KTR000003'],
    });
    expect(await keysToRewrap(env.db, vault)).toBe(1);
  });

  it('does not write over keys that a sign-in has brought meanwhile', async () => {
    const { terminalId } = await buildTerminal(env);
    const set = (wrapped: string) =>
      env.db.execute('UPDATE terminals.terminal SET wrapped_pik = $2 WHERE terminal_id = $1', [terminalId, wrapped]);
    await set(bare(OLD, 4));
    const vault = vaultOf(NEW, OLD);
    const late: KeyVault = {
      ...vault,
      rewrap: async (wrapped, use) => {
        if (use === 'pik') await set('of the sign-in');
        return vault.rewrap(wrapped, use);
      },
    };
    await rewrapKeys(env.db, late);
    expect(await keysOf('wrapped_pik')).toEqual([{ wrapped: 'of the sign-in' }]);
  });

  it('knows every column that holds a wrapped key', async () => {
    const rows = await env.db.query<{ name: string }>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'terminals' AND column_name LIKE 'wrapped%'`,
    );
    expect(rows.map((row) => `terminals.${row.name}`).toSorted()).toEqual(
      STORED_KEYS.map((one) => `${one.relation}.${one.column}`).toSorted(),
    );
  });
});
