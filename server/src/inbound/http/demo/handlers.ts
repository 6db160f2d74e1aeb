import type { DemoKey } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { businessDate, dateInShanghai, instant, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { readPolicy } from '../../../modules/catalogue/index.ts';
import { advanceClock } from '../../../flows/advance-clock.ts';
import type { World } from '../../../flows/ports.ts';
import type { Context, Handlers, Site } from '../context.ts';
import type { Demo } from './demo.ts';
import { livingHandlers } from './living-handlers.ts';

const demoOf = (site: Site): Demo => must(site.demo, 'demo behind the demo guard');

async function businessDateOf(world: World): Promise<string> {
  const now = world.clock.now();
  const policy = await readPolicy(world.db, dateInShanghai(now));
  return businessDate(now, policy.text('settlement.cut_off'));
}

async function nextDue(world: World): Promise<{ kind: string; key: string; at: string }[]> {
  const rows = await world.db.query<{ kind: string; key: string; at: number }>(
    `SELECT kind, key, at FROM platform.due WHERE state = 'waiting' ORDER BY at LIMIT 8`,
  );
  return rows.map((row) => ({ kind: row.kind, key: row.key, at: isoText(instant(row.at)) }));
}

/** Passes a request through to a simulator's own HTTP interface and its answer back, so that pages need one origin only. */
async function passThrough(
  context: Context<DemoKey>,
  simulator: string,
  path: string,
  init: { method: string; body?: string },
): Promise<'sent' | ReturnType<typeof refuse<'http.not_found'>>> {
  const address = demoOf(context.site).simulators.address(simulator);
  if (address === undefined) return refuse('http.not_found', { simulator, alive: false });
  const response = await fetch(`http://${address}${path}`, {
    method: init.method,
    ...(init.body === undefined ? {} : { body: init.body, headers: { 'content-type': 'application/json' } }),
    signal: AbortSignal.timeout(70_000),
  }).catch(() => undefined);
  if (response === undefined) return refuse('http.not_found', { simulator, alive: false });
  void context.reply
    .code(response.status)
    .type(response.headers.get('content-type') ?? 'application/json')
    .send(Buffer.from(await response.arrayBuffer()));
  return 'sent';
}

/** The part of the address after the simulator's name, with its query. */
const restOf = (context: Context<DemoKey>, simulator: string): string =>
  context.request.url.slice(context.request.url.indexOf(`/${simulator}`) + simulator.length + 1) || '/';

const simulatorOf = (context: Context<DemoKey>): string => (context.request.params as { simulator: string }).simulator;

export const demoHandlers: Handlers<DemoKey> = {
  ...livingHandlers,
  'GET /api/public/status': async ({ world, site }) =>
    accept({
      name: 'kaitong' as const,
      version: site.version,
      demo: world.demo,
      now: isoText(world.clock.now()),
      businessDate: await businessDateOf(world),
    }),
  'GET /api/demo/info': async ({ world, site }) => {
    const demo = demoOf(site);
    return accept({
      now: isoText(world.clock.now()),
      wallNow: isoText(world.wall.now()),
      businessDate: await businessDateOf(world),
      signIns: demo.signIns.map((one) => ({ ...one })),
      people: demo.people.map((one) => ({ ...one })),
      simulators: demo.simulators.names().map((name) => ({ name, alive: demo.simulators.alive(name) })),
      nextDue: await nextDue(world),
    });
  },
  'POST /api/demo/clock': async ({ world, site, input }) => {
    // some seconds after the first start: a past that is half written would end on another day
    await demoOf(site).pastWritten();
    const done = await advanceClock(world, {
      clock: site.clock,
      to: input.body.to,
      spread: (offset) => demoOf(site).spreadClock(offset),
    });
    if (done.refused) return done;
    return accept({
      now: isoText(world.clock.now()),
      ran: done.value.map((one) => ({ kind: one.kind, key: one.key, at: isoText(one.at) })),
    });
  },
  'GET /api/demo/samples': async ({ site }) => accept({ rows: await demoOf(site).samples.list() }),
  'GET /api/demo/samples/:name': async ({ site, input, reply }) => {
    const sample = await demoOf(site).samples.sample(input.params.name);
    if (sample === undefined) return refuse('http.not_found');
    // a clip says when it was recorded, and the demo clock moves: an hour is enough to leaf through the shelf
    void reply
      .type(sample.contentType)
      .header('cache-control', 'public, max-age=3600')
      .send(Buffer.from(sample.content));
    return 'sent';
  },
  'POST /api/demo/face-frames': async ({ site, input }) => {
    const frames = await demoOf(site).samples.faceFrames(input.body.personKey, input.body.actions);
    return accept({
      frames: frames.map((frame) => ({ jpegBase64: Buffer.from(frame.image).toString('base64'), atMs: frame.atMs })),
    });
  },
  'GET /api/demo/world/:simulator/*': async (context) =>
    passThrough(context, simulatorOf(context), restOf(context, simulatorOf(context)), { method: 'GET' }),
  'PUT /api/demo/world/:simulator/faults': async (context) =>
    passThrough(context, simulatorOf(context), '/faults', {
      method: 'PUT',
      body: JSON.stringify(context.request.body),
    }),
  'POST /api/demo/world/:simulator/power': async ({ site, input }) => {
    const known = await demoOf(site).simulators.power(input.params.simulator, input.body.on);
    return known ? accept({ ok: true as const }) : refuse('http.not_found');
  },
  'POST /api/demo/world/card-network/disputes': async (context) =>
    passThrough(context, 'card-network', '/disputes', { method: 'POST', body: JSON.stringify(context.input.body) }),
  'POST /api/demo/world/bank/pay-ins': async (context) =>
    passThrough(context, 'bank', '/pay-ins', { method: 'POST', body: JSON.stringify(context.input.body) }),
  'POST /api/demo/world/courier/parcels/:reference/deliver': async (context) =>
    passThrough(
      context,
      'courier',
      `/parcels/${encodeURIComponent((context.request.params as { reference: string }).reference)}/deliver`,
      { method: 'POST' },
    ),
};
