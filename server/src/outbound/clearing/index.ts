import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClearingInbox } from '../../modules/reconciliation/index.ts';

/** The folder into which the network's files are dropped (in production: by the SFTP server beside us). IND<YYMMDD>01ACOM */
export function createClearingInbox(folder: string): ClearingInbox {
  return {
    async readAcom(date) {
      const name = `IND${date.slice(2).replaceAll('-', '')}01ACOM`;
      const names = await readdir(folder).catch(() => [] as string[]);
      return names.includes(name) ? { name, bytes: await readFile(join(folder, name)) } : undefined;
    },
  };
}
