import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../platform/files.ts';
import { createLocalStore, createS3Store } from './index.ts';

interface S3rver {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
  httpServer?: Server;
}
const S3rver = createRequire(import.meta.url)('s3rver') as new (options: object) => S3rver;

let folder = '';
let server: S3rver;
const stores: { name: string; store: ObjectStore }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaitong-storage-'));
  server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: 'photos' }],
  });
  const { port } = await server.run();
  stores.push({ name: 'a folder', store: createLocalStore(join(folder, 'local')) });
  stores.push({
    name: 'an S3-compatible store',
    store: createS3Store({
      endpoint: `http://127.0.0.1:${port}/photos`,
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      region: 'us-east-1',
    }),
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const key = 'ab'.repeat(32);
const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) % 256);

describe('an object store', () => {
  it('gives back every byte, takes the same key again, and forgets what is deleted', async () => {
    expect(stores.map((one) => one.name)).toEqual(['a folder', 'an S3-compatible store']);
    for (const { name, store } of stores) {
      await store.put(key, bytes);
      expect([name, Buffer.compare(await store.get(key), bytes)]).toEqual([name, 0]);
      await store.put(key, bytes.subarray(0, 10));
      expect([name, (await store.get(key)).length]).toEqual([name, 10]);
      await store.delete(key);
      await expect(store.get(key)).rejects.toThrow();
    }
  });

  it('leaves no half-written file beside a whole one', async () => {
    await stores[0]?.store.put(key, bytes);
    expect(await readdir(join(folder, 'local', key.slice(0, 2)))).toEqual([key]);
  });
});
