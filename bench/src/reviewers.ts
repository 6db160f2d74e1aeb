/**
 * Ten reviewers at five hundred queued cases, over HTTP as the workbench calls it: take the next, open it, judge, decide, until the
 * queue is empty. Says whether a case was ever decided twice, how evenly the cases went round, and how long the calls took. Each
 * looks at a case for a quarter of a second, which is a hundred times quicker than people; a second round of fewer cases without
 * any look tells what the machine does when it is driven to its limit.
 * Yardstick of the same run: the cheapest call there is, /healthz, with as many in flight.
 */
import { performance } from 'node:perf_hooks';
import { createClient, type Client } from '@kaitong/client';
import { ensureStaff } from '../../server/src/modules/identity/index.ts';
import type { World } from '../../server/src/flows/ports.ts';
import { openDrawnSystem } from './drawn-system.ts';
import type { BenchResult } from './main.ts';
import { individual, readPhotos, submit } from './review.ts';

const REVIEWERS = 10;
const CASES = 500;
const RUSH_CASES = 150;
const LOOK_MS = 250;
const PASSWORD = 'bench-only-password';

export async function run(say: (line: string) => void): Promise<BenchResult> {
  const system = await openDrawnSystem(new Set(['serve', 'worker'] as const), 16);
  const { world } = system.opened;
  const ids = await readPhotos(world, individual);
  const queue = async (cases: number): Promise<void> => {
    say(`${cases} applications whose face a person has to judge`);
    for (let i = 0; i < cases; i += 1) await submit(world, individual, ids, 'face_human');
    await queued(world, cases);
  };
  await queue(CASES);
  const desks = await Promise.all(Array.from({ length: REVIEWERS }, (_one, i) => signIn(world, system.url, i)));
  say(`${REVIEWERS} reviewers`);
  const began = performance.now();
  const worked = await Promise.all(desks.map((desk) => workThrough(desk, LOOK_MS)));
  const seconds = (performance.now() - began) / 1000;
  await queue(RUSH_CASES);
  say(`${REVIEWERS} reviewers who do not look`);
  const rushed = await Promise.all(desks.map((desk) => workThrough(desk, 0)));
  const idleMs = await idleCall(system.url);
  await system.stop();
  const times = sorted(worked);
  const rush = sorted(rushed);
  const decided = worked.flatMap((one) => one.decided);
  const counts = worked.map((one) => one.decided.length);
  const at = (share: number): number => round(times[Math.floor(times.length * share)] ?? 0);
  const figures = {
    cases: decided.length,
    decidedTwice: decided.length - new Set(decided).size,
    fewest: Math.min(...counts),
    most: Math.max(...counts),
    callP50Ms: at(0.5),
    callP95Ms: at(0.95),
    casesPerMinute: round((decided.length / seconds) * 60),
    rushP95Ms: round(rush[Math.floor(rush.length * 0.95)] ?? 0),
  };
  return {
    name: 'reviewers',
    figures,
    yardstick: { healthzP95Ms: idleMs },
    ratios: { callP95ToHealthz: round(figures.callP95Ms / idleMs) },
  };
}

const sorted = (worked: readonly Worked[]): number[] => worked.flatMap((one) => one.times).sort((a, b) => a - b);

const round = (value: number): number => Math.round(value * 100) / 100;

async function queued(world: World, cases: number): Promise<void> {
  for (;;) {
    const rows = await world.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM review.review_case WHERE state = 'queued'`,
    );
    if ((rows[0]?.n ?? 0) >= cases) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function signIn(world: World, baseUrl: string, index: number): Promise<Client> {
  const login = `reviewer-${index}`;
  await ensureStaff(world, { login, displayName: `审核员 ${index}`, password: PASSWORD, role: 'reviewer' });
  const client = createClient({ baseUrl, cookies: new Map() });
  await client.call('POST /api/console/sessions', { body: { login, password: PASSWORD } });
  return client;
}

interface Worked {
  readonly times: readonly number[];
  readonly decided: readonly string[];
}

async function workThrough(client: Client, lookMs: number): Promise<Worked> {
  const times: number[] = [];
  const decided: string[] = [];
  const timed = async <T>(call: Promise<T>): Promise<T> => {
    const began = performance.now();
    const answer = await call;
    times.push(performance.now() - began);
    return answer;
  };
  for (;;) {
    const { caseId } = await timed(client.call('POST /api/console/cases/next'));
    if (caseId === null) return { times, decided };
    const params = { caseId };
    const view = await timed(client.call('GET /api/console/cases/:caseId', { params }));
    if (lookMs > 0) await new Promise((resolve) => setTimeout(resolve, lookMs));
    for (const item of doubtful(view.checks))
      await timed(
        client.call('PUT /api/console/cases/:caseId/verdicts/:item', {
          params: { caseId, item: item as 'face' },
          body: { verdict: 'pass', reasons: [], note: '', internalNote: '' },
        }),
      );
    const body = { revisionNo: view.case.revisionNo, internalNote: '' };
    await timed(client.call('POST /api/console/cases/:caseId/decision', { params, body }));
    decided.push(caseId);
  }
}

const doubtful = (checks: readonly { item: string; verdict: string }[]): Set<string> =>
  new Set(checks.filter((check) => check.verdict !== 'pass').map((check) => check.item));

async function idleCall(url: string): Promise<number> {
  const times = await Promise.all(
    Array.from({ length: REVIEWERS }, async () => {
      const own: number[] = [];
      for (let i = 0; i < 50; i += 1) {
        const began = performance.now();
        await (await fetch(`${url}/healthz`)).text();
        own.push(performance.now() - began);
      }
      return own;
    }),
  );
  const all = times.flat().sort((a, b) => a - b);
  return round(all[Math.floor(all.length * 0.95)] ?? 0);
}
