/**
 * Newest first over a table that grows at its end and has an index of blocks (BRIN) by time: a B-tree by time would be paid for by every row
 * that is written. Windows of time are read backwards, wider while they are quick, until a page is full, the floor is reached, or the
 * time for one page is up: then the page says how far it has looked, and the next one goes on from there.
 */
import { HOUR_MS, later, type InstantMs } from '../../kernel/instant.ts';

/** A page is answered within 100 ms: a window that was begun before this is still read to its end. */
const PAGE_MS = 40;
/** A window is made wider after one that took less than this, and narrower after one that took more than `PAGE_MS`. */
const QUICK_MS = 12;
const WIDER = 4;
const NARROWEST_MS = HOUR_MS / 4;

/** Rows before this place: older, or of the same instant and with a smaller id. */
export interface Place {
  readonly at: InstantMs;
  readonly id: string;
}

export interface Backwards<Row> {
  readonly rows: Row[];
  readonly next: Place | undefined;
  /** Set where time ended the page: everything from here on has been looked through. */
  readonly lookedBackTo: InstantMs | undefined;
}

export interface Window {
  readonly since: InstantMs;
  /** Exclusive. */
  readonly until: InstantMs;
  readonly most: number;
}

/**
 * @param of `before` where to begin (exclusive), `floor` the oldest instant, `size` rows of a page, `wallMs` a clock of the machine,
 *   `read` rows of a window, newest first, those before the place alone
 */
export async function readBackwards<Row>(
  of: {
    readonly before: Place;
    readonly floor: InstantMs;
    readonly size: number;
    readonly wallMs: () => number;
    readonly placeOf: (row: Row) => Place;
  },
  read: (window: Window) => Promise<Row[]>,
): Promise<Backwards<Row>> {
  const { before, floor, size, wallMs, placeOf } = of;
  const begun = wallMs();
  const rows: Row[] = [];
  let width = HOUR_MS;
  // the instant of the place itself belongs to the first window: rows of the same instant have smaller ids
  let until = later(before.at, 1);
  while (rows.length <= size && until > floor) {
    const since = later(until, -width) < floor ? floor : later(until, -width);
    const asked = wallMs();
    rows.push(...(await read({ since, until, most: size + 1 - rows.length })));
    until = since;
    const tookMs = wallMs() - asked;
    if (tookMs < QUICK_MS) width *= WIDER;
    else if (tookMs > PAGE_MS) width = Math.max(width / WIDER, NARROWEST_MS);
    if (wallMs() - begun > PAGE_MS) break;
  }
  const page = rows.slice(0, size);
  const last = page.at(-1);
  if (rows.length > size && last !== undefined) return { rows: page, next: placeOf(last), lookedBackTo: undefined };
  if (until <= floor) return { rows: page, next: undefined, lookedBackTo: undefined };
  return { rows: page, next: { at: until, id: '' }, lookedBackTo: until };
}

const PLACE = /^(\d{1,16})_(\w{0,60})$/;
export const placeText = ({ at, id }: Place): string => `${at}_${id}`;
/** @returns undefined for what is no place of a list */
export function placeIn(text: string): Place | undefined {
  const [, ms, id] = PLACE.exec(text) ?? [];
  return ms === undefined || id === undefined ? undefined : { at: Number(ms) as InstantMs, id };
}
