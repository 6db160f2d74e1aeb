/** COPY: the one way to bring more rows than fit into a statement, without ever holding more than a piece of them. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import type { Database } from './database.ts';

/**
 * Runs `COPY … FROM STDIN` with what the pieces give, in text form; a slow database slows the reader. All rows are there when it resolves,
 * and none when it throws. Returns how many.
 */
export async function copyIn(db: Database, statement: string, pieces: AsyncIterable<string>): Promise<number> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  try {
    const stream = client.query(from(statement));
    await pipeline(Readable.from(pieces, { objectMode: false, highWaterMark: 1 << 18 }), stream);
    return stream.rowCount ?? 0;
  } catch (error) {
    broken = error as Error; // a connection that was left in the middle of a COPY is not given to others
    throw error;
  } finally {
    client.release(broken);
  }
}
