import { addDays, shanghaiInstant, type CivilDate } from '../../../kernel/instant.ts';
import { at, type Sql, type SqlValue } from '../../../platform/postgres/database.ts';
import type { StaffApp } from '../commands/note-act.ts';

export interface ActFilter {
  readonly staffId?: string;
  /** The beginning of an action, whole words: `console.cases` finds `console.cases.decision.post`. */
  readonly action?: string;
  /** Keys of one object, or of what it stands in. */
  readonly objects?: readonly string[];
  /** First and last business day, both included. */
  readonly from?: CivilDate;
  readonly to?: CivilDate;
  readonly outcome?: 'done' | 'refused' | 'failed';
}

export interface NotedAct {
  readonly entryId: string;
  /** Business time, and the wall; milliseconds since 1970. */
  readonly at: number;
  readonly wallAt: number;
  readonly app: StaffApp;
  readonly staffId: string | null;
  readonly role: string | null;
  readonly address: string;
  readonly device: string;
  readonly action: string;
  readonly objectKind: string | null;
  readonly objectKey: string | null;
  readonly within: string | null;
  readonly reason: string | null;
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly code: string | null;
  /** Place in the chain; null for the moment until it is sealed. */
  readonly seq: bigint | null;
  readonly digest: string | null;
}

const COLUMNS = `e.entry_id AS "entryId", e.at, e.wall_at AS "wallAt", e.app, e.staff_id AS "staffId", e.role, e.address, e.device, e.action,
  e.object_kind AS "objectKind", e.object_key AS "objectKey", e.within, e.reason, e.outcome, e.code, l.seq, l.digest`;

/** Conditions of a filter, and their values from `$1` on. Columns are named here alone; values never stand in the text. */
function conditionsOf(filter: ActFilter): { where: string[]; values: SqlValue[] } {
  const values: SqlValue[] = [];
  const where: string[] = [];
  const add = (text: (place: string) => string, value: SqlValue): void => {
    values.push(value);
    where.push(text(`$${values.length}`));
  };
  if (filter.staffId !== undefined) add((p) => `e.staff_id = ${p}`, filter.staffId);
  if (filter.action !== undefined)
    add((p) => `(e.action = ${p} OR e.action LIKE replace(${p}, '_', '\\_') || '.%')`, filter.action);
  if (filter.objects !== undefined)
    add((p) => `(e.object_key = ANY (${p}::text[]) OR e.within = ANY (${p}::text[]))`, filter.objects);
  if (filter.from !== undefined) add((p) => `e.at >= ${p}`, at(shanghaiInstant(filter.from, '00:00')));
  if (filter.to !== undefined) add((p) => `e.at < ${p}`, at(shanghaiInstant(addDays(filter.to, 1), '00:00')));
  if (filter.outcome !== undefined) add((p) => `e.outcome = ${p}`, filter.outcome);
  return { where, values };
}

const SELECTED = (where: readonly string[]): string => (where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`);

/** Acts newest first; `after` is the entryId of the last row of the page before. */
export async function actsPage(
  sql: Sql,
  input: { readonly filter: ActFilter; readonly after?: string; readonly limit: number },
): Promise<NotedAct[]> {
  const { where, values } = conditionsOf(input.filter);
  if (input.after !== undefined) {
    values.push(input.after);
    where.push(
      `(e.at, e.entry_id) < (SELECT b.at, b.entry_id FROM audit.entry b WHERE b.entry_id = $${values.length})`,
    );
  }
  values.push(input.limit);
  return sql.query<NotedAct>(
    `SELECT ${COLUMNS} FROM audit.entry e LEFT JOIN audit.link l ON l.entry_id = e.entry_id ${SELECTED(where)}
      ORDER BY e.at DESC, e.entry_id DESC LIMIT $${values.length}`,
    values,
  );
}

/** How many there are, counted up to `most` and no further. */
export async function countActs(
  sql: Sql,
  input: { readonly filter: ActFilter; readonly most: number },
): Promise<number> {
  const { where, values } = conditionsOf(input.filter);
  values.push(input.most);
  const rows = await sql.query<{ count: bigint }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM audit.entry e ${SELECTED(where)} LIMIT $${values.length}) found`,
    values,
  );
  return Number(rows[0]?.count ?? 0);
}
