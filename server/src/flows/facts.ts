import { dateInShanghai, type CivilDate } from '../kernel/instant.ts';
import {
  pricePlanOn,
  readIssuers,
  readPolicy,
  type CardFacts,
  type PaidBy,
  type Policy,
  type PricePlan,
} from '../modules/catalogue/index.ts';
import { merchantOf, microPersonOf, priceDayOf, type Merchant, type MicroPerson } from '../modules/merchants/index.ts';
import { cardsListed } from '../modules/risk/index.ts';
import { chargesBefore } from '../modules/switching/index.ts';
import type { Env } from '../platform/env.ts';

/** Facts that every card transaction asks for and that change by the day or by hand: kept for this long by the wall clock. */
const KEEP_MS = 3_000;

interface Kept<T> {
  readonly until: number;
  readonly value: Promise<T>;
}

const kept = new WeakMap<object, Map<string, Kept<unknown>>>();
const KEPT_MAX = 10_000;

/** Reads once in three seconds of the wall clock, however many ask. */
export function keepFor<T>(env: Env, key: string, read: () => Promise<T>): Promise<T> {
  const table = kept.get(env.db) ?? new Map<string, Kept<unknown>>();
  kept.set(env.db, table);
  const now = env.wall.now();
  const found = table.get(key);
  if (found !== undefined && found.until > now) return found.value as Promise<T>;
  if (table.size > KEPT_MAX) table.clear();
  const value = read();
  table.set(key, { until: now + KEEP_MS, value });
  value.catch(() => table.delete(key));
  return value;
}

export const policyToday = (env: Env): Promise<Policy> => {
  const date = dateInShanghai(env.clock.now());
  return keepFor(env, `policy:${date}`, () => readPolicy(env.db, date));
};

export const merchantFacts = (env: Env, merchantId: string): Promise<Merchant> =>
  keepFor(env, `merchant:${merchantId}`, () => merchantOf(env, merchantId));

/** The version that prices this merchant's sales of a business day: one read by key, and of the merchant nothing is asked again. */
export const planFacts = (
  env: Env,
  { planId, priceHold }: Pick<Merchant, 'planId' | 'priceHold'>,
  date: CivilDate,
): Promise<PricePlan> => {
  const day = priceDayOf(priceHold, date);
  return keepFor(env, `plan:${planId}:${day}`, () => pricePlanOn(env.db, planId, day));
};

/** What the issuer table knows of a card number; undefined when it is in no range. */
export const cardFacts = async (env: Env, pan: string): Promise<CardFacts | undefined> =>
  (await keepFor(env, 'issuers', () => readIssuers(env.db)))(pan);

/** Cards on the black list, by their keyed hash. */
export const listedCards = (env: Env): Promise<ReadonlySet<string>> =>
  keepFor(env, 'listed-cards', () => cardsListed(env.db, env.clock.now()));

/** What a merchant took this month before a day, by one kind of card and, of that, read in some ways: summed once in a few seconds. */
export const takenBefore = (
  env: Env,
  of: {
    readonly merchantId: string;
    readonly cardKind: PaidBy;
    readonly date: CivilDate;
    readonly places: readonly string[];
  },
): Promise<{ readonly fen: bigint; readonly readFen: bigint }> =>
  keepFor(env, `taken:${of.merchantId}:${of.cardKind}:${of.places.join()}:${of.date}`, () => chargesBefore(env.db, of));

/** Whose merchants without a licence count together; undefined for a merchant that has one. */
export const microPersonFacts = (env: Env, merchantId: string): Promise<MicroPerson | undefined> =>
  keepFor(env, `person:${merchantId}`, () => microPersonOf(env.db, merchantId));
