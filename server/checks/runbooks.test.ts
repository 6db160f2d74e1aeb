/** A runbook is read at night: what it tells to type, to look at and to look for must be there. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../testing/database.ts';
import { knownCommands, knownOptions, knownSettings, RUNBOOKS, runbookHeadings, textOf } from './operating.ts';
import { isTest, sourcesBelow } from './source.ts';

const pages = [RUNBOOKS, 'docs/operate/containers.md'].map((path) => ({ path, text: textOf(path) }));
const text = pages.map((page) => page.text).join('\n');
const runbooks = textOf(RUNBOOKS);
const found = (pattern: RegExp, within = text): string[] => [...within.matchAll(pattern)].map(([, one = '']) => one);

const program = sourcesBelow('server/src')
  .filter(({ path }) => !isTest(path))
  .map((file) => file.text)
  .join('\n');

describe('the runbooks', () => {
  it('are there for what happens', () =>
    expect(runbookHeadings()).toEqual([
      'Where to look',
      'Not ready',
      'Card network down',
      'Bank down',
      'SMS down',
      'Queue grows',
      'Calendar ends',
      'Disk full',
      'Database restart',
      'Unusual sign-ins',
      'Key rotation',
      'Restore',
    ]));

  it('say of each how it shows, what goes on, what to do and how it is over', () => {
    for (const part of runbooks.split(/^## /m).slice(3))
      for (const word of ['**Shows.**', '**Goes on.**', '**Do.**', '**Over.**'])
        expect([part.split('\n')[0], part.includes(word)]).toEqual([part.split('\n')[0], true]);
  });

  it('tell to type only commands that the program has, with options that they take', () => {
    const typed = [...found(/npm run kaitong -- ([^\n`…]+)/g), ...found(/docker compose run --rm worker ([^\n`…]+)/g)];
    expect(typed.length).toBeGreaterThan(12);
    for (const line of typed) {
      const words = line.split(/\s+/);
      const command = words[0] === 'keys' ? `keys ${words[1]}` : words[0];
      expect(knownCommands()).toContain(command);
      for (const option of words.filter((one) => /^--[a-z]/.test(one)))
        expect(knownOptions()).toContain(option.slice(2));
    }
  });

  it('name only settings, pages and reasons that there are', () => {
    const app = textOf('web/src/console/app.tsx');
    for (const setting of found(/\b((?:KAITONG|DATABASE)_[A-Z0-9_]*[A-Z0-9])\b/g))
      expect(knownSettings()).toContain(setting);
    const paths = found(/`\/console\/([a-z-]+)/g);
    expect(paths.length).toBeGreaterThan(4);
    for (const path of paths) expect(app).toContain(`path: '${path}'`);
    const reasons = found(/reasons\.push\('([\w.]+)'\)/g, program);
    expect(reasons.length).toBeGreaterThan(5);
    for (const reason of reasons) expect(runbooks).toContain(`\`${reason}\``);
  });

  it('quote only lines that the program logs', () => {
    const lines = found(/log “([^”]+)”/g);
    expect(lines.length).toBeGreaterThan(6);
    for (const line of lines) expect(program).toContain(`'${line}'`);
  });
});

describe('the statements of the runbooks', () => {
  const statements = found(/```sql\n([\s\S]+?)```/g);
  let at: TestDatabase;
  let owner: Client;
  beforeAll(async () => {
    at = await testDatabase();
    owner = new Client({ connectionString: at.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await at.close();
  });
  it('are some', () => expect(statements.length).toBeGreaterThan(4));
  it.each(statements)('%s', async (statement) => {
    await owner.query('BEGIN');
    try {
      await owner.query(statement);
    } finally {
      await owner.query('ROLLBACK');
    }
  });
});
