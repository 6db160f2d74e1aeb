/** Sales outside the city on a real PostgreSQL: counted by their number, suspended once, begun anew by a registration. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { noteSighting, terminalByNo, type Sighting } from './index.ts';

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

async function activeTerminal(): Promise<{
  sell: (stan: string) => Promise<string>;
  state: () => Promise<string | undefined>;
  key: readonly [string, string];
}> {
  const terminal = await buildTerminal(env);
  await env.db.execute(`UPDATE terminals.terminal SET state = 'active' WHERE terminal_id = $1`, [terminal.terminalId]);
  const sighting: Omit<Sighting, 'stan'> = {
    ...terminal,
    batchNo: '000001',
    said: { longitude: '+121.47', latitude: '+31.23' },
    centre: { longitude: 120.16, latitude: 30.27 },
    radiusKm: 100,
    driftsMax: 3,
  };
  return {
    sell: async (stan) => (await noteSighting(env, { ...sighting, stan })).kind,
    state: async () => (await terminalByNo(env.db, terminal.terminalNo))?.state,
    key: [terminal.merchantId, terminal.terminalId],
  };
}

it('the same frame again is the same sale; the third sale suspends and is told', async () => {
  const { sell, state } = await activeTerminal();
  expect([await sell('000001'), await sell('000002'), await sell('000002'), await state()]).toEqual([
    'alert',
    'alert',
    'alert',
    'active',
  ]);
  expect([await sell('000003'), await state()]).toEqual(['suspend', 'suspended']);
  expect((await env.emitted('terminal.suspended')).at(-1)?.payload).toMatchObject({ drifts: 3, distanceKm: 165 });
});

it('six sales at once alert twice', async () => {
  const { sell, state } = await activeTerminal();
  const kinds = await Promise.all(Array.from({ length: 6 }, (_, i) => sell(`00000${i}`)));
  expect(kinds.sort()).toEqual(['alert', 'alert', 'suspend', 'suspend', 'suspend', 'suspend']);
  expect(await state()).toBe('suspended');
});

it('a registration that the network has taken begins the count anew', async () => {
  const { sell, key } = await activeTerminal();
  await sell('000001');
  await sell('000002');
  env.clock.pass(1_000);
  await env.db.execute(
    `INSERT INTO terminals.registration (merchant_id, registration_id, terminal_id, version, serial_no, acquirer_code, merchant_no, subject_kind, subject_sealed,
       account_id, account_sealed, address_sealed, state, network_reference, tries, created_at, answered_at)
     VALUES ($1, 'reg_x', $2, 99, 's', '1', '1', 'id_number', 's', 'a', 's', 's', 'registered', 'net-1', 1, $3, $3)`,
    [...key, new Date(env.clock.now()).toISOString()],
  );
  env.clock.pass(1_000);
  expect(await sell('000003')).toBe('alert');
});
