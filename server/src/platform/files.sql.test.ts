import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { withTx } from './postgres/database.ts';

let database: TestDatabase;
let env: TestEnv;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const keep = async (text: string) => {
  const file = await env.files.store(Buffer.from(text), 'image/jpeg');
  await withTx(env, (tx) => env.files.recordFile(tx, file));
  return file;
};

describe('a photo', () => {
  it('comes back as it was, and its name tells nothing of it', async () => {
    const file = await keep('the picture');
    const back = await env.files.read(file.fileId);
    expect([Buffer.from(back.content).toString(), back.contentType]).toEqual(['the picture', 'image/jpeg']);
    expect(file.fileId).toMatch(/^[0-9a-f]{64}$/);
  });
  it('S18: sent twice is one file, and it opens after the second time as well', async () => {
    const [one, two] = [await keep('same bytes'), await keep('same bytes')];
    expect(two.fileId).toBe(one.fileId);
    expect(await env.db.query('SELECT 1 FROM platform.file WHERE file_id = $1', [one.fileId])).toHaveLength(1);
    expect(Buffer.from((await env.files.read(one.fileId)).content).toString()).toBe('same bytes');
  });
  it('S18: sent by two phones at once opens, whichever of the two is written down last', async () => {
    const [one, two] = await Promise.all([
      env.files.store(Buffer.from('at once'), 'image/jpeg'),
      env.files.store(Buffer.from('at once'), 'image/jpeg'),
    ]);
    for (const last of [one, two]) {
      await withTx(env, (tx) => env.files.recordFile(tx, last));
      expect(Buffer.from((await env.files.read(last.fileId)).content).toString()).toBe('at once');
    }
  });
  it('that nobody recorded cannot be read', async () => {
    const file = await env.files.store(Buffer.from('orphan'), 'image/jpeg');
    await expect(env.files.read(file.fileId)).rejects.toThrow(/missing/);
  });
});
