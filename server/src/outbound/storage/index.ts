import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { S3mini } from 's3mini';
import type { ObjectStore } from '../../platform/files.ts';

/** Encrypted objects in a folder, two levels deep. An object is whole or not there: written aside, synced, renamed. */
export function createLocalStore(folder: string): ObjectStore {
  const path = (key: string): string => join(folder, key.slice(0, 2), key);
  return {
    async put(key, bytes) {
      await mkdir(join(folder, key.slice(0, 2)), { recursive: true, mode: 0o700 });
      const aside = `${path(key)}.${process.pid}.${process.hrtime.bigint()}.tmp`;
      const handle = await open(aside, 'w', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(aside, path(key));
    },
    get: (key) => readFile(path(key)),
    delete: (key) => rm(path(key), { force: true }),
  };
}

export interface S3Options {
  /** Address with the bucket as its path: https://host/bucket */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

export function createS3Store(options: S3Options): ObjectStore {
  const client = new S3mini(options);
  return {
    async put(key, bytes) {
      await client.putObject(key, Buffer.from(bytes), 'application/octet-stream');
    },
    async get(key) {
      const found = await client.getObjectArrayBuffer(key);
      if (found === null) throw new Error(`no object ${key.slice(0, 12)}`);
      return new Uint8Array(found);
    },
    async delete(key) {
      await client.deleteObject(key);
    },
  };
}
