import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { claimKey, fingerprintOf, freeKey, keepAnswer } from './idempotency.ts';

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

const keyed = (key: string, content = 'a') => ({
  ownerId: 'apl_1',
  key,
  fingerprint: fingerprintOf('POST', '/x', content),
});

it('of twenty identical requests at once one is carried out, the others are told that it is under way', async () => {
  const claims = await Promise.all(Array.from({ length: 20 }, () => claimKey(env, keyed('k1'))));
  expect(claims.filter((claim) => claim.kind === 'go_on')).toHaveLength(1);
  expect(claims.filter((claim) => claim.kind === 'in_progress')).toHaveLength(19);
});

it('the kept answer is given again, word for word', async () => {
  await claimKey(env, keyed('k2'));
  await keepAnswer(env, keyed('k2'), { status: 200, text: '{"ok":true}' });
  expect(await claimKey(env, keyed('k2'))).toEqual({ kind: 'answered', status: 200, answer: '{"ok":true}' });
});

it('the same key for another content is refused', async () => {
  await claimKey(env, keyed('k3'));
  expect(await claimKey(env, keyed('k3', 'b'))).toEqual({ kind: 'other_content' });
});

it('a request that failed or died frees its key: at once, or after its lease', async () => {
  await claimKey(env, keyed('k4'));
  await freeKey(env, keyed('k4'));
  expect(await claimKey(env, keyed('k4'))).toEqual({ kind: 'go_on' });
  env.wall.pass(3 * 60_000);
  expect(await claimKey(env, keyed('k4'))).toEqual({ kind: 'go_on' });
});
