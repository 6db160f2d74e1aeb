import { MINUTE_MS, later, type CivilDate } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { dayOf, moveDay } from '../../settlement/index.ts';
import type { ClearingInbox, ClearingSource } from '../clearing-inbox.ts';
import { ACOM, dropLoad, loadFile, NoClearingFile, noteRun, type Loaded } from './load-file.ts';
import { matchLoad, type Matched } from './match-load.ts';
import { postSuspense } from './post-suspense.ts';

const RETRY_MS = 10 * MINUTE_MS;

/**
 * Imports the day's file: read as a stream, matched as one set; sales it confirms are linked, what differs becomes a break with its money in
 * suspense, and the day is owed what the network will pay. While the file has not come, or is none, the day waits and says so.
 */
export async function importClearing(
  env: Env & { readonly clearing: Pick<ClearingInbox, 'openAcom'> },
  date: CivilDate,
): Promise<void> {
  const day = await dayOf(env.db, date);
  if (day === undefined || day.state !== 'closed') return;
  const source = await env.clearing.openAcom(date);
  if (source === undefined) return askAgain(env, date, 'clearing.missing', {});
  const begunAt = env.clock.now();
  let loaded: Loaded;
  try {
    loaded = await loadFile(env, ACOM, date, source);
  } catch (error) {
    if (!(error instanceof NoClearingFile) && !isArchiveFault(error)) throw error;
    const reason = error instanceof Error ? error.message : 'unreadable';
    const end = { state: 'refused', bytesRead: 0, lineCount: 0, reason } as const;
    await noteRun(env, { date, sort: ACOM.sort, source, begunAt }, end);
    return askAgain(env, date, 'clearing.refused', { file: source.name, reason });
  }
  const won = await withTx(env, (tx) => takeIn(env, tx, { date, source, loaded }));
  if (!won) await dropLoad(env, ACOM.table, date, loaded.loadId);
  const end = { state: 'done', bytesRead: source.byteCount, lineCount: loaded.lineCount } as const;
  await noteRun(env, { date, sort: ACOM.sort, source, begunAt }, end);
}

/** Codes of zlib: an archive that is cut off or is none. */
export const isArchiveFault = (error: unknown): boolean => ((error as { code?: string }).code ?? '').startsWith('Z_');

async function askAgain(
  env: Env,
  date: CivilDate,
  kind: 'clearing.missing' | 'clearing.refused',
  more: Readonly<Record<string, string>>,
): Promise<void> {
  await withTx(env, async (tx) => {
    await scheduleDue(tx, { kind: 'import-clearing', key: date, at: later(env.clock.now(), RETRY_MS), data: { date } });
    await env.jobs.emit(tx, { kind, audience: ['console'], payload: { date, ...more } });
  });
}

interface Taken {
  readonly date: CivilDate;
  readonly source: ClearingSource;
  readonly loaded: Loaded;
}

