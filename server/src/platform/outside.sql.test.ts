import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instant } from '../kernel/instant.ts';
import { noteOutside, outagesOf, outsideSeen, type Outside } from './outside.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';

const now = instant(1_800_000_000_000);
const seen = (downFor: number | undefined, seenAgo = 0): Outside => ({
  name: 'sms',
  downSince: downFor === undefined ? undefined : instant(now - downFor),
  seenAt: instant(now - seenAgo),
});

describe('an outage is told', () => {
  it('once it has lasted, and not for one lost line', () => {
    expect(outagesOf([seen(19_999)], now)).toEqual([]);
    expect(outagesOf([seen(20_000)], now)).toEqual([{ name: 'sms', since: instant(now - 20_000) }]);
    expect(outagesOf([seen(undefined)], now)).toEqual([]);
  });
  it('only while somebody has looked lately: what is not known is not claimed', () => {
    expect(outagesOf([seen(600_000, 60_000)], now)).toHaveLength(1);
    expect(outagesOf([seen(600_000, 60_001)], now)).toEqual([]);
  });
});

describe('what workers see', () => {
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

  it('counts from when it was first down, and is over as soon as one gets through', async () => {
    await noteOutside(env, 'network', false);
    const first = (await outsideSeen(env))[0]?.downSince;
    expect(first).toBeDefined();
    await noteOutside(env, 'network', false);
    expect((await outsideSeen(env))[0]?.downSince).toBe(first);
    await noteOutside(env, 'network', true);
    expect((await outsideSeen(env))[0]?.downSince).toBeUndefined();
  });
});
