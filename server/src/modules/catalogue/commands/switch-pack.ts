import { must } from '../../../kernel/assert.ts';
import type { CivilDate } from '../../../kernel/instant.ts';
import type { Database } from '../../../platform/postgres/database.ts';
import { PACKS, type PackName } from '../domain/packs.ts';

export interface PackChange {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly unit: string;
}

/**
 * Puts the values of a pack in force from a day on, as dated rows: every day before keeps what it had. Run again for the same day it
 * changes nothing. `write` false only tells what would change.
 */
export async function switchPack(
  db: Database,
  input: { readonly pack: PackName; readonly from: CivilDate; readonly write: boolean },
): Promise<PackChange[]> {
  const { pack, from } = input;
  const rows = await db.query<{ name: string; value: number; unit: string }>(
    `SELECT DISTINCT ON (name) name, value, unit FROM catalogue.policy_parameter
      WHERE effective_from <= $1 AND name = ANY($2) ORDER BY name, effective_from DESC`,
    [from, Object.keys(PACKS[pack])],
  );
  const changes: PackChange[] = [];
  for (const [name, after] of Object.entries(PACKS[pack])) {
    const row = must(
      rows.find((one) => one.name === name),
      `policy parameter ${name}`,
    );
    if (row.value !== after) changes.push({ name, before: row.value, after, unit: row.unit });
  }
  if (!input.write) return changes;
  for (const { name, after, unit } of changes)
    await db.execute(
      `INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (name, effective_from) DO UPDATE SET value = excluded.value, source = excluded.source`,
      [name, from, JSON.stringify(after), unit, `pack ${pack}`],
    );
  return changes;
}
