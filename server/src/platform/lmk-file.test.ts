import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropOwnLmk, readKeyFile } from './crypto.ts';
import { lmkCheckValue } from './lmk.ts';
import { readLmkFile, readLmks, withActive, withLmk, withoutLmk, writeLmkFile } from './lmk-file.ts';

let folder: string;
let keyFile: string;
let own: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaitong-lmk-'));
  keyFile = join(folder, 'keys.json');
  own = lmkCheckValue(Buffer.from((await readKeyFile(keyFile, 'create')).lmk, 'base64url'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const made = (byte: number) => ({
  lmk: filled(byte),
  custodians: ['Lin', 'Wang'],
  madeAt: '2026-11-23T10:00:00+08:00',
});
const id = (byte: number): string => lmkCheckValue(filled(byte));
const hex = (byte: number): string => Buffer.from(filled(byte)).toString('hex');
const ring = async (some: { lmkFile?: string; lmk?: string; oldLmks?: string }) => {
  const { active, older } = await readLmks({
    keyFile,
    lmkFile: some.lmkFile,
    lmk: some.lmk,
    oldLmks: some.oldLmks,
  });
  return [active.id, ...older.map((one) => one.id)];
};

describe('the local master keys of a process', () => {
  it('are the one of the key file, until a ceremony or the environment brings another; the older ones still open', async () => {
    const lmkFile = join(folder, 'made', 'lmk.json');
    expect(await ring({ lmkFile })).toEqual([own]);
    await writeLmkFile(lmkFile, withLmk(withLmk(undefined, made(1), 'active'), made(2), 'active'));
    expect(await ring({ lmkFile })).toEqual([id(2), id(1), own]);
    expect(await ring({ lmkFile, lmk: hex(3), oldLmks: `${hex(4)},${hex(5)}` })).toEqual([id(3), id(4), id(5), own]);
  });

  it('put beside the active one waits until it is made active', () => {
    expect(withLmk(withLmk(undefined, made(1), 'beside'), made(2), 'beside').active).toBe(id(1));
    expect(() => withLmk(withLmk(undefined, made(1), 'active'), made(1), 'active')).toThrow(/already there/);
  });

  it('are made active and forgotten one at a time, and the active one is never forgotten', async () => {
    const two = withLmk(withLmk(undefined, made(1), 'active'), made(2), 'beside');
    expect(withActive(two, id(2)).active).toBe(id(2));
    expect(() => withActive(two, id(3))).toThrow(/no local master key/);
    expect(() => withoutLmk(two, id(1))).toThrow(/is the active/);
    expect(Object.keys(withoutLmk(two, id(2))?.keys ?? {})).toEqual([id(1)]);
    expect(withoutLmk(two, own)).toBeUndefined();
    const lmkFile = join(folder, 'retired', 'lmk.json');
    const other = join(folder, 'retired-keys.json');
    await readKeyFile(other, 'create');
    await writeLmkFile(lmkFile, two);
    await dropOwnLmk(other);
    const ring = await readLmks({ keyFile: other, lmkFile, lmk: undefined, oldLmks: undefined });
    expect([ring.active.id, ...ring.older.map((one) => one.id)]).toEqual([id(1), id(2)]);
  });

  it('lie in a file that only its owner reads, and one that others may read is refused', async () => {
    const path = join(folder, 'mode', 'lmk.json');
    await writeLmkFile(path, withLmk(undefined, made(1), 'active'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o640);
    await expect(readLmkFile(path)).rejects.toThrow(/chmod 600/);
  });

  it('do not count where the key is not the one of its check value', async () => {
    const path = join(folder, 'changed', 'lmk.json');
    const file = withLmk(undefined, made(1), 'active');
    await writeLmkFile(path, { ...file, keys: { [id(1)]: { ...file.keys[id(1)]!, key: made(2).lmk.toString() } } });
    await expect(readLmkFile(path)).rejects.toThrow(/does not have that check value/);
  });
});
