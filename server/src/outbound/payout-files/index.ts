/**
 * The folder of payout files (in production: what an SFTP server or a bank's agent beside us carries on): `out` is ours to the bank, `in`
 * the bank's to us, `in/done` what we have read.
 */
import { mkdir, readFile, readdir, rename, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { PayoutFileFormat, PayoutFiles } from '../../modules/settlement/index.ts';
import { refuseInsideTransaction } from '../../platform/postgres/database.ts';
import { readCsv, writeCsv } from './csv.ts';
import { readIso20022, writePain001, type PayingAccount } from './iso20022.ts';

/** A simulator leaves this beside the folders it looks at, so that production refuses them. */
const SIMULATOR_MARK = '.kaitong-simulator';
const ENDING: Readonly<Record<PayoutFileFormat, string>> = { iso20022: 'xml', csv: 'csv' };
const TAKEN = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,80}\.(xml|csv)$/;

export interface PayoutFolder {
  readonly folder: string;
  readonly format: PayoutFileFormat;
  readonly payer: PayingAccount;
}

export function createPayoutFiles({ folder, format, payer }: PayoutFolder): PayoutFiles {
  const [out, inbox, done] = [join(folder, 'out'), join(folder, 'in'), join(folder, 'in', 'done')];
  return {
    format,
    write: (file, as) => (as === 'csv' ? writeCsv(file, payer) : writePain001(file, payer)),
    async drop(fileId, as, bytes) {
      refuseInsideTransaction('payout files');
      await mkdir(out, { recursive: true });
      const path = join(out, `${fileId}.${ENDING[as]}`);
      const part = `${path}.part`;
      const handle = await open(part, 'w');
      await handle.writeFile(bytes);
      await handle.sync();
      await handle.close();
      await rename(part, path);
    },
    async list() {
      const names = await readdir(inbox).catch(() => [] as string[]);
      return names.filter((name) => TAKEN.test(name)).toSorted();
    },
    read: (name) => readFile(join(inbox, name)),
    parse: (name, bytes) => (name.endsWith('.csv') ? readCsv(bytes) : readIso20022(bytes)),
    async putAway(name) {
      await mkdir(done, { recursive: true });
      await rename(join(inbox, name), join(done, name));
    },
    simulator: async () => (await readdir(folder).catch(() => [] as string[])).includes(SIMULATOR_MARK),
  };
}