/** All of a file or nothing. False: another load of the file was faster. */
async function takeIn(env: Env, tx: Tx, { date, source, loaded }: Taken): Promise<boolean> {
  const fresh = await tx.execute(
    `INSERT INTO reconciliation.clearing_file (file_name, business_date, sha256, line_count, bad_line_count, gross_fen, fee_fen, imported_at, load_id, version)
     VALUES ($1, $2, $3, $4, $5, 0, 0, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [
      source.name,
      date,
      loaded.sha256,
      loaded.lineCount,
      loaded.problems.length,
      at(env.clock.now()),
      loaded.loadId,
      source.version,
    ],
  );
  if (fresh === 0) return false;
  for (const problem of loaded.problems)
    await tx.execute(
      'INSERT INTO reconciliation.bad_line (file_name, line_no, column_name, masked) VALUES ($1, $2, $3, $4)',
      [source.name, problem.lineNo, problem.column, problem.masked],
    );
  const { loadId, maybeTwice } = loaded;
  const load = { date, loadId, fileName: source.name, ...(maybeTwice === undefined ? {} : { maybeTwice }) };
  const matched = await matchLoad(env, tx, load);
  await postSuspense(env, tx, load, matched.netFen);
  await noteFile(tx, source.name, matched);
  if (!(await moveDay(tx, date, { from: 'closed', to: 'cleared', networkNetFen: matched.netFen })))
    throw new Error(`the file of ${date} was read by another`);
  await env.jobs.enqueue(tx, 'match-arrival', { date });
  await env.jobs.emit(tx, {
    kind: 'clearing.imported',
    audience: ['console'],
    payload: { date, lines: loaded.lineCount, problems: loaded.problems.length, breaks: matched.breakCount },
  });
  return true;
}

const noteFile = (tx: Tx, fileName: string, matched: Matched): Promise<number> =>
  tx.execute(
    'UPDATE reconciliation.clearing_file SET gross_fen = $2, fee_fen = $3, matched_count = $4, net_fen = $5 WHERE file_name = $1',
    [fileName, matched.grossFen, matched.feeFen, matched.matchedCount, matched.netFen],
  );

/**
 * The file was delivered anew because lines of it could not be read: those of them that can be read now are taken in, the others of the file
 * stand as they were. False while it lies there as before.
 */
export async function takeCorrected(
  env: Env & { readonly clearing: Pick<ClearingInbox, 'openAcom'> },
  date: CivilDate,
): Promise<boolean> {
  const waiting = await env.db.query<{ file_name: string; version: string; lines: number[] }>(
    `SELECT f.file_name, f.version, array_agg(b.line_no) AS lines FROM reconciliation.clearing_file f JOIN reconciliation.bad_line b USING (file_name)
      WHERE f.business_date = $1 AND f.sort = 'ACOM' AND b.read_at IS NULL GROUP BY f.file_name, f.version`,
    [date],
  );
  const [file] = waiting;
  if (file === undefined) return false;
  const source = await env.clearing.openAcom(date);
  if (source === undefined || source.version === file.version) return false;
  const loaded = await loadFile(env, ACOM, date, source, new Set(file.lines));
  const won = await withTx(env, (tx) => takePart(env, tx, { date, source, loaded, of: file }));
  if (!won) await dropLoad(env, ACOM.table, date, loaded.loadId);
  return won;
}

/** Adds what could not be read before to what the day is owed; once a delivery. */
async function takePart(
  env: Env,
  tx: Tx,
  { date, source, loaded, of }: Taken & { readonly of: { readonly file_name: string; readonly version: string } },
): Promise<boolean> {
  const fresh = await tx.execute(
    'UPDATE reconciliation.clearing_file SET version = $3, line_count = line_count + $4 WHERE file_name = $1 AND version = $2',
    [of.file_name, of.version, source.version, loaded.lineCount],
  );
  // the day is held: what else adds to its net waits
  if (fresh === 0 || !(await moveDay(tx, date, { from: 'cleared', to: 'cleared' }))) return false;
  const day = await dayOf(tx, date);
  if (day === undefined) return false;
  await tx.execute('UPDATE reconciliation.bad_line SET read_at = $3 WHERE file_name = $1 AND line_no = ANY ($2)', [
    of.file_name,
    loaded.taken.map(BigInt),
    at(env.clock.now()),
  ]);
  const load = { date, loadId: loaded.loadId, fileName: `${of.file_name}+${source.version}`, part: true as const };
  const matched = await matchLoad(env, tx, load);
  const netFen = (day.networkNetFen ?? 0n) + matched.netFen;
  await postSuspense(env, tx, load, netFen);
  await tx.execute(
    `UPDATE reconciliation.clearing_file SET gross_fen = gross_fen + $2, fee_fen = fee_fen + $3, matched_count = matched_count + $4, net_fen = net_fen + $5
      WHERE file_name = $1`,
    [of.file_name, matched.grossFen, matched.feeFen, matched.matchedCount, matched.netFen],
  );
  return moveDay(tx, date, { from: 'cleared', to: 'cleared', networkNetFen: netFen });
}
