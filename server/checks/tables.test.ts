/** Whose SQL touches whose tables: a module its own, and of others only the views v_* and functions do_* that they publish. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MODULE_GRAPH } from './module-graph.ts';
import { isTest, moduleOf, ROOT, sourcesBelow, stringsOf } from './source.ts';

const SQL = /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|LOCK TABLE|COPY)\b/;
const SCHEMAS = Object.keys(MODULE_GRAPH);
const NAMES = new RegExp(`\\b(${SCHEMAS.join('|')})\\.([a-z_][a-z0-9_]*)`, 'g');
const isDoor = (name: string): boolean => name.startsWith('v_') || name.startsWith('do_');

/** Files outside the modules that name a module's table, each with its reason. */
const SEEDED = 'the seeding place of a demo writes a past as sets, across modules (decision 0027)';
const BORNE: Readonly<Record<string, string>> = {
  'server/src/entry/seed/command.ts': SEEDED,
  'server/src/entry/seed/seed.ts': SEEDED,
  'server/src/entry/seed/write-days.ts': SEEDED,
  'server/src/entry/seed/write-deposits.ts': SEEDED,
  'server/src/entry/seed/write-sales.ts': SEEDED,
  'server/src/entry/seed/write-shops.ts': SEEDED,
};

/** `schema.table` names in a piece of SQL that `owner` may not touch. `prefix.column` of an alias never looks like a schema here. */
function strangersIn(sql: string, owner: string | undefined): string[] {
  return [...sql.matchAll(NAMES)]
    .filter(([, schema, name]) => schema !== owner && !isDoor(name ?? ''))
    .map(([whole]) => whole);
}

interface Body {
  readonly what: string;
  readonly owner: string;
  readonly text: string;
}

/** Functions and views of the migrations with what is inside them. */
function bodiesOf(sql: string): Body[] {
  const functions = [...sql.matchAll(/CREATE (?:OR REPLACE )?FUNCTION (\w+)\.(\w+)[\s\S]*?AS \$\$([\s\S]*?)\$\$/g)];
  const views = [...sql.matchAll(/CREATE (?:OR REPLACE )?VIEW (\w+)\.(\w+)\s+AS([\s\S]*?);/g)];
  return [...functions, ...views].map(([, owner = '', name = '', text = '']) => ({
    what: `${owner}.${name}`,
    owner,
    text,
  }));
}

const folder = join(ROOT, 'server/migrations');
const migrations = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .map((name) => readFileSync(join(folder, name), 'utf8').replace(/--.*$/gm, ''));
const bodies = migrations.flatMap(bodiesOf);
const files = sourcesBelow('server/src').filter((file) => !isTest(file.path));
const statements = files.flatMap((file) =>
  stringsOf(file)
    .filter((text) => SQL.test(text))
    .map((text) => ({ file, text })),
);

describe('the checker', () => {
  it('really read the statements of the modules and the bodies of the migrations', () => {
    expect(statements.length).toBeGreaterThan(100);
    expect(new Set(statements.map(({ file }) => moduleOf(file.path)).filter(Boolean)).size).toBeGreaterThan(10);
    expect(bodies.length).toBeGreaterThan(10);
  });
  it('sees a foreign table and lets a door pass', () => {
    expect(strangersIn('SELECT 1 FROM ledger.posting p JOIN ledger.v_balance b USING (merchant_id)', 'review')).toEqual(
      ['ledger.posting'],
    );
    expect(strangersIn('SELECT ledger.do_post_journal($1)', 'review')).toEqual([]);
    expect(strangersIn('SELECT 1 FROM ledger.posting', 'ledger')).toEqual([]);
  });
  it('sees inside functions and views', () => {
    const sql =
      'CREATE FUNCTION a.do_b() RETURNS int LANGUAGE sql AS $$ SELECT 1 FROM ledger.posting $$; CREATE VIEW a.v_c AS SELECT 1 FROM ledger.hold;';
    expect(bodiesOf(sql).map((body) => strangersIn(body.text, body.owner))).toEqual([
      ['ledger.posting'],
      ['ledger.hold'],
    ]);
  });
});

describe('the house', () => {
  it("a statement names its own module's tables, another's doors, and platform's", () => {
    const faults = statements
      .filter(({ file }) => !(file.path in BORNE))
      .flatMap(({ file, text }) => strangersIn(text, moduleOf(file.path)).map((name) => `${file.path}: ${name}`));
    expect(faults).toEqual([]);
  });

  it('functions and views in the migrations keep to the same rule', () => {
    expect(bodies.flatMap((body) => strangersIn(body.text, body.owner).map((name) => `${body.what}: ${name}`))).toEqual(
      [],
    );
  });

  it('every SQL door is listed in the index of its module, and nothing is listed that is not there', () => {
    const published = [...new Set(bodies.map((body) => body.what).filter((name) => isDoor(name.split('.')[1] ?? '')))];
    const listed = files
      .filter((file) => /\/modules\/[^/]+\/index\.ts$/.test(file.path))
      .flatMap((file) =>
        [...(/SQL doors: ([^*]*)\*\//.exec(file.text)?.[1] ?? '').matchAll(/\b(?:v|do)_\w+/g)].map(
          ([name]) => `${moduleOf(file.path)}.${name}`,
        ),
      );
    expect(listed.sort()).toEqual(published.sort());
  });

  it('a door that another schema offers is used only along the module graph', () => {
    const faults = statements.flatMap(({ file, text }) => {
      const owner = moduleOf(file.path);
      if (owner === undefined) return [];
      return [...text.matchAll(NAMES)]
        .filter(([, schema = '']) => schema !== owner && MODULE_GRAPH[owner]?.includes(schema) !== true)
        .map(([whole]) => `${file.path}: ${whole}`);
    });
    expect(faults).toEqual([]);
  });
});
