import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createVision, type Vision, type VisionOptions } from './index.ts';

const entry = fileURLToPath(new URL('testing/odd-worker.mjs', import.meta.url));
const opened: Vision[] = [];

function visionWith(options: Partial<VisionOptions> = {}): Vision {
  const vision = createVision({ workerEntry: entry, processes: 1, ...options });
  opened.push(vision);
  return vision;
}

async function ask(vision: Vision, order: object): Promise<{ pid: number }> {
  const image = new TextEncoder().encode(JSON.stringify(order));
  return (await vision.readDocument({ image, kind: 'id_back' })) as unknown as { pid: number };
}

afterEach(async () => {
  for (const vision of opened.splice(0)) await vision.close();
});

test('a crash is repeated once, so a passing accident costs nothing', async () => {
  const lines: object[] = [];
  const vision = visionWith({ log: (line) => lines.push(line) });
  const flag = join(mkdtempSync(join(tmpdir(), 'vision-')), 'crashed');
  expect((await ask(vision, { do: 'crash-once', flag })).pid).toBeGreaterThan(0);
  expect(lines).toMatchObject([{ event: 'vision.crashed', job: 'readDocument' }]);
});

test('a picture that crashes the worker twice fails alone, and the next job is served', async () => {
  const vision = visionWith();
  const [bad, good] = await Promise.allSettled([ask(vision, { do: 'crash' }), ask(vision, {})]);
  expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'vision.crashed' } });
  expect(good.status).toBe('fulfilled');
});

test('a job that takes too long is ended with its worker', async () => {
  const vision = visionWith({ jobMsMax: 1_500 });
  await expect(ask(vision, { do: 'hang' })).rejects.toMatchObject({ code: 'vision.timeout' });
  expect((await ask(vision, {})).pid).toBeGreaterThan(0);
});

test('a worker is replaced after its number of jobs', async () => {
  const vision = visionWith({ recycleAfterJobs: 2 });
  const pids: number[] = [];
  for (let i = 0; i < 4; i += 1) pids.push((await ask(vision, {})).pid);
  expect(pids[0]).toBe(pids[1]);
  expect(pids[2]).toBe(pids[3]);
  expect(pids[1]).not.toBe(pids[2]);
});

test('an error inside a job reaches its caller only', async () => {
  const vision = visionWith();
  await expect(ask(vision, { do: 'fail' })).rejects.toMatchObject({ code: 'vision.failed', message: 'as ordered' });
  expect((await ask(vision, {})).pid).toBeGreaterThan(0);
});

test('closing ends the worker process and refuses what is open and what comes later', async () => {
  const vision = visionWith();
  const { pid } = await ask(vision, {});
  const open = ask(vision, { do: 'hang' });
  const refused = expect(open).rejects.toMatchObject({ code: 'vision.closed' });
  await vision.close();
  await refused;
  expect(() => process.kill(pid, 0)).toThrow();
  await expect(ask(vision, {})).rejects.toMatchObject({ code: 'vision.closed' });
});

test('more jobs than may wait are refused at once', async () => {
  const vision = visionWith({ waitingMax: 1 });
  const [first, second, third] = await Promise.allSettled([ask(vision, {}), ask(vision, {}), ask(vision, {})]);
  expect([first?.status, second?.status]).toEqual(['fulfilled', 'fulfilled']);
  expect(third).toMatchObject({ status: 'rejected', reason: { code: 'vision.busy' } });
});
