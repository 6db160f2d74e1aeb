import { addDays, daysBetween, type CivilDate } from '../../../kernel/instant.ts';

export interface DocumentDayFacts {
  readonly today: CivilDate;
  /** The last valid day, inclusive; undefined: 长期, which has no end. */
  readonly validTo: CivilDate | undefined;
  /** Days before that day at which the merchant was told last; undefined: not yet. */
  readonly toldDays: number | undefined;
  /** The day on which the merchant heard of it first. */
  readonly heardOn: CivilDate | undefined;
  /** Days before the last one on which the merchant is told, most first. */
  readonly noticeDays: readonly number[];
  /** Days after the last one on which sales go on. */
  readonly graceDays: number;
}

export interface DocumentDayDecision {
  /** The notice that is told now, by its days before the end. */
  readonly tell?: number;
  /** It has expired: sales stop. */
  readonly expire?: true;
  /** The next day on which something happens; undefined: none until there is another document. */
  readonly next: CivilDate | undefined;
}

const laterOf = (a: CivilDate, b: CivilDate): CivilDate => (a > b ? a : b);

/**
 * Pure: what a day brings to a document. Of several notices that were missed the nearest alone is told, and nobody is restricted who has not
 * known of it for as many days as the last notice gives: a document that was taken in late (an upgrade, a long stop) is told of first.
 */
export function decideDocumentDay(facts: DocumentDayFacts): DocumentDayDecision {
  const { today, validTo, noticeDays, graceDays } = facts;
  if (validTo === undefined) return { next: undefined };
  const left = daysBetween(today, validTo);
  const open = noticeDays.filter((days) => facts.toldDays === undefined || days < facts.toldDays);
  const tell = open.filter((days) => left <= days).at(-1);
  const heardOn = facts.heardOn ?? (tell === undefined ? undefined : today);
  const shortest = noticeDays.at(-1) ?? 0;
  const end = addDays(validTo, graceDays);
  const lastDay = heardOn === undefined ? end : laterOf(end, addDays(heardOn, shortest));
  if (today > lastDay) return { expire: true, next: undefined };
  const ahead = [...open.map((days) => addDays(validTo, -days)), addDays(lastDay, 1)].filter((day) => day > today);
  return { ...(tell === undefined ? {} : { tell }), next: ahead.toSorted()[0] };
}
