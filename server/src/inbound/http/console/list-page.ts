/** What handlers of the console's long lists share: where a page begins, what a filter means, and what a page answers. */
import type { CallInput } from '@kaitong/client';
import { LIST_PAGE } from '@kaitong/client/contract';
import type { World } from '../../../flows/ports.ts';
import { addDays, civilDate, isCivilDate, isoText, shanghaiInstant, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { placeIn, placeText, type Place } from '../../../platform/postgres/backwards.ts';
import { merchantsMeant } from './find-handlers.ts';

/** An export as it is asked for, and what its list is filtered by. */
export type Exported = CallInput<'POST /api/console/exports'>['body'];
export type FilterOf<List extends Exported['list']> = Extract<Exported, { list: List }>['filter'];
/** How many rows a filter of some lists lets through, counted up to `most`. */
export type Counts<Lists extends Exported['list'] = Exported['list']> = {
  readonly [List in Lists]: (world: World, filter: FilterOf<List>, most: number, staffId: string) => Promise<number>;
};

interface Paged {
  readonly after?: string | undefined;
  readonly size?: string | undefined;
}

/** Where a page begins; a place that no page has named is refused. */
export function placeOf({ after }: Paged): Outcome<Place | undefined, Refusal<'console.list_place_wrong'>> {
  if (after === undefined) return accept(undefined);
  const place = placeIn(after);
  return place === undefined ? refuse('console.list_place_wrong') : accept(place);
}

export const sizeOf = ({ size }: Paged): number => Number(size ?? LIST_PAGE);

interface Days {
  readonly from?: string | undefined;
  readonly through?: string | undefined;
}
/** Days that the calendar does not have are as if they were not there. */
export const dayOf = (text: string | undefined) =>
  text !== undefined && isCivilDate(text) ? civilDate(text) : undefined;

/** Whole days of Shanghai. */
export function instantsOf(days: Days): {
  readonly since: InstantMs | undefined;
  readonly until: InstantMs | undefined;
} {
  const [from, through] = [dayOf(days.from), dayOf(days.through)];
  return {
    since: from === undefined ? undefined : shanghaiInstant(from, '00:00'),
    until: through === undefined ? undefined : shanghaiInstant(addDays(through, 1), '00:00'),
  };
}

/** Merchants that a filter means; undefined where it names none. */
export const meant = async (world: World, text: string | undefined): Promise<readonly string[] | undefined> =>
  text === undefined ? undefined : merchantsMeant(world, text);

export const nextOf = (next: Place | undefined) => (next === undefined ? {} : { next: placeText(next) });
export const lookedOf = (at: InstantMs | undefined) => (at === undefined ? {} : { lookedBackTo: isoText(at) });

/** A page of what is read with one row more than it shows. */
export function pageOf<Row>(
  all: readonly Row[],
  size: number,
  place: (row: Row) => Place,
): { rows: Row[]; next?: string } {
  const rows = all.slice(0, size);
  const last = rows.at(-1);
  return { rows, ...nextOf(all.length > size && last !== undefined ? place(last) : undefined) };
}
