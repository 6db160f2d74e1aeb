import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { HOUR_MS, MINUTE_MS } from '../../kernel/instant.ts';
import { nextDueAt, sweepDue } from '../../platform/due.ts';
import { instant } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import {
  addWebhook,
  announceToPartner,
  claimApplication,
  deliverWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  replayDelivery,
  signWebhook,
  type WebhookSender,
} from './index.ts';

const SECRET = 'a secret of the partner, 32 places and more';
const URL = 'https://partner.example/kaitong';
let database: TestDatabase;
let env: TestEnv;
let partner: string;
let made = 0;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
});
beforeEach(() => {
  made += 1;
  partner = `partner ${made}`;
});
afterAll(async () => {
  await env.close();
  await database.close();
});

/** A partner's server that answers as told, and everything that was sent to it. */
function partnerServer(answer: () => Awaited<ReturnType<WebhookSender['send']>>) {
  const heard: Parameters<WebhookSender['send']>[0][] = [];
  const webhooks: WebhookSender = {
    send: (message) => {
      heard.push(message);
      return Promise.resolve(answer());
    },
  };
  return { heard, world: { ...env, webhooks } };
}

/** An application of the partner that has moved, announced. Returns the id of what is to be delivered. */
async function announced(kind = 'application.moved', payload: object = { state: 'in_review' }): Promise<string> {
  const key = { applicantId: `apl_${made}`, applicationId: `app_${made}` };
  if ((await listWebhooks(env.db, partner)).length === 0) {
    await addWebhook(env, { partner, url: URL, secret: SECRET });
    await withTx(env, (tx) => claimApplication(env, tx, { ...key, partner, keyId: 'pk_1' }));
  }
  await withTx(env, (tx) => env.jobs.emit(tx, { kind, audience: [], payload: { ...key, ...payload } }));
  const jobs = await env.enqueued('announce-to-partner');
  const eventId = String(jobs.at(-1)?.data['eventId']);
  await announceToPartner(env, { ...key, eventId });
  await announceToPartner(env, { ...key, eventId });
  return (await listDeliveries(env.db, partner))[0]?.deliveryId ?? '';
}

const stateNow = async (): Promise<string> => (await listDeliveries(env.db, partner))[0]?.state ?? 'none';

it('the signature is HMAC-SHA-256 of second, dot and body: a vector that anybody can compute', () => {
  expect(signWebhook({ secret: 'whsec_test', second: 1_700_000_000, body: '{"a":1}' })).toBe(
    't=1700000000,v1=38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789',
  );
});

it('an event is announced once to each address, with nothing of what the application holds', async () => {
  const { heard, world } = partnerServer(() => ({ kind: 'answered', status: 204 }));
  const deliveryId = await announced('application.moved', { state: 'in_review', name: '林小满' });
  expect(await listDeliveries(env.db, partner)).toHaveLength(1);
  await deliverWebhook(world, deliveryId);
  await deliverWebhook(world, deliveryId);
  expect(heard).toHaveLength(1);
  const [message] = heard;
  const body = JSON.parse(message?.body ?? '{}') as Record<string, unknown>;
  expect(Object.keys(body)).toEqual(['id', 'kind', 'at', 'applicationId', 'state']);
  const second = Math.floor(env.wall.now() / 1_000);
  expect(message?.headers['kaitong-signature']).toBe(
    signWebhook({ secret: SECRET, second, body: message?.body ?? '' }),
  );
  expect(await stateNow()).toBe('delivered');
});

it('steps between reviewers are nobody’s news', async () => {
  await announced('review.decided', { decision: 'need_second' });
  expect(await stateNow()).toBe('none');
  await announced('review.decided', { decision: 'fix' });
  expect(await stateNow()).toBe('pending');
});

