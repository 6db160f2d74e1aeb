import type { CivilDate } from '../../../kernel/instant.ts';

/** How a card was read; a payment by code is read in no way. */
export const ENTRIES = ['chip', 'swipe', 'contactless', 'manual'] as const;
export type Entry = (typeof ENTRIES)[number];

/** Fen; 0 is no limit. */
export interface Limits {
  readonly singleFen: bigint;
  readonly dayFen: bigint;
  readonly monthFen: bigint;
}

/** A limit of one merchant, with an end. What people set takes the place of the policy; what a rule lowered lies on top of it. */
export interface OwnLimit extends Limits {
  readonly card: 'debit' | 'credit' | 'qr' | 'any';
  readonly entry: Entry | 'any';
  /** The last day on which it applies. */
  readonly until: CivilDate;
  readonly by: 'people' | 'rule';
  /** The proposal or the case that it comes from. */
  readonly reference: string;
}

const lower = (a: bigint, b: bigint): bigint => (a === 0n ? b : b === 0n || a < b ? a : b);

/** What applies to one kind of card, read in one way or in any, on a day. Pure. */
export function limitsOn(
  date: CivilDate,
  of: {
    readonly card: 'debit' | 'credit' | 'qr';
    readonly entry: Entry | 'any';
    readonly policy: Limits;
    readonly own: readonly OwnLimit[];
  },
): Limits {
  const there = of.own.filter((one) => one.until >= date && one.entry === of.entry);
  const set = there.findLast((one) => one.by === 'people' && one.card === of.card) ?? of.policy;
  const lowered = there.filter((one) => one.by === 'rule' && (one.card === of.card || one.card === 'any'));
  return lowered.reduce<Limits>(
    (least, one) => ({
      singleFen: lower(least.singleFen, one.singleFen),
      dayFen: lower(least.dayFen, one.dayFen),
      monthFen: lower(least.monthFen, one.monthFen),
    }),
    { singleFen: set.singleFen, dayFen: set.dayFen, monthFen: set.monthFen },
  );
}

const ENTRY_OF: Readonly<Record<string, Entry>> = {
  '01': 'manual',
  '02': 'swipe',
  '80': 'swipe', // a chip that could not be read
  '90': 'swipe',
  '05': 'chip',
  '95': 'chip',
  '07': 'contactless',
  '91': 'contactless',
  '96': 'contactless',
  '98': 'contactless',
};

/** Field 22 as people name it; undefined where the card was not read by the terminal. */
export const entryOf = (entryMode: string): Entry | undefined => ENTRY_OF[entryMode.slice(0, 2)];

/** The first two places of field 22 that mean one way of reading. */
export const placesOf = (entry: Entry): string[] =>
  Object.entries(ENTRY_OF)
    .filter(([, name]) => name === entry)
    .map(([places]) => places);
