/** `manifest.json` of a backup: what is in it, so that a reader knows whether all of it is there and is what it was. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SettingsProblem } from '../../platform/settings.ts';
import { isSealed, openKey } from './seal.ts';

const entry = z.object({ name: z.string(), bytes: z.number(), sha256: z.string() });
const content = z.object({
  format: z.literal(1),
  madeAt: z.string(),
  version: z.string(),
  /** Migrations that made these tables, with the digest of each. */
  migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
  tables: z.array(entry.extend({ rows: z.number() })),
  sequences: z.array(z.object({ name: z.string(), last: z.string(), called: z.boolean() })),
  /** Objects as they lie in the store; they are encrypted already. */
  objects: z.array(entry),
  /** Of the data folder, keys first. */
  folder: z.array(entry),
});
const manifest = z.object({
  content: z.string(),
  seal: z.string(),
  key: z.object({ salt: z.string(), iv: z.string(), tag: z.string(), key: z.string() }),
});

export type Entry = z.infer<typeof entry>;
export type Content = z.infer<typeof content>;

export const MANIFEST = 'manifest.json';

/** @throws SettingsProblem for what is no backup, the wrong passphrase, or a manifest that was changed */
export async function readManifest(folder: string, passphrase: string): Promise<{ key: Buffer; content: Content }> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new SettingsProblem(`${folder} holds no finished backup: there is no ${MANIFEST}, which is written last`);
  const parsed = manifest.safeParse(JSON.parse(text));
  if (!parsed.success) throw new SettingsProblem(`${MANIFEST} is not one of this program`);
  const key = await openKey(passphrase, parsed.data.key);
  if (!isSealed(key, parsed.data.content, parsed.data.seal)) throw new SettingsProblem(`${MANIFEST} was changed`);
  return { key, content: content.parse(JSON.parse(parsed.data.content)) };
}