it('what is not accepted is tried again after 1 min, 5 min, 30 min, 2 h and 12 h, then given up; a replay begins anew', async () => {
  let status = 500;
  const { heard, world } = partnerServer(() => ({ kind: 'answered', status }));
  const deliveryId = await announced();
  await deliverWebhook(world, deliveryId);
  for (const wait of [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 12 * HOUR_MS]) {
    expect(await stateNow()).toBe('failed');
    expect(await nextDueAt(env, instant(env.clock.now() + wait - 1))).toBeUndefined();
    env.clock.pass(wait);
    const before = (await env.enqueued('deliver-webhook')).length;
    await sweepDue(env);
    expect(await env.enqueued('deliver-webhook')).toHaveLength(before + 1);
    await deliverWebhook(world, deliveryId);
  }
  expect(heard).toHaveLength(6);
  expect(await listDeliveries(env.db, partner)).toMatchObject([{ state: 'given_up', attempts: 6, lastStatus: 500 }]);
  status = 200;
  expect(await replayDelivery(env, { partner: 'another', deliveryId })).toMatchObject({
    refusal: { code: 'partner.delivery_unknown' },
  });
  expect(await replayDelivery(env, { partner, deliveryId })).toMatchObject({ refused: false });
  expect(await replayDelivery(env, { partner, deliveryId })).toMatchObject({
    refusal: { code: 'partner.delivery_waiting' },
  });
  await deliverWebhook(world, deliveryId);
  expect(await stateNow()).toBe('delivered');
});

it('silence counts like a refusal, and an address that was removed is told nothing more', async () => {
  const { heard, world } = partnerServer(() => ({ kind: 'unknown', reason: 'timeout' }));
  const deliveryId = await announced();
  await deliverWebhook(world, deliveryId);
  expect(await listDeliveries(env.db, partner)).toMatchObject([{ state: 'failed', lastReason: 'timeout' }]);
  const webhookId = (await listWebhooks(env.db, partner))[0]?.webhookId ?? '';
  expect(await removeWebhook(env, { partner: 'another', webhookId })).toMatchObject({ refused: true });
  expect(await removeWebhook(env, { partner, webhookId })).toMatchObject({ refused: false });
  await deliverWebhook(world, deliveryId);
  expect(heard).toHaveLength(1);
  expect(await stateNow()).toBe('given_up');
});

it('an operator sees the addresses and deliveries of all partners, and sends any of them again', async () => {
  const { world } = partnerServer(() => ({ kind: 'answered', status: 204 }));
  const deliveryId = await announced();
  await deliverWebhook(world, deliveryId);
  expect(await listWebhooks(env.db, undefined)).toContainEqual(expect.objectContaining({ partner, url: URL }));
  const all = await listDeliveries(env.db, undefined);
  expect(new Set(all.map((one) => one.partner)).size).toBeGreaterThan(1);
  expect(all[0]).toMatchObject({ deliveryId, partner, url: URL, state: 'delivered' });
  expect(await replayDelivery(env, { partner: undefined, deliveryId })).toMatchObject({ refused: false });
  expect(await stateNow()).toBe('pending');
});

it('outside a demo only https addresses of the open internet are taken; the secret is sealed; there is a limit', async () => {
  const real = { ...env, demo: false };
  for (const url of [
    'http://partner.example',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://10.0.0.8',
    'https://localhost',
    'https://a:b@partner.example',
    'ftp://x',
    'x',
  ])
    expect([url, await addWebhook(real, { partner, url, secret: SECRET })]).toMatchObject([
      url,
      { refusal: { code: 'partner.webhook_url' } },
    ]);
  for (let i = 0; i < 5; i += 1) await addWebhook(real, { partner, url: `${URL}/${i}`, secret: SECRET });
  expect(await addWebhook(real, { partner, url: URL, secret: SECRET })).toMatchObject({
    refusal: { code: 'partner.webhook_limit' },
  });
  expect(JSON.stringify(await env.db.query('SELECT * FROM openplatform.webhook'))).not.toContain(SECRET);
});
