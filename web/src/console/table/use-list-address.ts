/** Filters and place of a list stand in the address: it can be sent to somebody, kept, and gone back from. */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

export type Query = Readonly<Record<string, string>>;

export interface ListAddress {
  /** What is filtered by; empty values are not there. */
  readonly filter: Query;
  readonly after: string | undefined;
  /** Filters anew, from the newest row on. */
  readonly filterBy: (filter: Query) => void;
  readonly goTo: (after: string | undefined) => void;
}

/** @param keys names of the filters of this list; other parameters of the address stay as they are */
export function useListAddress(keys: readonly string[]): ListAddress {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const named = keys.join(',');
  const filter = useMemo(
    () =>
      Object.fromEntries(
        [...new URLSearchParams(text)].filter(([key, value]) => named.split(',').includes(key) && value !== ''),
      ),
    [text, named],
  );
  const after = params.get('after') ?? undefined;
  const set = useCallback(
    (next: Query) => {
      setParams((before) => {
        const kept = [...before].filter(([key]) => key !== 'after' && !named.split(',').includes(key));
        return [...kept, ...Object.entries(next).filter(([, value]) => value !== '')];
      });
    },
    [setParams, named],
  );
  return {
    filter,
    after,
    filterBy: set,
    goTo: (place) => set(place === undefined ? filter : { ...filter, after: place }),
  };
}
