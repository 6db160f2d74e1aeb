/** Where a process finds its local master keys: the environment (containers), the file of a ceremony, or the key file (a demo). */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readKeyFile } from './crypto.ts';
import { LMK_BYTES, lmkCheckValue } from './lmk.ts';
import { SettingsProblem } from './settings.ts';

export interface Lmk {
  /** Its check value. */
  readonly id: string;
  readonly key: Uint8Array;
}

/** `active` wraps; the older ones only open what they have wrapped. */
export interface LmkRing {
  readonly active: Lmk;
  readonly older: readonly Lmk[];
}

const fileSchema = z.object({
  active: z.string(),
  keys: z.record(z.string(), z.object({ key: z.string(), custodians: z.array(z.string()), madeAt: z.string() })),
});

/** Keys by their check values; `key` is 32 bytes in base64url. */
export type LmkFile = z.output<typeof fileSchema>;

const HEX_KEY = new RegExp(`^[0-9a-f]{${LMK_BYTES * 2}}$`, 'i');
/** Any bit of the group or of others. */
const OTHERS = 0o077;

export const lmkFilePath = (keyFile: string, given: string | undefined): string =>
  given ?? join(dirname(keyFile), 'lmk.json');

const lmkOf = (key: Uint8Array): Lmk => ({ id: lmkCheckValue(key), key });

/** @throws SettingsProblem where the file can be read by others, or does not hold what it says. */
export async function readLmkFile(path: string): Promise<LmkFile | undefined> {
  if (!existsSync(path)) return undefined;
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0)
    throw new SettingsProblem(`${path} may be read by others than its owner: chmod 600 it`);
  const parsed = fileSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new SettingsProblem(`${path} is not a file of local master keys`);
  for (const [id, one] of Object.entries(parsed.data.keys)) {
    const key = Buffer.from(one.key, 'base64url');
    if (key.length !== LMK_BYTES || lmkCheckValue(key) !== id)
      throw new SettingsProblem(`${path}: the key under ${id} does not have that check value`);
  }
  if (parsed.data.keys[parsed.data.active] === undefined)
    throw new SettingsProblem(`${path} names ${parsed.data.active} as active but does not hold it`);
  return parsed.data;
}

export async function writeLmkFile(path: string, file: LmkFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.tmp`, JSON.stringify(file, null, 2), { mode: 0o600 });
  await chmod(`${path}.tmp`, 0o600);
  await rename(`${path}.tmp`, path);
}

/** The file with one key more; where it is the first one, it is active whatever was asked. */
export function withLmk(
  file: LmkFile | undefined,
  one: { readonly lmk: Uint8Array; readonly custodians: readonly string[]; readonly madeAt: string },
  standing: 'active' | 'beside',
): LmkFile {
  const id = lmkCheckValue(one.lmk);
  if (file?.keys[id] !== undefined) throw new SettingsProblem(`a key with the check value ${id} is already there`);
  const entry = {
    key: Buffer.from(one.lmk).toString('base64url'),
    custodians: [...one.custodians],
    madeAt: one.madeAt,
  };
  return {
    active: file === undefined || standing === 'active' ? id : file.active,
    keys: { ...file?.keys, [id]: entry },
  };
}

/** @throws SettingsProblem where the file does not hold that key. */
export function withActive(file: LmkFile | undefined, id: string): LmkFile {
  if (file?.keys[id] === undefined) throw new SettingsProblem(`no local master key ${id} in the file`);
  return { ...file, active: id };
}

/** The file without a key that opens nothing any more; undefined where the file does not hold it. @throws SettingsProblem for the active one. */
export function withoutLmk(file: LmkFile | undefined, id: string): LmkFile | undefined {
  if (file?.active === id) throw new SettingsProblem(`${id} is the active local master key`);
  if (file?.keys[id] === undefined) return undefined;
  return { ...file, keys: Object.fromEntries(Object.entries(file.keys).filter(([one]) => one !== id)) };
}

/**
 * `lmk` and `oldLmks` (comma between) are hex from the environment and go before every file. The key file's own key, which
 * `keys init` made by itself, opens what it has wrapped as long as it is there.
 */
export async function readLmks(from: {
  readonly keyFile: string;
  readonly lmkFile: string | undefined;
  readonly lmk: string | undefined;
  readonly oldLmks: string | undefined;
}): Promise<LmkRing> {
  const given = [from.lmk, ...(from.oldLmks?.split(',') ?? [])].flatMap((one) => one?.trim() || []);
  if (given.some((one) => !HEX_KEY.test(one)))
    throw new SettingsProblem('KAITONG_LMK and KAITONG_LMK_OLD want 32 bytes in hex');
  const keys = from.lmk === undefined ? [] : given.map((one) => lmkOf(Buffer.from(one, 'hex')));
  if (from.lmk === undefined) {
    const file = await readLmkFile(lmkFilePath(from.keyFile, from.lmkFile));
    const ids = Object.keys(file?.keys ?? {}).toSorted((a) => (a === file?.active ? -1 : 1));
    for (const id of ids) keys.push(lmkOf(Buffer.from(file?.keys[id]?.key ?? '', 'base64url')));
  }
  const own = Buffer.from((await readKeyFile(from.keyFile, 'must-exist')).lmk, 'base64url');
  if (own.length === LMK_BYTES) keys.push(lmkOf(own));
  const [active, ...older] = keys;
  if (active === undefined)
    throw new SettingsProblem('no local master key: hold a ceremony with "kaitong keys ceremony"');
  return { active, older };
}
