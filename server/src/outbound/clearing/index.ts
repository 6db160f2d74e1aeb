import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ClearingInbox, ClearingSource, DisputeOutbox } from '../../modules/reconciliation/index.ts';

const PIECE_BYTES = 1 << 18;
/** Names that the network gives its files after IND<YYMMDD>, the plain one first. */
const ENDINGS = {
  acom: ['01ACOM', '01ACOMA', '01ACOM.gz', '01ACOMA.gz'],
  err: ['01ERR', '01AERR', '01ERRA', '01AERRA', '01ERR.gz', '01AERR.gz', '01ERRA.gz', '01AERRA.gz'],
  lfee: ['99ALFEE', '99LFEE', '99ALFEE.gz', '99LFEE.gz'],
} as const;

/** The folder into which the network's files are dropped (in production: by the SFTP server beside us). */
export function createClearingInbox(folder: string): ClearingInbox {
  const open = (endings: readonly string[]) => async (date: string) => {
    const names = new Set(await readdir(folder).catch(() => [] as string[]));
    const stem = `IND${date.slice(2).replaceAll('-', '')}`;
    const name = endings.map((ending) => `${stem}${ending}`).find((one) => names.has(one));
    return name === undefined ? undefined : sourceOf(folder, name);
  };
  return { openAcom: open(ENDINGS.acom), openErr: open(ENDINGS.err), openLfee: open(ENDINGS.lfee) };
}

/**
 * The folder from which the network takes what we send for disputes, beside its files: proofs first, so that whoever sees the paper finds them
 * there. The network renames what it has taken.
 */
export function createDisputeOutbox(folder: string): DisputeOutbox {
  return {
    async submit({ name, line, proofs }) {
      await mkdir(folder, { recursive: true });
      const paper = join(folder, name);
      if ((await isThere(paper)) || (await isThere(`${paper}.taken`))) return;
      for (const proof of proofs) await put(join(folder, `${name}.${proof.name}`), proof.content);
      const rows = [line, ...proofs.map((proof) => `@${name}.${proof.name}`)];
      await put(paper, Buffer.from(rows.map((row) => `${row}\n`).join(''), 'latin1'));
    },
  };
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** All of it or nothing, whoever looks. */
async function put(path: string, content: Uint8Array): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
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
