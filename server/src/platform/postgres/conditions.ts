import type { SqlValue } from './database.ts';

export interface Conditions {
  /** A condition with a `?` for each of its values, in their order. */
  readonly add: (text: string, ...values: SqlValue[]) => void;
  /** A value of what stands behind the conditions. @returns its place, `$3` for one */
  readonly value: (value: SqlValue) => string;
  /** All of them, or nothing where there is none. */
  readonly where: () => string;
  readonly values: SqlValue[];
}

/** Conditions of a filter, each only where it is asked for: a plan for all of them at once would use no index. */
export function makeConditions(): Conditions {
  const values: SqlValue[] = [];
  const all: string[] = [];
  const value = (one: SqlValue): string => `$${values.push(one)}`;
  return {
    values,
    value,
    add: (text, ...given) => {
      const rest = [...given];
      all.push(text.replaceAll('?', () => value(rest.shift() ?? null)));
    },
    where: () => (all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`),
  };
}

/** Beyond every character: what begins with a text sorts before the text with this behind it. */
const END = '\u{10FFFF}';

/**
 * A text in one of these columns by its beginning or, in `ends`, by its end: each has an index of its own (`COLLATE "C"`, and of `reverse`),
 * and PostgreSQL puts together what they find.
 */
export function addNumber(
  conditions: Conditions,
  number: string,
  columns: { readonly begins: readonly string[]; readonly ends: readonly string[] },
): void {
  const begin = (column: string): string => `(${column} COLLATE "C" >= ? AND ${column} COLLATE "C" < ?)`;
  const end = (column: string): string =>
    `(reverse(${column}) COLLATE "C" >= reverse(?) AND reverse(${column}) COLLATE "C" < reverse(?) || '${END}')`;
  conditions.add(
    `(${[...columns.begins.map(begin), ...columns.ends.map(end)].join(' OR ')})`,
    ...columns.begins.flatMap(() => [number, `${number}${END}`]),
    ...columns.ends.flatMap(() => [number, number]),
  );
}
