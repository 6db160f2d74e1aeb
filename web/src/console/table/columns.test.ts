import { describe, expect, it } from 'vitest';
import { chosenOf, type Column } from './columns.ts';

const column = (key: string, extra?: true): Column<string> => ({
  key,
  title: key,
  text: () => key,
  ...(extra === undefined ? {} : { extra }),
});
const all = [column('a'), column('b'), column('c', true)];
const keys = (chosen: readonly string[]) => chosenOf(all, chosen).map((one) => one.key);

describe('columns of a list', () => {
  it('are the usual ones until some are chosen, and then those alone, in the order of the page', () => {
    expect(keys([])).toEqual(['a', 'b']);
    expect(keys(['c', 'a'])).toEqual(['a', 'c']);
  });
  it('of a view that names none that is left are the usual ones', () => {
    expect(keys(['gone'])).toEqual(['a', 'b']);
  });
});
