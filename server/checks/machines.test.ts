/** Machines are tables: sound in themselves, and the same states as the database allows. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineFaults, step, type Machine } from '../src/kernel/machine.ts';
import { testDatabase, type TestDatabase } from '../testing/database.ts';
import { isTest, ROOT, sourcesBelow } from './source.ts';

const files = sourcesBelow('server/src/modules', 'server/src/flows').filter((file) => !isTest(file.path));
const declared = files.flatMap((file) => file.text.match(/as const satisfies Machine;/g) ?? []).length;

const isMachine = (value: unknown): value is Machine =>
  typeof value === 'object' && value !== null && 'states' in value && 'initial' in value && 'column' in value;

/** Through the doors: a machine that its module does not show could not be drawn or checked by anybody. */
const doors = await Promise.all(
  files
    .filter((file) => /\/modules\/[^/]+\/index\.ts$/.test(file.path))
    .map((file) => import(/* @vite-ignore */ join(ROOT, file.path)) as Promise<Record<string, unknown>>),
);
const machines = doors.flatMap((door) => Object.values(door).filter(isMachine));

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** The texts inside the CHECK of a column: CHECK ((state = ANY (ARRAY['a'::text, …]))). */
async function allowedBySql(column: string): Promise<string[]> {
  const [schema = '', table = '', name = ''] = column.split('.');
  const rows = await database.db.query<{ definition: string }>(
    `SELECT pg_get_constraintdef(c.oid) AS definition FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
      WHERE c.contype = 'c' AND c.conrelid = to_regclass($1) AND a.attname = $2`,
    [`${schema}.${table}`, name],
  );
  const texts = rows.flatMap((row) => [...row.definition.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? ''));
  // a second CHECK may say more about some of the same states
  return [...new Set(texts)].sort();
}

it('every machine of the source is shown by the door of its module', () => {
  expect(declared).toBeGreaterThan(10);
  expect(machines).toHaveLength(declared);
  expect(new Set(machines.map((machine) => machine.name)).size).toBe(machines.length);
});

describe.each(machines.map((machine) => [machine.name, machine] as const))('the machine of a %s', (_name, machine) => {
  const states = Object.keys(machine.states);
  const events = [...new Set(states.flatMap((state) => Object.keys(machine.states[state] ?? {})))];

  it('reaches every state, leaves every state that is not final, and leads nowhere else', () =>
    expect(machineFaults(machine)).toEqual([]));

  it('answers every pair of state and event: a state of the table, or nothing', () => {
    const answers = states.flatMap((state) =>
      events.map((event) => ({ expected: machine.states[state]?.[event], got: step(machine, state, event) })),
    );
    expect(answers.length).toBe(states.length * events.length);
    for (const { expected, got } of answers) {
      expect(got).toBe(expected);
      if (got !== undefined) expect(states).toContain(got);
    }
  });

  it('has the states that the CHECK of its column allows, and no other', async () => {
    expect(await allowedBySql(machine.column)).toEqual([...states].sort());
  });
});

describe('the checker', () => {
  const sound: Machine = { name: 'x', column: 'a.b.c', initial: 'a', final: ['b'], states: { a: { go: 'b' }, b: {} } };

  it('finds nothing in a sound table', () => expect(machineFaults(sound)).toEqual([]));

  it.each([
    ['a target that is no state', { ...sound, states: { a: { go: 'c' }, b: {} } }, 'no state'],
    ['a state never reached', { ...sound, states: { a: { go: 'a' }, b: {} } }, 'never reached'],
    ['a state that nothing leaves', { ...sound, final: [] }, 'nothing leaves'],
    ['a final state that does not exist', { ...sound, final: ['b', 'z'] }, 'is no state'],
  ])('finds %s', (_what, machine, words) => expect(machineFaults(machine).join('; ')).toContain(words));
});
