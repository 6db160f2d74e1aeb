import { must } from '../../../kernel/assert.ts';
import type { CivilDate } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

/** The policy parameters of a day, by name. Numbers and texts; units are in the table. */
export interface Policy {
  number(name: string): number;
  text(name: string): string;
}

/** The rows in force on `date`: for each name the latest that has taken effect. */
export async function readPolicy(sql: Sql, date: CivilDate): Promise<Policy> {
  const rows = await sql.query<{ name: string; value: number | string }>(
    `SELECT DISTINCT ON (name) name, value FROM catalogue.policy_parameter WHERE effective_from <= $1 ORDER BY name, effective_from DESC`,
    [date],
  );
  const values = new Map(rows.map((row) => [row.name, row.value]));
  return {
    number: (name) => Number(must(values.get(name), `policy parameter ${name} on ${date}`)),
    text: (name) => String(must(values.get(name), `policy parameter ${name} on ${date}`)),
  };
}
