/** What the dashboard draws is what the terminals asked, in the span in which they asked it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvedSale, begun, buildTerminal, saleRequest, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { fen } from '../kernel/fen.ts';
import { MINUTE_MS } from '../kernel/instant.ts';
import { declineTransaction } from '../modules/switching/index.ts';
import { noteOutside } from '../platform/outside.ts';
import { pulseNow, type Pulse } from './pulse.ts';
import type { World } from './ports.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: '2026-11-23T09:30:10+08:00' });
  terminal = await buildTerminal(env);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

/** Read anew: what was read is kept for three seconds. */
const pulse = (): Promise<Pulse> => {
  env.wall.pass(4_000);
  return pulseNow(env as unknown as World);
};
const at = (beats: Pulse['minutes'], time: string) =>
  beats.find((one) => new Date(one.at + 8 * 3_600_000).toISOString().slice(11, 16) === time);

describe('the pulse', () => {
  it('is sixty minutes and twenty-four hours, all of them empty where nobody asked', async () => {
    const { minutes, hours, payouts } = await pulse();
    expect([minutes.length, hours.length, payouts.length]).toEqual([60, 24, 0]);
    expect(minutes.at(-1)?.at).toBe(env.clock.now() - 10_000);
  });

  it('counts a sale where it was made, with its amount when it was approved, and one that was declined beside it', async () => {
    await approvedSale(env, saleRequest(terminal, '000001', { amount: fen(12_800) }));
    env.clock.pass(10 * MINUTE_MS);
    const refused = await begun(env, saleRequest(terminal, '000002', { amount: fen(500) }));
    await declineTransaction(env, refused, { code: '51', answer: Buffer.from('no') });
    const { minutes, hours } = await pulse();
    expect(at(minutes, '09:30')).toMatchObject({ approved: 1, declined: 0, open: 0, amountFen: 12_800n });
    expect(at(minutes, '09:40')).toMatchObject({ approved: 0, declined: 1, open: 0, amountFen: 0n });
    expect(at(hours, '09:00')).toMatchObject({ approved: 1, declined: 1, amountFen: 12_800n });
  });

  it('forgets after an hour what the day still shows', async () => {
    env.clock.pass(60 * MINUTE_MS);
    const { minutes, hours } = await pulse();
    expect(minutes.reduce((sum, one) => sum + one.approved, 0)).toBe(0);
    expect(at(hours, '09:00')?.approved).toBe(1);
  });

  it('says what wants attention: a bank that is away, a calendar that runs out', async () => {
    expect((await pulse()).attention).toEqual([{ kind: 'calendar_short', count: 38 }]);
    await noteOutside(env, 'bank', false);
    env.wall.pass(25_000);
    expect((await pulse()).attention.map((one) => one.kind)).toEqual(['bank_down', 'calendar_short']);
  });
});
