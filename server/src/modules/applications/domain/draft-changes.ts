import type { Draft, DraftPart } from './draft.ts';

/** Key order does not make a difference, nor does a key that is there without a value. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}

const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));

/** Parts in which two drafts differ. */
export function changedParts(before: Draft, after: Draft): DraftPart[] {
  const parts = new Set([...Object.keys(before), ...Object.keys(after)] as DraftPart[]);
  return [...parts].filter((part) => !sameValue(before[part], after[part])).sort();
}

export interface FieldChange {
  /** Path within the draft: licence.name */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const LEAVES_MAX = 200;

/** Field by field, for the reviewer: what the applicant changed since the revision before. */
export function fieldChanges(before: unknown, after: unknown, path = ''): FieldChange[] {
  const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  if (!isTree(before) && !isTree(after)) {
    if (before === after) return [];
    const text = (value: unknown): string | undefined =>
      typeof value === 'string' ? value : value === undefined ? undefined : JSON.stringify(value);
    return [{ path, before: text(before), after: text(after) }];
  }
  const left = isTree(before) ? before : {};
  const right = isTree(after) ? after : {};
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return keys
    .flatMap((key) => fieldChanges(left[key], right[key], path === '' ? key : `${path}.${key}`))
    .slice(0, LEAVES_MAX);
}
