import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ClearingInbox, ClearingSource } from '../../modules/reconciliation/index.ts';

const PIECE_BYTES = 1 << 18;
/** Names that the network gives the file of ordinary transactions, the plain one first. */
const ENDINGS = ['ACOM', 'ACOMA', 'ACOM.gz', 'ACOMA.gz'] as const;

/** The folder into which the network's files are dropped (in production: by the SFTP server beside us). IND<YYMMDD>01ACOM */
export function createClearingInbox(folder: string): ClearingInbox {
  return {
    async openAcom(date) {
      const names = new Set(await readdir(folder).catch(() => [] as string[]));
      const stem = `IND${date.slice(2).replaceAll('-', '')}01`;
      const name = ENDINGS.map((ending) => `${stem}${ending}`).find((one) => names.has(one));
      return name === undefined ? undefined : sourceOf(folder, name);
    },
  };
}

async function sourceOf(folder: string, name: string): Promise<ClearingSource> {
  const path = join(folder, name);
  const { size, mtimeMs } = await stat(path);
  return {
    name,
    byteCount: size,
    version: `${size}-${mtimeMs}`,
    read(reached) {
      const file = createReadStream(path, { highWaterMark: PIECE_BYTES });
      file.on('data', () => reached(file.bytesRead));
      if (!name.endsWith('.gz')) return file as AsyncIterable<Uint8Array>;
      const out = new PassThrough({ highWaterMark: PIECE_BYTES });
      // what is wrong with the archive is told by `out`, where somebody listens
      void pipeline(file, createGunzip({ chunkSize: PIECE_BYTES }), out).catch((error: unknown) =>
        out.destroy(error as Error),
      );
      return out as AsyncIterable<Uint8Array>;
    },
  };
}
