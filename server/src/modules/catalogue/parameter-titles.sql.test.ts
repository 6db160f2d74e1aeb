import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../testing/database.ts';
import { titleOf } from '../../../../web/src/console/parameters/titles.ts';
import { parameterVersions } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it('every policy parameter has a title that people read, in both languages', async () => {
  const names = new Set((await parameterVersions(database.db)).map((one) => one.name));
  expect([...names].filter((name) => titleOf(name) === undefined)).toEqual([]);
});
