/** Views of lists that a person of staff has saved: filters and columns under a name of his own. */
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql } from '../../../platform/postgres/database.ts';

export interface SavedView {
  readonly name: string;
  /** Filters as they stand in the address of the page. */
  readonly query: string;
  readonly columns: readonly string[];
}

/** A menu of more is no menu. */
const VIEWS_MAX = 30;

export async function savedViewsOf(
  sql: Sql,
  of: { readonly staffId: string; readonly list: string },
): Promise<SavedView[]> {
  return sql.query<SavedView>(
    'SELECT name, query, columns FROM identity.saved_view WHERE staff_id = $1 AND list = $2 ORDER BY name',
    [of.staffId, of.list],
  );
}

/** The same name again replaces the view. */
export async function saveView(
  env: Env,
  of: { readonly staffId: string; readonly list: string } & SavedView,
): Promise<Outcome<true, Refusal<'identity.views_limit'>>> {
  return withTx(env, async (tx) => {
    const views = await savedViewsOf(tx, of);
    if (views.length >= VIEWS_MAX && !views.some((one) => one.name === of.name))
      return refuse('identity.views_limit', { most: VIEWS_MAX });
    await tx.execute(
      `INSERT INTO identity.saved_view (staff_id, list, name, query, columns, saved_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (staff_id, list, name) DO UPDATE SET query = excluded.query, columns = excluded.columns, saved_at = excluded.saved_at`,
      [of.staffId, of.list, of.name, of.query, of.columns, at(env.wall.now())],
    );
    return accept(true as const);
  });
}

/** What is gone already is passed over. */
export async function forgetView(
  sql: Sql,
  of: { readonly staffId: string; readonly list: string; readonly name: string },
): Promise<void> {
  await sql.execute('DELETE FROM identity.saved_view WHERE staff_id = $1 AND list = $2 AND name = $3', [
    of.staffId,
    of.list,
    of.name,
  ]);
}
