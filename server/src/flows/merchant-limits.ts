/** What a merchant may take: policy and its own limits together, for the authorisation and for whoever looks at it. */
import { dateInShanghai } from '../kernel/instant.ts';
import type { PaidBy, Policy } from '../modules/catalogue/index.ts';
import {
  ENTRIES,
  entryOf,
  limitsOn,
  placesOf,
  type Entry,
  type Limits,
  type Merchant,
} from '../modules/merchants/index.ts';
import { chargesOf, limited, type EntryLimits, type SaleLimits } from '../modules/switching/index.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';

export type LimitCard = 'debit' | 'credit' | 'qr';

const SPANS = ['single', 'day', 'month'] as const;
const NO_LIMITS: Limits = { singleFen: 0n, dayFen: 0n, monthFen: 0n };

/** A policy is remembered for some seconds, and so is what it says: a sale asks for it twice. */
const said = new WeakMap<Policy, Map<string, Limits>>();

/** What the policy of a day says of a kind of card, read in one way or in any; a code is read in no way. */
export function policyLimits(policy: Policy, card: LimitCard, entry: Entry | 'any'): Limits {
  if (card === 'qr' && entry !== 'any') return NO_LIMITS;
  const table = said.get(policy) ?? new Map<string, Limits>();
  said.set(policy, table);
  const key = `${card} ${entry}`;
  const known = table.get(key);
  if (known !== undefined) return known;
  const limits = readLimits(policy, card, entry);
  table.set(key, limits);
  return limits;
}

function readLimits(policy: Policy, card: LimitCard, entry: Entry | 'any'): Limits {
  const name = entry === 'any' ? card : `${card}_${entry}`;
  const [singleFen, dayFen, monthFen] = SPANS.map((span) => BigInt(policy.number(`limit.${name}_${span}_fen`)));
  return { singleFen: singleFen ?? 0n, dayFen: dayFen ?? 0n, monthFen: monthFen ?? 0n };
}

/** The limits of one request; undefined where there are none, and then nothing is summed. */
export function limitsOfSale(
  world: Pick<World, 'clock'>,
  of: { readonly merchant: Merchant; readonly policy: Policy; readonly card: PaidBy; readonly entryMode: string },
): { readonly limits: SaleLimits | undefined; readonly entryLimits: EntryLimits | undefined } {
  const { merchant, policy, card } = of;
  const on = (entry: Entry | 'any'): Limits => {
    const limits = policyLimits(policy, card, entry);
    const { limits: own } = merchant;
    return own.length === 0
      ? limits
      : limitsOn(dateInShanghai(world.clock.now()), { card, entry, policy: limits, own });
  };
  const any = on('any');
  const entry = entryOf(of.entryMode);
  const read = entry === undefined ? NO_LIMITS : on(entry);
  return {
    limits: limited(any) ? any : undefined,
    entryLimits: entry !== undefined && limited(read) ? { ...read, places: placesOf(entry) } : undefined,
  };
}

export interface LimitUse extends Limits {
  readonly card: LimitCard;
  readonly entry: Entry | 'any';
  /** Taken today and this month, what is on its way included. */
  readonly usedDayFen: bigint;
  readonly usedMonthFen: bigint;
  /** The last day of a limit of the merchant's own; undefined where the policy's applies. */
  readonly until: string | undefined;
  readonly lowered: boolean;
}

/** Every limit of a merchant that is set, with what is used of it; kinds of card without one are there too. */
export async function limitsInUse(
  world: World,
  of: { readonly merchant: Merchant; readonly date: ReturnType<typeof dateInShanghai> },
): Promise<LimitUse[]> {
  const { merchant, date } = of;
  const policy = await policyToday(world);
  const today = dateInShanghai(world.clock.now());
  const found: LimitUse[] = [];
  for (const card of ['credit', 'debit', 'qr'] as const)
    for (const entry of ['any', ...ENTRIES] as const) {
      const limits = limitsOn(today, { card, entry, policy: policyLimits(policy, card, entry), own: merchant.limits });
      if (entry !== 'any' && !limited(limits)) continue;
      const own = merchant.limits.filter(
        (one) => one.until >= today && one.entry === entry && (one.card === card || one.card === 'any'),
      );
      const used = await chargesOf(world.db, {
        merchantId: merchant.merchantId,
        cardKind: card,
        date,
        ...(entry === 'any' ? {} : { places: placesOf(entry) }),
      });
      found.push({
        card,
        entry,
        ...limits,
        usedDayFen: used.dayFen,
        usedMonthFen: used.monthFen,
        until: own.at(-1)?.until,
        lowered: own.some((one) => one.by === 'rule'),
      });
    }
  return found;
}
