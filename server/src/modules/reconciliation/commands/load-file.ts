import { createHash } from 'node:crypto';
import type { CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { copyIn } from '../../../platform/postgres/copy.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import type { ClearingSource } from '../clearing-inbox.ts';
import { readAcomLine, type AcomLine } from '../domain/acom-line.ts';
import type { LineProblem } from '../domain/fixed-columns.ts';
import { LineReader, type Lines, type ReadLine } from '../domain/read-lines.ts';
import { SeenBefore } from '../domain/seen-before.ts';

export interface Loaded {
  readonly loadId: string;
  readonly lineCount: number;
  readonly problems: readonly LineProblem[];
  /** Of a file that was delivered anew, which lines could be read now. */
  readonly taken: readonly number[];
  /** References of lines of money that may stand in it more than once; undefined where they are too many to name. */
  readonly maybeTwice: readonly string[] | undefined;
  /** Of the content, unpacked: the same file packed is the same file. */
  readonly sha256: string;
}

/** So many lines that cannot be read, and it is no clearing file; nothing of it is taken. */
export const BAD_LINES_MAX = 1_000;
/** Often enough to watch, seldom enough to cost nothing. */
const TELL_EVERY_BYTES = 8 * 1024 * 1024;

/** What a sort of file is made of, and where its lines go. */
export interface Layout<L extends { readonly lineNo: number }> {
  readonly sort: 'ACOM' | 'ERR' | 'LFEE';
  readonly read: ReadLine<L>;
  readonly table: string;
  /** After business_date, load_id and line_no. */
  readonly columns: string;
  /** Of these columns, a tab between them; letters, digits and what stands between keys, so that nothing has to be escaped. */
  readonly values: (line: L) => string;
  /** By what lines are matched, of those that are: whichever comes twice is looked at. */
  readonly reference?: (line: L) => string | undefined;
}

/** Ordinary transactions. */
export const ACOM: Layout<AcomLine> = {
  sort: 'ACOM',
  read: readAcomLine,
  table: 'reconciliation.clearing_line',
  columns: 'rrn, key, original_key, class, amount_fen, moved_fen, cost_fen, merchant_no, terminal_no',
  // a million of them: one text and no list
  values: (line) =>
    `${line.rrn}\t${line.key}\t${line.originalKey}\t${line.class}\t${line.amountFen}\t${line.movedFen}\t${line.costFen}\t${line.merchantNo}\t${line.terminalNo}`,
  reference: (line) => (line.class === 'money' ? line.rrn : undefined),
};

export class NoClearingFile extends Error {}

/**
 * Reads a file of any size into `clearing_line`, a piece at a time, and says how far it is. What cannot be read is set aside, to a limit.
 * `only`: of a file that was delivered anew, the lines that could not be read before.
 */
export async function loadFile<L extends { readonly lineNo: number }>(
  env: Env,
  layout: Layout<L>,
  date: CivilDate,
  source: ClearingSource,
  only?: ReadonlySet<number>,
): Promise<Loaded> {
  const loadId = env.ids.next('lod');
  const head = `${date}\t${loadId}`;
  const problems: LineProblem[] = [];
  const taken: number[] = [];
  const hash = createHash('sha256');
  const seen = layout.reference === undefined ? undefined : new SeenBefore();
  const reader = new LineReader(layout.read);
  const run = { date, sort: layout.sort, source, begunAt: env.clock.now() };
  let [reached, told, lineCount] = [0, 0, 0];
  const rows = (read: Lines<L>): string => {
    problems.push(...read.problems);
    if (problems.length > BAD_LINES_MAX)
      throw new NoClearingFile(
        `more than ${BAD_LINES_MAX} lines cannot be read, the first is line ${problems[0]?.lineNo}`,
      );
    const lines = only === undefined ? read.lines : read.lines.filter((line) => only.has(line.lineNo));
    lineCount += lines.length;
    if (seen !== undefined)
      for (const line of lines) {
        const reference = layout.reference?.(line);
        if (reference !== undefined) seen.take(reference);
      }
    taken.push(...(only === undefined ? [] : lines.map((line) => line.lineNo)));
    return lines.map((line) => `${head}\t${line.lineNo}\t${layout.values(line)}\n`).join('');
  };
  async function* text(): AsyncGenerator<string> {
    for await (const piece of source.read((bytes) => (reached = bytes))) {
      hash.update(piece);
      yield rows(reader.take(piece));
      if (reached - told < TELL_EVERY_BYTES) continue;
      told = reached;
      await noteRun(env, run, { state: 'reading', bytesRead: reached, lineCount });
    }
    yield rows(reader.end());
  }
  await noteRun(env, run, { state: 'reading', bytesRead: 0, lineCount: 0 });
  const columns = `business_date, load_id, line_no, ${layout.columns}`;
  await copyIn(env.db, `COPY ${layout.table} (${columns}) FROM STDIN`, text());
  await noteRun(env, run, { state: 'matching', bytesRead: source.byteCount, lineCount });
  return { loadId, lineCount, problems, taken, maybeTwice: seen?.named, sha256: hash.digest('hex') };
}

/** Takes the lines of a load away that another load of the same file was faster than. */
export const dropLoad = (env: Env, table: string, date: CivilDate, loadId: string): Promise<number> =>
  env.db.execute(`DELETE FROM ${table} WHERE business_date = $1 AND load_id = $2`, [date, loadId]);

interface Run {
  readonly date: CivilDate;
  readonly sort: 'ACOM' | 'ERR' | 'LFEE';
  readonly source: ClearingSource;
  readonly begunAt: Parameters<typeof at>[0];
}

/** How far the reading is, for whoever looks, now and live. */
export async function noteRun(
  env: Env,
  run: Run,
  now: { state: 'reading' | 'matching' | 'done' | 'refused'; bytesRead: number; lineCount: number; reason?: string },
): Promise<void> {
  await withTx(env, async (tx) => {
    await tx.execute(
      `INSERT INTO reconciliation.import_run AS r (business_date, file_name, state, bytes_total, bytes_read, line_count, reason, begun_at, at, sort)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (business_date, sort) DO UPDATE SET file_name = excluded.file_name, state = excluded.state, bytes_total = excluded.bytes_total,
         bytes_read = excluded.bytes_read, line_count = excluded.line_count, reason = excluded.reason, begun_at = excluded.begun_at, at = excluded.at
       WHERE r.state <> 'done'`,
      [
        run.date,
        run.source.name,
        now.state,
        run.source.byteCount,
        now.bytesRead,
        now.lineCount,
        now.reason ?? null,
        at(run.begunAt),
        at(env.clock.now()),
        run.sort,
      ],
    );
    await env.jobs.emit(tx, {
      kind: 'clearing.progress',
      audience: ['console'],
      payload: { date: run.date, state: now.state, bytesRead: now.bytesRead, bytesTotal: run.source.byteCount },
    });
  });
}
