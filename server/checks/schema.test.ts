/** What the migrated database promises: keys by merchant, nothing that moves by itself, and what is written once stays as written. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '../testing/database.ts';
import { MODULE_GRAPH } from './module-graph.ts';

const BUSINESS = ['platform', ...Object.keys(MODULE_GRAPH)];

/**
 * Tables that speak of a merchant or an applicant and yet are not keyed by one. Directories: the key is the value that must be
 * unique over everybody, so it is the value's own shard.
 */
const DIRECTORIES: Readonly<Record<string, string>> = {
  'identity.phone_directory': 'directory: one person a phone number',
  'applications.directory': 'directory: whose application an id is, for links that carry the id alone',
  'merchants.merchant_no_directory': 'directory: one merchant a merchant number',
  'merchants.applicant_directory':
    'directory: one merchant an application; keyed by the applicant, who is there before the merchant',
  'merchants.name_key': 'directory: merchants that a beginning finds, before it is known whose it is',
  'terminals.terminal_no_directory': 'directory: one terminal a terminal number (field 41 names no merchant)',
  'channels.filing_directory': 'directory: whose filing an id is, for requests that name the filing alone',
  'channels.visit_directory': 'directory: whose visit an id is, for agents who hold the id alone',
  'channels.form_code': 'directory: one printed form a code, typed at a counter where nobody is known yet',
  'deposits.pay_in': 'directory: one row a credit of the bank, known before it is known whose it is',
  'terminals.device': 'directory: one owner a serial number, known before there is any merchant',
};

/** Written once. The application role may add rows and read them, nothing else. */
const IMMUTABLE = [
  'ledger.journal',
  'ledger.book_day',
  'ledger.day_total',
  'ledger.merchant_day_total',
  'ledger.book_month',
  'ledger.month_total',
  'ledger.sheet_line',
  'catalogue.price_plan',
  'merchants.price_notice',
  'merchants.price_word',
  'servicing.change_revision',
  'servicing.change_step',
  'platform.event',
  'platform.access_log',
  'identity.look',
  'audit.entry',
  'audit.link',
  'applications.revision',
  'applications.agreement',
  'review.evaluation',
  'review.check_item',
  'review.decision_log',
  'switching.link',
  'settlement.cleared',
  'settlement.batch',
  'settlement.t0_sale',
  'settlement.t0_back',
  'settlement.t0_agreement',
  'switching.paid_early',
  'reconciliation.arrival',
];

let database: TestDatabase;
let owner: Client;
beforeAll(async () => {
  database = await testDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.close();
});

interface Index {
  readonly relation: string;
  readonly index: string;
  readonly primary: boolean;
  readonly first: string;
}

const uniqueIndexes = (): Promise<Index[]> =>
  database.db.query<Index>(
    `SELECT n.nspname || '.' || t.relname AS relation, i.relname AS index, x.indisprimary AS primary, pg_get_indexdef(x.indexrelid, 1, true) AS first
       FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = t.relnamespace
      WHERE x.indisunique AND n.nspname = ANY ($1) ORDER BY 1, 2`,
    [BUSINESS],
  );

async function keyedTables(): Promise<Map<string, 'merchant_id' | 'applicant_id'>> {
  const rows = await database.db.query<{ relation: string; columns: string[] }>(
    `SELECT c.table_schema || '.' || c.table_name AS relation, array_agg(c.column_name::text) AS columns
       FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE t.table_type = 'BASE TABLE' AND c.table_schema = ANY ($1) AND c.column_name IN ('merchant_id', 'applicant_id') GROUP BY 1`,
    [BUSINESS],
  );
  return new Map(
    rows.map((row) => [row.relation, row.columns.includes('merchant_id') ? 'merchant_id' : 'applicant_id']),
  );
}

describe('keys', () => {
  it('a table that knows a merchant (or, before that, an applicant) has it first in its primary key and in every unique index', async () => {
    const keyed = await keyedTables();
    expect(keyed.size).toBeGreaterThan(20);
    const indexes = await uniqueIndexes();
    const faults = indexes.filter(
      (one) => keyed.has(one.relation) && !(one.relation in DIRECTORIES) && one.first !== keyed.get(one.relation),
    );
    expect(faults.map((one) => `${one.relation}: ${one.index} begins with ${one.first}`)).toEqual([]);
    const withKey = new Set(indexes.filter((one) => one.primary).map((one) => one.relation));
    expect([...keyed.keys()].filter((relation) => !withKey.has(relation))).toEqual([]);
  });

  it('no table stands on the list of directories without need', async () => {
    const keyed = await keyedTables();
    const indexes = await uniqueIndexes();
    const needed = (relation: string): boolean =>
      indexes.some((one) => one.relation === relation && one.first !== keyed.get(relation));
    expect(Object.keys(DIRECTORIES).filter((relation) => !needed(relation))).toEqual([]);
  });
});

