/** Files of reference data: brought in packages, put before a colleague, decided. Put in force by apply-reference.ts. */
import { createHash } from 'node:crypto';
import { dateInShanghai, instant, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import {
  LINES_MAX,
  readReference,
  type LineFaultCode,
  type ReferenceKind,
  type ReferenceLine,
} from '../domain/reference-file.ts';
import type { ReferenceImportState } from '../domain/reference-import-machine.ts';
import {
  decideComplete,
  decideImportMove,
  type CompleteRefusal,
  type ImportMoveRefusal,
} from '../domain/reference-import.ts';
import { lettersOf } from '../queries/bank-branches.ts';
import { placeName } from '../queries/places-and-trades.ts';
import { compareReference, markContradictions } from './compare-reference.ts';

export interface ReferenceImport {
  readonly importId: string;
  readonly kind: ReferenceKind;
  readonly state: ReferenceImportState;
  readonly fileName: string;
  /** The notice or list from which it comes, in words. */
  readonly source: string;
  readonly lines: number;
  readonly faults: number;
  readonly fresh: number;
  readonly other: number;
  readonly same: number;
  readonly gone: number;
  /** The last line that is in force, while a file is put in force. */
  readonly doneLine: number;
  readonly broughtBy: string;
  readonly broughtAt: InstantMs;
  readonly decidedBy: string | undefined;
  readonly decisionReason: string | undefined;
}

interface Row {
  import_id: string;
  kind: ReferenceKind;
  state: ReferenceImportState;
  file_name: string;
  source: string;
  lines: number;
  faults: number;
  fresh: number;
  other: number;
  same: number;
  gone: number;
  done_line: number;
  brought_by: string;
  brought_at: number;
  decided_by: string | null;
  decision_reason: string | null;
}

const COLUMNS =
  'import_id, kind, state, file_name, source, lines, faults, fresh, other, same, gone, done_line, brought_by, brought_at, decided_by, decision_reason';
const LISTED_MAX = 50;
const FAULTS_SHOWN_MAX = 200;

const toImport = (row: Row): ReferenceImport => ({
  importId: row.import_id,
  kind: row.kind,
  state: row.state,
  fileName: row.file_name,
  source: row.source,
  lines: row.lines,
  faults: row.faults,
  fresh: row.fresh,
  other: row.other,
  same: row.same,
  gone: row.gone,
  doneLine: row.done_line,
  broughtBy: row.brought_by,
  broughtAt: instant(row.brought_at),
  decidedBy: row.decided_by ?? undefined,
  decisionReason: row.decision_reason ?? undefined,
});

/** The newest first, without what was begun and left. */
export async function referenceImports(sql: Sql): Promise<ReferenceImport[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM catalogue.reference_import WHERE state NOT IN ('receiving', 'dropped') ORDER BY brought_at DESC LIMIT ${LISTED_MAX}`,
  );
  return rows.map(toImport);
}

export async function referenceImportOf(sql: Sql, importId: string): Promise<ReferenceImport | undefined> {
  const rows = await sql.query<Row>(`SELECT ${COLUMNS} FROM catalogue.reference_import WHERE import_id = $1`, [
    importId,
  ]);
  return rows[0] === undefined ? undefined : toImport(rows[0]);
}

export interface LineFault {
  readonly lineNo: number;
  readonly key: string;
  readonly fault: LineFaultCode;
}

/** The first two hundred lines that are wrong. */
export async function referenceFaults(sql: Sql, importId: string): Promise<LineFault[]> {
  return sql.query<LineFault>(
    `SELECT line_no AS "lineNo", key, fault FROM catalogue.reference_line WHERE import_id = $1 AND fault IS NOT NULL ORDER BY line_no LIMIT ${FAULTS_SHOWN_MAX}`,
    [importId],
  );
}

/** Begins a file; one of this kind that the same person has begun and left is dropped. @returns the id */
export async function beginReference(
  env: Env,
  of: { readonly kind: ReferenceKind; readonly fileName: string; readonly source: string; readonly by: string },
): Promise<string> {
  const importId = env.ids.next('imp');
  await withTx(env, async (tx) => {
    const left = await tx.query<{ import_id: string }>(
      `UPDATE catalogue.reference_import SET state = 'dropped' WHERE kind = $1 AND brought_by = $2 AND state = 'receiving' RETURNING import_id`,
      [of.kind, of.by],
    );
    for (const one of left) await forgetLines(tx, one.import_id);
    await tx.execute(
      `INSERT INTO catalogue.reference_import (import_id, kind, state, file_name, source, brought_by, brought_at) VALUES ($1, $2, 'receiving', $3, $4, $5, $6)`,
      [importId, of.kind, of.fileName, of.source, of.by, at(env.clock.now())],
    );
  });
  return importId;
}

export const forgetLines = (sql: Sql, importId: string): Promise<number> =>
  sql.execute('DELETE FROM catalogue.reference_line WHERE import_id = $1', [importId]);

type OpenRefusal = Refusal<'catalogue.import_unknown' | 'catalogue.import_closed'>;
export type PackageRefusal = OpenRefusal | Refusal<'catalogue.import_unreadable' | 'catalogue.import_too_long'>;

/** A file that this person still brings. */
async function receiving(tx: Tx, of: { importId: string; by: string }): Promise<Outcome<Row, OpenRefusal>> {
  const rows = await tx.query<Row>(
    `SELECT ${COLUMNS} FROM catalogue.reference_import WHERE import_id = $1 AND brought_by = $2 FOR UPDATE`,
    [of.importId, of.by],
  );
  if (rows[0] === undefined) return refuse('catalogue.import_unknown');
  return rows[0].state === 'receiving' ? accept(rows[0]) : refuse('catalogue.import_closed');
}

const knowsCity = (code: string): boolean => /^\d{6}$/.test(code) && placeName(code) !== '';

/** Branches are found by first letters: they are made where the line is read, a package at a time. */
const kept = (kind: ReferenceKind, line: ReferenceLine): Readonly<Record<string, string>> =>
  kind === 'branch' && line.fault === undefined
    ? { ...line.row, letters: lettersOf(line.row['branch_name'] ?? '') }
    : line.row;

/** Takes a package of lines; the same package again changes nothing. @returns how many lines of the file are there */
export async function takeReference(
  env: Env,
  of: { readonly importId: string; readonly by: string; readonly text: string; readonly firstLine: number },
): Promise<Outcome<{ lines: number; faults: number }, PackageRefusal>> {
  return withTx(env, async (tx) => {
    const found = await receiving(tx, of);
    if (found.refused) return found;
    const { kind } = found.value;
    const read = readReference(kind, of, { knowsCity });
    if (!read.readable) return refuse('catalogue.import_unreadable', { reason: read.reason, line: read.line });
    const last = read.lines.at(-1)?.lineNo ?? 0;
    if (last > LINES_MAX[kind] + 1) return refuse('catalogue.import_too_long', { most: LINES_MAX[kind] });
    await tx.execute(
      `INSERT INTO catalogue.reference_line (import_id, line_no, key, row, fault)
       SELECT $1, l, k, r::jsonb, nullif(f, '') FROM unnest($2::int[], $3::text[], $4::text[], $5::text[]) AS u(l, k, r, f)
       ON CONFLICT (import_id, line_no) DO UPDATE SET key = excluded.key, row = excluded.row, fault = excluded.fault`,
      [
        of.importId,
        read.lines.map((line) => BigInt(line.lineNo)),
        read.lines.map((line) => line.key),
        read.lines.map((line) => JSON.stringify(kept(kind, line))),
        read.lines.map((line) => line.fault ?? ''),
      ],
    );
    const counted = await tx.query<{ lines: number; faults: number }>(
      'SELECT count(*)::int AS lines, count(fault)::int AS faults FROM catalogue.reference_line WHERE import_id = $1',
      [of.importId],
    );
    return accept(counted[0] ?? { lines: 0, faults: 0 });
  });
}

/** Every line is there: the file is compared with what is in force and put before a colleague. */
export async function completeReference(
  env: Env,
  of: { readonly importId: string; readonly by: string },
): Promise<Outcome<true, CompleteRefusal | OpenRefusal>> {
  return withTx(env, async (tx) => {
    const found = await receiving(tx, of);
    if (found.refused) return found;
    const { kind } = found.value;
    await markContradictions(tx, of.importId, kind);
    const compared = await compareReference(tx, of.importId, kind);
    const decided = decideComplete(kind, compared, dateInShanghai(env.clock.now()));
    const { lines, faults, fresh, other, gone } = compared;
    await tx.execute(
      `UPDATE catalogue.reference_import SET state = $2, lines = $3, faults = $4, fresh = $5, other = $6, gone = $7, same = $8, digest = $9 WHERE import_id = $1`,
      [
        of.importId,
        decided.refused ? 'receiving' : 'proposed',
        lines,
        faults,
        fresh,
        other,
        gone,
        Math.max(lines - fresh - other - (kind === 'calendar' ? 0 : gone), 0),
        await digestOf(tx, of.importId),
      ],
    );
    return decided;
  });
}

/** SHA-256 over the lines in their order: what was decided can be told from what was not. */
async function digestOf(sql: Sql, importId: string): Promise<string> {
  const hash = createHash('sha256');
  for (let after = 0; ;) {
    const rows = await sql.query<{ line_no: number; text: string }>(
      'SELECT line_no, row::text AS text FROM catalogue.reference_line WHERE import_id = $1 AND line_no > $2 ORDER BY line_no LIMIT 5000',
      [importId, after],
    );
    for (const row of rows) hash.update(`${row.text}\n`);
    const last = rows.at(-1);
    if (last === undefined) return hash.digest('hex');
    after = last.line_no;
  }
}

export interface MoveImport {
  readonly importId: string;
  readonly event: 'approve' | 'refuse' | 'withdraw';
  readonly by: string;
  readonly reason: string;
}

/** Somebody else puts it in force or refuses it, or whoever brought it takes it back. */
export async function moveReference(
  env: Env,
  move: MoveImport,
): Promise<
  Outcome<
    'approved' | 'refused' | 'withdrawn',
    ImportMoveRefusal | CompleteRefusal | Refusal<'catalogue.import_unknown'>
  >
> {
  return withTx(env, async (tx) => {
    const rows = await tx.query<Row>(
      `SELECT ${COLUMNS} FROM catalogue.reference_import WHERE import_id = $1 FOR UPDATE`,
      [move.importId],
    );
    if (rows[0] === undefined) return refuse('catalogue.import_unknown');
    const found = toImport(rows[0]);
    const moved = decideImportMove(found, move);
    if (moved.refused) return moved;
    if (moved.value === 'approved') {
      // a day may have begun since, or another file may be in force
      const compared = await compareReference(tx, move.importId, found.kind);
      const decided = decideComplete(found.kind, compared, dateInShanghai(env.clock.now()));
      if (decided.refused) return decided;
      await env.jobs.enqueue(tx, 'apply-reference', { importId: move.importId });
    } else await forgetLines(tx, move.importId);
    await tx.execute(
      `UPDATE catalogue.reference_import SET state = $2, decided_by = $3, decided_at = $4, decision_reason = $5 WHERE import_id = $1`,
      [move.importId, moved.value, move.by, at(env.clock.now()), move.reason],
    );
    return moved;
  });
}
