import { Client } from 'pg';
import { expect, it } from 'vitest';
import * as fc from 'fast-check';
import { testDatabase } from '../../../testing/database.ts';
import { bytesArray, textArray } from './database.ts';

it('instants and large numbers arrive as ours in our own pools, and as everybody’s in a connection of the job queue', async () => {
  const database = await testDatabase({ poolMax: 1 });
  const asked = `SELECT '2026-11-23T00:00:00Z'::timestamptz AS at, 7::bigint AS n, '2026-11-23'::date AS day`;
  expect(await database.db.query(asked)).toEqual([{ at: 1_795_392_000_000, n: 7n, day: '2026-11-23' }]);
  const plain = new Client({ connectionString: database.ownerUrl });
  await plain.connect();
  const { rows } = await plain.query<{ at: unknown; n: unknown }>(asked);
  await plain.end();
  expect([rows[0]?.at, rows[0]?.n]).toEqual([new Date('2026-11-23T00:00:00Z'), '7']);
  await database.close();
});

it('arrays in binary form arrive as they were sent: any text, any bytes, none at all', async () => {
  const database = await testDatabase({ poolMax: 1 });
  const text = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0')); // PostgreSQL has no NUL in a text
  await fc.assert(
    fc.asyncProperty(fc.array(text), fc.array(fc.uint8Array()), async (texts, blocks) => {
      const rows = await database.db.query<{ texts: string[]; blocks: Buffer[] }>(
        'SELECT $1::text[] AS texts, $2::bytea[] AS blocks',
        [textArray(texts), bytesArray(blocks)],
      );
      expect(rows[0]?.texts).toEqual(texts);
      expect(rows[0]?.blocks.map((one) => [...one])).toEqual(blocks.map((one) => [...one]));
    }),
    { numRuns: 100 },
  );
  await database.close();
});
