/** An approved file of reference data is put in force, slice by slice. */
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import type { ReferenceKind } from '../domain/reference-file.ts';
import { forgetLines } from './reference-imports.ts';

/** Lines put in force in one transaction: some hundred milliseconds of branches. */
const SLICE = 5_000;

/** The lines of a slice. A calendar has 366 at most, so that a year is never in force by half. */
const LINES = `SELECT * FROM catalogue.reference_line WHERE import_id = $1 AND line_no > $2 AND line_no <= $3`;
const KEEPS = `row->>'gone' IS DISTINCT FROM '1'`;
const GOES = `row->>'gone' = '1'`;

const STATEMENTS: Readonly<Record<ReferenceKind, readonly string[]>> = {
  calendar: [
    `WITH l AS (${LINES}) DELETE FROM catalogue.calendar_day WHERE to_char(day, 'YYYY') = (SELECT left(min(key), 4) FROM l)`,
    `WITH l AS (${LINES}) INSERT INTO catalogue.calendar_day (day, kind, source)
     SELECT key::date, row->>'kind', (SELECT source FROM catalogue.reference_import WHERE import_id = $1) FROM l`,
    `WITH l AS (${LINES}) INSERT INTO catalogue.calendar_coverage (year, source)
     SELECT left(min(key), 4)::int, (SELECT source FROM catalogue.reference_import WHERE import_id = $1) FROM l
     ON CONFLICT (year) DO UPDATE SET source = excluded.source`,
  ],
  bin: [
    `WITH l AS (${LINES}) INSERT INTO catalogue.bin (prefix, card_length, card_kind, bank_name, organisation)
     SELECT key, (row->>'card_length')::int, row->>'card_kind', row->>'bank_name', row->>'organisation' FROM l WHERE ${KEEPS}
     ON CONFLICT (prefix) DO UPDATE SET card_length = excluded.card_length, card_kind = excluded.card_kind, bank_name = excluded.bank_name, organisation = excluded.organisation`,
    `WITH l AS (${LINES}) DELETE FROM catalogue.bin WHERE prefix IN (SELECT key FROM l WHERE ${GOES})`,
  ],
  trade: [
    `WITH l AS (${LINES}) INSERT INTO catalogue.trade (code, zh, en, place)
     SELECT key, row->>'zh', row->>'en', (SELECT coalesce(max(place), 0) FROM catalogue.trade) + line_no FROM l WHERE ${KEEPS}
     ON CONFLICT (code) DO UPDATE SET zh = excluded.zh, en = excluded.en, offered = true`,
    `WITH l AS (${LINES}) UPDATE catalogue.trade SET offered = false WHERE code IN (SELECT key FROM l WHERE ${GOES})`,
  ],
  branch: [
    `WITH l AS (${LINES}) INSERT INTO catalogue.bank_branch (branch_code, bank_name, branch_name, city, letters)
     SELECT key, row->>'bank_name', row->>'branch_name', row->>'city', row->>'letters' FROM l WHERE ${KEEPS}
     ON CONFLICT (branch_code) DO UPDATE SET bank_name = excluded.bank_name, branch_name = excluded.branch_name, city = excluded.city, letters = excluded.letters`,
    `WITH l AS (${LINES}) DELETE FROM catalogue.bank_branch WHERE branch_code IN (SELECT key FROM l WHERE ${GOES})`,
  ],
};

/** Puts in force what is approved; begun again after a crash it goes on after the last slice. */
export async function applyReference(env: Env, importId: string): Promise<void> {
  for (;;) {
    const isDone = await withTx(env, (tx) => applySlice(env, tx, importId));
    if (isDone) return;
  }
}

async function applySlice(env: Env, tx: Tx, importId: string): Promise<boolean> {
  const found = await tx.query<{ kind: ReferenceKind; done_line: number }>(
    `SELECT kind, done_line FROM catalogue.reference_import WHERE import_id = $1 AND state = 'approved' FOR UPDATE`,
    [importId],
  );
  const file = found[0];
  if (file === undefined) return true;
  const upTo = await tx.query<{ last: number | null; left: boolean }>(
    `SELECT max(line_no) AS last, count(*) = ${SLICE} AS left FROM
       (SELECT line_no FROM catalogue.reference_line WHERE import_id = $1 AND line_no > $2 ORDER BY line_no LIMIT ${SLICE}) l`,
    [importId, file.done_line],
  );
  const last = upTo[0]?.last ?? file.done_line;
  if (last > file.done_line)
    for (const statement of STATEMENTS[file.kind]) await tx.execute(statement, [importId, file.done_line, last]);
  const isLast = upTo[0]?.left !== true;
  await tx.execute(
    `UPDATE catalogue.reference_import SET done_line = $2, state = $3, applied_at = $4 WHERE import_id = $1`,
    [importId, last, isLast ? 'applied' : 'approved', isLast ? at(env.clock.now()) : null],
  );
  if (isLast) await forgetLines(tx, importId);
  await env.jobs.emit(tx, { kind: 'reference.moved', audience: ['console'], payload: { importId } });
  return isLast;
}
