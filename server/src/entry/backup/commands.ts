/** `kaitong backup` and `kaitong restore`. The passphrase comes from KAITONG_BACKUP_PASSPHRASE or is asked for. */
import { isAbsolute, join, relative, resolve } from 'node:path';
import { defineCommand } from 'citty';
import { createLocalStore, createS3Store } from '../../outbound/storage/index.ts';
import type { ObjectStore } from '../../platform/files.ts';
import { lmkFilePath } from '../../platform/lmk-file.ts';
import { SettingsProblem } from '../../platform/settings.ts';
import { dataArgument, keyFileOf, orExplain, say, withDatabase } from '../cli.ts';
import { openDesk } from '../desk.ts';
import { prepareDatabase } from '../open-world.ts';
import { paths } from '../paths.ts';
import { VERSION } from '../version.ts';
import { checkBackup, restoreData, restoreFolder } from './read-backup.ts';
import { writeBackup } from './write-backup.ts';

async function passphraseOf(): Promise<string> {
  const given = process.env['KAITONG_BACKUP_PASSPHRASE'];
  if (given !== undefined && given !== '') return given;
  const desk = openDesk();
  try {
    return await desk.askHidden('Passphrase of the backup: ');
  } finally {
    desk.close();
  }
}

function storeOf(dataDir: string): ObjectStore {
  const {
    KAITONG_S3_ENDPOINT: endpoint,
    KAITONG_S3_ACCESS_KEY: accessKeyId,
    KAITONG_S3_SECRET_KEY: secret,
  } = process.env;
  if (endpoint === undefined || accessKeyId === undefined || secret === undefined)
    return createLocalStore(join(dataDir, 'files'));
  const region = process.env['KAITONG_S3_REGION'] ?? 'auto';
  return createS3Store({ endpoint, accessKeyId, secretAccessKey: secret, region });
}

/** Key files that lie elsewhere go into the folder of keys of the backup. */
function keyFilesOf(dataDir: string, data: string): Record<string, string> {
  const files = {
    'keys/keys.json': keyFileOf(data),
    'keys/lmk.json': lmkFilePath(keyFileOf(data), process.env['KAITONG_LMK_FILE']),
  };
  const outside = Object.entries(files).filter(([, path]) => {
    const from = relative(dataDir, resolve(path));
    return from.startsWith('..') || isAbsolute(from);
  });
  return Object.fromEntries(outside);
}

export const backup = defineCommand({
  meta: { name: 'backup', description: 'The whole installation into a new folder, encrypted, while it runs' },
  args: { ...dataArgument, to: { type: 'string', required: true, description: 'A folder that is not there yet' } },
  run: ({ args }) =>
    orExplain(async () => {
      const dataDir = resolve(args.data);
      const passphrase = await passphraseOf();
      await withDatabase(args.data, async (url) => {
        const made = await writeBackup({
          url,
          objects: storeOf(dataDir),
          dataDir,
          keyFiles: keyFilesOf(dataDir, args.data),
          to: resolve(args.to),
          passphrase,
          version: VERSION,
          say,
        });
        const rows = made.tables.reduce((sum, one) => sum + one.rows, 0);
        say(
          `backup of ${made.madeAt}: ${made.tables.length} tables, ${rows} rows, ${made.objects.length} photos and papers, ${made.folder.length} files`,
        );
        say('without the passphrase nobody can read it: keep it apart from this folder');
      });
    }),
});

export const restore = defineCommand({
  meta: { name: 'restore', description: 'A backup into an empty data folder and an empty database' },
  args: {
    ...dataArgument,
    from: { type: 'string', required: true, description: 'The folder of the backup' },
    check: { type: 'boolean', default: false, description: 'Only read it and say whether it is whole' },
  },
  run: ({ args }) =>
    orExplain(async () => {
      const of = { from: resolve(args.from), passphrase: await passphraseOf(), say };
      const checked = await checkBackup(of);
      say(`the backup of ${checked.madeAt} is whole`);
      if (args.check) return;
      const dataDir = resolve(args.data);
      await restoreFolder(of, dataDir);
      if (keyFileOf(args.data) !== join(dataDir, 'keys', 'keys.json'))
        throw new SettingsProblem(
          `KAITONG_KEY_FILE is set: the keys of the backup lie in ${join(dataDir, 'keys')}; put them where it says and unset it for this command`,
        );
      await withDatabase(args.data, async (url) => {
        await prepareDatabase(url, paths.migrations);
        await restoreData(of, { url, objects: storeOf(dataDir) });
      });
      say(
        'restored; start Kaitong on this data folder. Look at the bank before you let payouts go: see docs/operate/runbooks.md',
      );
    }),
});
