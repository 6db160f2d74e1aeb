/** A backup of a living system, restored on an empty data folder: the same tables, the same photos, the same keys; and what is refused. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../src/entry/journey.ts';

const PASSPHRASE = { KAITONG_BACKUP_PASSPHRASE: '一把只在纸上的钥匙 2026' };
let system: OwnSystem;
let restored: OwnSystem;
let walker: Walker;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaitong-backup-'));
  system = await OwnSystem.create(PASSPHRASE);
  restored = await OwnSystem.create(PASSPHRASE);
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  const { serialNo } = await walker.becomeActive();
  expect(await walker.runTerminal(serialNo, { script: 'sale', amountFen: '12800', personKey: 'wang' })).toMatchObject({
    ok: true,
  });
}, 180_000);
afterAll(async () => {
  await system.remove();
  await restored.remove();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
/** The restore command on a data folder and a database of its own. */
const restore = (from: string, ...more: string[]) => restored.command('restore', '--from', from, ...more);

describe('a backup', () => {
  it('is made while the system runs, and nothing in it can be read without the passphrase', async () => {
    const { code, said } = await system.command('backup', '--to', at('first'));
    expect([code, said]).toEqual([0, expect.stringContaining('photos and papers')]);
    for (const part of ['tables', 'objects', 'folder'])
      for (const name of await readdir(join(at('first'), part))) {
        const bytes = await readFile(join(at('first'), part, name));
        expect([name, bytes.includes('kaitong'), bytes.includes('898330')]).toEqual([name, false, false]);
      }
  }, 120_000);

  it('does not go into a folder that holds something', async () => {
    const { code, said } = await system.command('backup', '--to', at('first'));
    expect([code, said]).toEqual([1, expect.stringContaining('is not empty')]);
  });

  it('of which a byte was changed, a file is missing or which was broken off is refused by name', async () => {
    await cp(at('first'), at('changed'), { recursive: true });
    const table = join(at('changed'), 'tables', '3.gz');
    const bytes = await readFile(table);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(table, bytes);
    expect(await restore(at('changed'), '--check')).toMatchObject({ code: 1, said: expect.stringMatching(/tables\//) });
    await cp(at('first'), at('part'), { recursive: true });
    await rm(join(at('part'), 'manifest.json'));
    expect(await restore(at('part'), '--check')).toMatchObject({
      code: 1,
      said: expect.stringContaining('no finished backup'),
    });
  }, 120_000);

  it('is not opened by another passphrase', async () => {
    const other = new OwnSystem(restored.dataDir, {
      ...restored.env,
      KAITONG_BACKUP_PASSPHRASE: 'something else entirely',
    });
    expect(await other.command('restore', '--from', at('first'), '--check')).toMatchObject({
      code: 1,
      said: expect.stringContaining('not the passphrase'),
    });
  });

  it('restored on an empty folder is the same, table by table, and the merchant goes on where it was', async () => {
    const before = await walker.client.call('GET /api/merchant/home');
    const photo = (await walker.client.call('GET /api/applicant/me')).materials[0];
    await rm(restored.dataDir, { recursive: true });
    const { code, said } = await restore(at('first'));
    expect([code, said]).toEqual([0, expect.stringContaining('each is what was saved')]);
    await system.kill();
    await restored.start();
    const again = new Walker(restored.url, 'lin');
    for (const [name, value] of walker.cookies) again.cookies.set(name, value);
    const after = await again.client.call('GET /api/merchant/home');
    expect([after.merchantNo, after.today]).toEqual([before.merchantNo, before.today]);
    const picture = await fetch(`${restored.url}/api/applicant/materials/${photo?.materialId ?? ''}/image`, {
      headers: { cookie: [...walker.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    expect([picture.status, (await picture.arrayBuffer()).byteLength > 10_000]).toEqual([200, true]);
    expect(await restored.command('verify-books')).toMatchObject({ code: 0 });
    expect(await restored.command('trial-balance')).toMatchObject({ code: 0 });
  }, 180_000);

  it('does not go into an installation that is used', async () =>
    expect(await restore(at('first'))).toMatchObject({ code: 1, said: expect.stringContaining('is not empty') }));
});
