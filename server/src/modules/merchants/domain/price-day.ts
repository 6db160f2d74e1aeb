import { addDays, type CivilDate } from '../../../kernel/instant.ts';

/** A merchant whose prices stand still: after `asOf` it pays what that day's plan said, until `until` (undefined: until people decide). */
export interface PriceHold {
  readonly asOf: CivilDate;
  readonly until: CivilDate | undefined;
}

/** The day whose version of the plan prices a sale of `date`. */
export function priceDayOf(hold: PriceHold | undefined, date: CivilDate): CivilDate {
  if (hold === undefined || date <= hold.asOf) return date;
  return hold.until !== undefined && date >= hold.until ? date : hold.asOf;
}

/**
 * The hold of a merchant to whom a version may not apply from its day on. One that is not over yet keeps its older price and lasts as long
 * as either: a second word never makes anything dearer.
 */
export function holdFrom(
  before: PriceHold | undefined,
  next: { readonly effectiveFrom: CivilDate; readonly until: CivilDate | undefined; readonly today: CivilDate },
): PriceHold {
  if (before === undefined || (before.until !== undefined && before.until <= next.today))
    return { asOf: addDays(next.effectiveFrom, -1), until: next.until };
  const open = before.until === undefined || next.until === undefined;
  return { asOf: before.asOf, until: open ? undefined : before.until > next.until ? before.until : next.until };
}
