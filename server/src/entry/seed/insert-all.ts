/** Many rows in one statement, each column an array. */
import type { Tx } from '../../platform/postgres/database.ts';

export type Cell = string | number | bigint | null;
/** Its name, its type in PostgreSQL, and its value of one row. A `text[]` is written as text: an array in an array is not unnested. */
export type Column<T> = readonly [name: string, type: string, of: (one: T) => Cell];

/** An array as PostgreSQL writes it; texts are quoted, nothing is NULL. */
export function arrayOf(cells: readonly Cell[]): string {
  const written = cells.map((cell) => {
    if (cell === null) return 'NULL';
    return typeof cell === 'string' ? `"${cell.replaceAll(/["\\]/g, String.raw`\$&`)}"` : String(cell);
  });
  return `{${written.join(',')}}`;
}

export async function insertAll<T>(
  tx: Tx,
  table: string,
  rows: readonly T[],
  columns: readonly Column<T>[],
): Promise<void> {
  if (rows.length === 0) return;
  const isList = (type: string): boolean => type.endsWith('[]');
  const names = columns.map(([name]) => name);
  const arrays = columns.map(([, type], i) => `$${i + 1}::${isList(type) ? 'text' : type}[]`);
  const picked = columns.map(([name, type]) => (isList(type) ? `${name}::${type}` : name));
  await tx.execute(
    `INSERT INTO ${table} (${names.join(', ')}) SELECT ${picked.join(', ')} FROM unnest(${arrays.join(', ')}) AS u (${names.join(', ')})`,
    columns.map(([, , of]) => arrayOf(rows.map(of))),
  );
}
