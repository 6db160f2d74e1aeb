import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { createApiKey, listApiKeys, openWithApiKey, revokeApiKey } from './index.ts';

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

async function madeKey(ipList: readonly string[] = []): Promise<{ keyId: string; token: string }> {
  const made = await createApiKey(env, { partner: 'qingshan', scopes: ['applications.read'], ipList, by: 'stf_1' });
  if (made.refused) throw new Error(made.refusal.code);
  return made.value;
}

const codeOf = async (token: string, some: { address?: string; scope?: string } = {}): Promise<string> => {
  const done = await openWithApiKey(env, { token, address: '203.0.113.7', scope: 'applications.read', ...some });
  return done.refused ? done.refusal.code : done.value.partner;
};

it('a key opens routes of its scopes and no others', async () => {
  const { token } = await madeKey();
  expect(await codeOf(token)).toBe('qingshan');
  expect(await codeOf(token, { scope: 'applications.write' })).toBe('partner.scope_missing');
  const [row] = await listApiKeys(env.db);
  expect(row?.lastUsedAt).toBe(env.wall.now());
});

it('a wrong secret, an unknown key, a token without a dot and a very long one are all the same', async () => {
  const { keyId, token } = await madeKey();
  for (const wrong of [`${keyId}.`, `${token}x`, 'pk_absent.secret', 'nonsense', '', `${token}${'x'.repeat(10_000)}`])
    expect(await codeOf(wrong)).toBe('partner.key_invalid');
});

it('a revoked key opens nothing, and is revoked once', async () => {
  const { keyId, token } = await madeKey();
  expect(await revokeApiKey(env, { keyId, by: 'stf_1' })).toMatchObject({ refused: false });
  expect(await codeOf(token)).toBe('partner.key_invalid');
  expect(await revokeApiKey(env, { keyId, by: 'stf_1' })).toMatchObject({ refusal: { code: 'partner.key_unknown' } });
});

it('a key with a list of addresses opens from those only: exact, by network, and IPv4 written as IPv6', async () => {
  const { token } = await madeKey(['203.0.113.0/29', '198.51.100.4', '2001:db8::/32']);
  for (const address of ['203.0.113.7', '::ffff:203.0.113.7', '198.51.100.4', '2001:db8::1'])
    expect([address, await codeOf(token, { address })]).toEqual([address, 'qingshan']);
  for (const address of ['203.0.113.8', '198.51.100.5', '::1', 'nowhere'])
    expect([address, await codeOf(token, { address })]).toEqual([address, 'partner.ip_not_allowed']);
});

it('a list with a line that is no address is refused', async () => {
  for (const line of ['203.0.113.0/33', 'example.com', '203.0.113.0/24/2', '10.0.0.1/x'])
    expect(await createApiKey(env, { partner: 'qingshan', scopes: [], ipList: [line], by: 'stf_1' })).toMatchObject({
      refusal: { code: 'partner.ip_list_invalid' },
    });
});

it('the secret is nowhere in the table', async () => {
  const { token } = await madeKey();
  const rows = await env.db.query('SELECT * FROM identity.api_key');
  expect(JSON.stringify(rows)).not.toContain(token.slice(token.indexOf('.') + 1));
});