describe('nothing moves by itself', () => {
  it('there are no triggers and no rules', async () => {
    const triggers = await database.db.query<{ name: string }>(
      `SELECT tgname AS name FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT g.tgisinternal AND n.nspname = ANY ($1)
       UNION ALL SELECT rulename FROM pg_rules WHERE schemaname = ANY ($1)`,
      [BUSINESS],
    );
    expect(triggers).toEqual([]);
  });

  it('no column of a business table is filled by chance, by the database clock or by a sequence', async () => {
    const rows = await database.db.query<{ column: string; value: string }>(
      `SELECT table_schema || '.' || table_name || '.' || column_name AS column, column_default AS value FROM information_schema.columns
        WHERE table_schema = ANY ($1) AND column_default IS NOT NULL`,
      [BUSINESS],
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => /now\(\)|current_|clock_timestamp|random|uuid|nextval/i.test(row.value))).toEqual([]);
  });

  it('no function asks the database for time or chance', async () => {
    const rows = await database.db.query<{ name: string; body: string }>(
      `SELECT n.nspname || '.' || p.proname AS name, p.prosrc AS body FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = ANY ($1)`,
      [BUSINESS],
    );
    expect(rows.length).toBeGreaterThan(5);
    expect(
      rows
        .filter((row) => /\bnow\(\)|current_(timestamp|date|time)|clock_timestamp|random\(\)/i.test(row.body))
        .map((row) => row.name),
    ).toEqual([]);
  });

  it('money is bigint: every column that ends in _fen', async () => {
    const rows = await database.db.query<{ column: string; type: string }>(
      `SELECT c.table_schema || '.' || c.table_name || '.' || c.column_name AS column, c.data_type AS type FROM information_schema.columns c
         JOIN information_schema.tables t USING (table_schema, table_name) WHERE t.table_type = 'BASE TABLE' AND c.table_schema = ANY ($1) AND c.column_name LIKE '%\\_fen'`,
      [BUSINESS],
    );
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => row.type !== 'bigint')).toEqual([]);
  });
});

/** Called with every sale. A later CREATE OR REPLACE forgets a function's settings, which nothing else would notice. */
const OF_EVERY_SALE = [
  'switching.do_begin_many',
  'switching.do_approve_sale',
  'switching.do_approve_sales',
  'ledger.do_post_credits',
  'ledger.do_post_journal',
];

describe('what a sale asks of PostgreSQL', () => {
  it.each(OF_EVERY_SALE)('%s keeps its plan, and looks rows up by key', async (name) => {
    const { rows } = await owner.query<{ settings: string[] | null }>(
      'SELECT proconfig AS settings FROM pg_proc WHERE oid = to_regproc($1)',
      [name],
    );
    expect(rows[0]?.settings ?? []).toContain('plan_cache_mode=force_generic_plan');
    if (name.startsWith('switching')) expect(rows[0]?.settings ?? []).toContain('enable_seqscan=off');
  });
});

describe('what is written once stays as written', () => {
  const NOT_ALLOWED = /permission denied/;

  it.each(IMMUTABLE)('the application role can neither change nor delete nor empty %s', async (table) => {
    const [schema = '', name = ''] = table.split('.');
    const columns = await database.db.query<{ column: string }>(
      `SELECT column_name AS column FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position LIMIT 1`,
      [schema, name],
    );
    const column = columns[0]?.column ?? '';
    await expect(database.db.query(`SELECT 1 FROM ${table}`)).resolves.toBeDefined();
    await expect(database.db.query(`UPDATE ${table} SET ${column} = ${column}`)).rejects.toThrow(NOT_ALLOWED);
    await expect(database.db.query(`DELETE FROM ${table}`)).rejects.toThrow(NOT_ALLOWED);
    await expect(database.db.query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow(NOT_ALLOWED);
  });

  it('the application role may empty no table at all, make none, and change none', async () => {
    const tables = await database.db.query<{ name: string }>(
      `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema = ANY ($1)`,
      [BUSINESS],
    );
    expect(tables.length).toBeGreaterThan(30);
    for (const { name } of tables)
      await expect(database.db.query(`TRUNCATE ${name} CASCADE`), name).rejects.toThrow(NOT_ALLOWED);
    await expect(database.db.query('CREATE TABLE ledger.mine (a int)')).rejects.toThrow(NOT_ALLOWED);
    await expect(database.db.query('CREATE TABLE public.mine (a int)')).rejects.toThrow(NOT_ALLOWED);
    await expect(database.db.query('ALTER TABLE ledger.journal DROP CONSTRAINT journal_pkey')).rejects.toThrow(
      /must be owner/,
    );
    await expect(database.db.query(`UPDATE migration SET sha256 = ''`)).rejects.toThrow(NOT_ALLOWED);
  });

  it('the tests see the same tables as the owner does (the list is not of tables that are gone)', async () => {
    const found = await owner.query<{ name: string }>(
      `SELECT t AS name FROM unnest($1::text[]) t WHERE to_regclass(t) IS NOT NULL`,
      [IMMUTABLE],
    );
    expect(found.rows).toHaveLength(IMMUTABLE.length);
  });
});
