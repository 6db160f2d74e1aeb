/** People of a merchant on the database: who may be invited, how long it can be answered, and that two at once are one. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { applicantForPhone } from '../modules/identity/index.ts';
import {
  memberActsOf,
  membersOf,
  merchantOf,
  noteMemberAct,
  servingAs,
  shopsOf,
  type Merchant,
} from '../modules/merchants/index.ts';
import { answerAsPerson, endPerson, invitePerson, leaveShop, setPersonRole } from './merchant-people.ts';
import type { World } from './ports.ts';

let database: TestDatabase;
let env: TestEnv;
let world: World;
let merchant: Merchant;
let turn = 0;
let phone: string;
let applicantId: string;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: '2026-06-03T10:00:00+08:00' });
  world = { ...env } as unknown as World;
});
afterAll(async () => {
  await env.close();
  await database.close();
});
beforeEach(async () => {
  env.clock.set('2026-06-03T10:00:00+08:00');
  merchant = await merchantOf(env, (await buildTerminal(env)).merchantId);
  turn += 1;
  phone = `139000001${String(turn).padStart(2, '0')}`;
  applicantId = await applicantForPhone(env, phone);
  await env.db.execute(
    `INSERT INTO identity.applicant (applicant_id, phone_sealed, created_at, identity_state) VALUES ($1, $2, now(), 'none') ON CONFLICT DO NOTHING`,
    [merchant.applicantId, env.crypto.seal(`applicant:${merchant.applicantId}:phone`, merchant.phone)],
  );
});

const invite = async (role: 'cashier' | 'manager' = 'cashier'): Promise<string> => {
  const done = await invitePerson(world, merchant, { phone, name: '小王', role });
  return done.refused ? done.refusal.code : done.value.memberId;
};
const shops = async () => (await shopsOf(env, { applicantId, phone, now: env.clock.now() })).map((one) => one.state);

describe('an invitation', () => {
  it('is answered once, by whoever has the number', async () => {
    const memberId = await invite();
    expect(await shops()).toEqual(['invited']);
    const other = await applicantForPhone(env, '13900000099');
    expect((await answerAsPerson(world, { applicantId: other, memberId, accepted: true })).refused).toBe(true);
    expect((await answerAsPerson(world, { applicantId, memberId, accepted: true })).refused).toBe(false);
    expect((await answerAsPerson(world, { applicantId, memberId, accepted: false })).refused).toBe(true);
    expect(await shops()).toEqual(['active']);
    expect(await servingAs(env.db, applicantId, memberId)).toMatchObject({
      ownerId: merchant.applicantId,
      role: 'cashier',
    });
  });

  it('lapses after seven days, and the number can be invited again then, not before', async () => {
    const memberId = await invite();
    env.clock.set('2026-06-10T09:59:59+08:00');
    expect(await invite()).toBe('merchants.member_stands');
    env.clock.set('2026-06-10T10:00:00+08:00');
    expect(await shops()).toEqual([]);
    expect((await answerAsPerson(world, { applicantId, memberId, accepted: true })).refused).toBe(true);
    expect(await invite()).toMatch(/^mbr_/);
    expect((await membersOf(env.db, merchant.merchantId)).map((one) => one.state)).toEqual(['invited', 'ended']);
  });

  it('of one number twice at the same moment is one', async () => {
    const both = await Promise.all([invite(), invite()]);
    expect(both.filter((one) => one.startsWith('mbr_'))).toHaveLength(1);
    expect(both).toContain('merchants.member_stands');
  });

  it('goes neither to what is no number nor to the owner', async () => {
    phone = '12345';
    expect(await invite()).toBe('identity.phone_invalid');
    ({ phone } = merchant);
    expect(await invite()).toBe('merchants.member_is_owner');
  });
});

describe('a member', () => {
  const join = async (): Promise<string> => {
    const memberId = await invite('manager');
    await answerAsPerson(world, { applicantId, memberId, accepted: true });
    return memberId;
  };

  it('is removed by the owner with the next question, and leaves by own wish once', async () => {
    const removed = await join();
    expect((await endPerson(world, merchant, removed)).refused).toBe(false);
    expect(await servingAs(env.db, applicantId, removed)).toBeUndefined();
    expect((await endPerson(world, merchant, removed)).refused).toBe(true);
    const left = await join();
    expect((await leaveShop(world, { applicantId, memberId: left })).refused).toBe(false);
    expect((await leaveShop(world, { applicantId, memberId: left })).refused).toBe(true);
  });

  it('has another role from the owner’s word on, and what was changed is kept', async () => {
    const memberId = await join();
    const { merchantId } = merchant;
    await setPersonRole(world, merchant, { memberId, role: 'cashier' });
    expect((await servingAs(env.db, applicantId, memberId))?.role).toBe('cashier');
    await noteMemberAct(env, { merchantId, memberId, what: 'POST /api/merchant/requests' });
    expect(await memberActsOf(env.db, merchantId)).toMatchObject([{ memberId, what: 'POST /api/merchant/requests' }]);
    expect((await setPersonRole(world, merchant, { memberId: 'mbr_none', role: 'manager' })).refused).toBe(true);
  });
});
