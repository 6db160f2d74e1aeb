import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { noteAct, sealActs } from '../modules/audit/index.ts';
import { auditLines, verifyAudit } from './verify-audit.ts';

let database: TestDatabase;
let env: TestEnv;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  for (const action of ['console.a', 'console.b', 'console.c'])
    await noteAct(env, {
      app: 'console',
      staff: { staffId: 'stf_1', role: 'operator' },
      address: '127.0.0.1',
      device: '?',
      action,
      object: undefined,
      reason: undefined,
      code: undefined,
    });
  await sealActs(env);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const verify = (expected?: string) => verifyAudit({ url: database.ownerUrl, expect: expected, note: () => undefined });

it('says that all is well and how far, asks for a digest that was noted, and names the first row that was touched', async () => {
  const before = await verify();
  expect(auditLines(before)).toEqual(['ok: 3 rows', `sealed through 3  ${before.head?.digest}`]);
  expect((await verify(before.head?.digest)).sound).toBe(true);
  expect(auditLines(await verify('0'.repeat(64)))).toEqual(['TAMPERED: no row has the digest that was expected']);
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ entry_id: string }>('SELECT entry_id FROM audit.link WHERE seq = 2');
  await owner.query(`UPDATE audit.entry SET role = 'auditor' WHERE entry_id = $1`, [rows[0]?.entry_id]);
  await owner.end();
  const after = await verify(before.head?.digest);
  expect(after.sound).toBe(false);
  expect(auditLines(after)).toEqual([`TAMPERED: no. 2 ${rows[0]?.entry_id} was changed after it was sealed`]);
});
