import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../testing/database.ts';
import { isoText, later, DAY_MS } from '../kernel/instant.ts';
import { beginAt, openClock } from './clock.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it('a demo begins where it is told, and keeps its time when it is started again', async () => {
  const clock = await openClock(database.db);
  const begins = later(clock.now(), 3 * DAY_MS);
  await beginAt(database.db, clock, isoText(begins));
  const begun = clock.offsetMs();
  expect(Math.abs(begun - 3 * DAY_MS)).toBeLessThan(1_000);
  const again = await openClock(database.db);
  await beginAt(database.db, again, isoText(later(begins, DAY_MS)));
  expect(again.offsetMs()).toBe(begun);
});

it.each([
  ['2020-01-01T10:00:00+08:00', 'lies in the past'],
  ['tomorrow', 'is no instant'],
])('a demo that is to begin at %s is told what is wrong', async (begins, words) => {
  await database.db.execute('UPDATE platform.clock SET offset_ms = 0');
  await expect(beginAt(database.db, await openClock(database.db), begins)).rejects.toThrow(words);
});
