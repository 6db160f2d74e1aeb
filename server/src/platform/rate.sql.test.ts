import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { countAgainst } from './rate.ts';

let database: TestDatabase;
let here: TestEnv;
let there: TestEnv;

beforeAll(async () => {
  database = await testDatabase();
  here = await testEnv(database);
  there = await testEnv(database, { beside: here, db: database.secondPool() });
});
afterAll(async () => {
  await here.close();
  await there.close();
  await database.close();
});

it('a limit holds over two processes: of forty requests at once exactly ten are let through', async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      countAgainst(i % 2 === 0 ? here : there, 'door', { limit: 10, windowMs: 60_000 }),
    ),
  );
  expect(answers.filter((answer) => answer === undefined)).toHaveLength(10);
});

it('whoever is over the limit is told the seconds until the window ends, and is let through in the next one', async () => {
  here.wall.set('2026-11-23T11:00:48+08:00');
  const rate = { limit: 1, windowMs: 60_000 };
  expect(await countAgainst(here, 'gate', rate)).toBeUndefined();
  expect(await countAgainst(here, 'gate', rate)).toBe(12);
  here.wall.pass(12_000);
  expect(await countAgainst(here, 'gate', rate)).toBeUndefined();
});

it('buckets do not count against each other', async () => {
  const rate = { limit: 1, windowMs: 60_000 };
  expect(await countAgainst(here, 'one', rate)).toBeUndefined();
  expect(await countAgainst(here, 'other', rate)).toBeUndefined();
});
