import { type CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { dayOf, moveDay } from '../../settlement/index.ts';
import type { ClearingSource } from '../clearing-inbox.ts';
import { isArchiveFault } from './import-clearing.ts';
import { dropLoad, loadFile, NoClearingFile, noteRun, type Layout, type Loaded } from './load-file.ts';

/** What the lines of a load do to the books. */
export interface Taken {
  readonly count: number;
  readonly grossFen: bigint;
  readonly feeFen: bigint;
}

/** A file beside the one of ordinary transactions: its net is a part of what the network pays for the day. */
export interface SideFile<L extends { readonly lineNo: number }> {
  readonly layout: Layout<L>;
  readonly source: ClearingSource | undefined;
  readonly take: (tx: Tx, load: { loadId: string; fileName: string }) => Promise<Taken>;
}

interface Known {
  readonly file_name: string;
  readonly version: string;
  readonly lines: number[];
}

/**
 * Takes in the file of a cleared day, once; one that was delivered anew because lines of it could not be read, these lines. False: it has
 * not come, or is none, and the day waits for it.
 */
export async function takeSideFile<L extends { readonly lineNo: number }>(
  env: Env,
  date: CivilDate,
  file: SideFile<L>,
): Promise<boolean> {
  const { layout, source } = file;
  const known = await knownFile(env, date, layout.sort);
  if (known !== undefined && known.lines.length === 0) return true;
  if (source === undefined || source.version === known?.version) return known !== undefined;
  const run = { date, sort: layout.sort, source, begunAt: env.clock.now() };
  let loaded: Loaded;
  try {
    loaded = await loadFile(env, layout, date, source, known === undefined ? undefined : new Set(known.lines));
  } catch (error) {
    if (!(error instanceof NoClearingFile) && !isArchiveFault(error)) throw error;
    const reason = error instanceof Error ? error.message : 'unreadable';
    await noteRun(env, run, { state: 'refused', bytesRead: 0, lineCount: 0, reason });
    return known !== undefined;
  }
  const won = await withTx(env, (tx) => takeIn(env, tx, { date, file, source, loaded, known }));
  if (!won) await dropLoad(env, layout.table, date, loaded.loadId);
  await noteRun(env, run, { state: 'done', bytesRead: source.byteCount, lineCount: loaded.lineCount });
  return true;
}

async function knownFile(env: Env, date: CivilDate, sort: string): Promise<Known | undefined> {
  const rows = await env.db.query<Known>(
    `SELECT f.file_name, f.version, coalesce(array_agg(b.line_no) FILTER (WHERE b.read_at IS NULL AND b.line_no IS NOT NULL), '{}') AS lines
       FROM reconciliation.clearing_file f LEFT JOIN reconciliation.bad_line b USING (file_name)
      WHERE f.business_date = $1 AND f.sort = $2 GROUP BY f.file_name, f.version`,
    [date, sort],
  );
  return rows[0];
}

interface TakeIn<L extends { readonly lineNo: number }> {
  readonly date: CivilDate;
  readonly file: SideFile<L>;
  readonly source: ClearingSource;
  readonly loaded: Loaded;
  readonly known: Known | undefined;
}

/** All of a load or nothing. False: another was faster, or the day went on. */
async function takeIn<L extends { readonly lineNo: number }>(env: Env, tx: Tx, of: TakeIn<L>): Promise<boolean> {
  const { date, file, source, loaded, known } = of;
  // the day is held: what else adds to its net waits
  if (!(await moveDay(tx, date, { from: 'cleared', to: 'cleared' }))) return false;
  if (!(known === undefined ? await noteFirst(env, tx, of) : await noteAgain(env, tx, { ...of, known }))) return false;
  const fileName = known?.file_name ?? source.name;
  const taken = await file.take(tx, { loadId: loaded.loadId, fileName });
  const netFen = taken.grossFen - taken.feeFen;
  await tx.execute(
    `UPDATE reconciliation.clearing_file SET gross_fen = gross_fen + $2, fee_fen = fee_fen + $3, matched_count = matched_count + $4, net_fen = net_fen + $5
      WHERE file_name = $1`,
    [fileName, taken.grossFen, taken.feeFen, taken.count, netFen],
  );
  const day = await dayOf(tx, date);
  await moveDay(tx, date, { from: 'cleared', to: 'cleared', networkNetFen: (day?.networkNetFen ?? 0n) + netFen });
  await env.jobs.emit(tx, {
    kind: 'clearing.imported',
    audience: ['console'],
    payload: { date, sort: file.layout.sort, lines: loaded.lineCount, problems: loaded.problems.length },
  });
  return true;
}

async function noteFirst<L extends { readonly lineNo: number }>(env: Env, tx: Tx, of: TakeIn<L>): Promise<boolean> {
  const { date, file, source, loaded } = of;
  const fresh = await tx.execute(
    `INSERT INTO reconciliation.clearing_file (file_name, business_date, sha256, line_count, bad_line_count, gross_fen, fee_fen, imported_at, load_id, version, sort)
     VALUES ($1, $2, $3, $4, $5, 0, 0, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      source.name,
      date,
      loaded.sha256,
      loaded.lineCount,
      loaded.problems.length,
      at(env.clock.now()),
      loaded.loadId,
      source.version,
      file.layout.sort,
    ],
  );
  if (fresh === 0) return false;
  for (const problem of loaded.problems)
    await tx.execute(
      'INSERT INTO reconciliation.bad_line (file_name, line_no, column_name, masked) VALUES ($1, $2, $3, $4)',
      [source.name, problem.lineNo, problem.column, problem.masked],
    );
  return true;
}

async function noteAgain<L extends { readonly lineNo: number }>(
  env: Env,
  tx: Tx,
  { source, loaded, known }: TakeIn<L> & { readonly known: Known },
): Promise<boolean> {
  const fresh = await tx.execute(
    'UPDATE reconciliation.clearing_file SET version = $3, line_count = line_count + $4 WHERE file_name = $1 AND version = $2',
    [known.file_name, known.version, source.version, loaded.lineCount],
  );
  if (fresh === 0) return false;
  await tx.execute('UPDATE reconciliation.bad_line SET read_at = $3 WHERE file_name = $1 AND line_no = ANY ($2)', [
    known.file_name,
    loaded.taken.map(BigInt),
    at(env.clock.now()),
  ]);
  return true;
}
