import type { Filter } from '../table/filters.tsx';

/** A filter by one of some values, in the words of the page. */
export const choiceOf = (
  key: string,
  of: {
    readonly label: string;
    readonly values: readonly string[];
    readonly word: (value: string) => string;
    readonly any?: string;
  },
): Filter => ({
  kind: 'choice',
  key,
  label: of.label,
  ...(of.any === undefined ? {} : { any: of.any }),
  options: of.values.map((value) => ({ value, label: of.word(value) })),
});

export const days = { kind: 'days' } as const satisfies Filter;
