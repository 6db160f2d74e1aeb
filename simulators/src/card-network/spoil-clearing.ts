/** What can go wrong with the file of a day: the network settles by the file it wrote, so that its money follows the fault. */
import { clearingEffect, type NetworkTransaction } from './issuers.ts';

export const CLEARING_FAULTS = [
  '',
  'next_day',
  'lost',
  'extra',
  'amount',
  'fee',
  'twice',
  'mixed',
  'bad_line',
  'packed',
  'late',
] as const;
export type ClearingFault = (typeof CLEARING_FAULTS)[number];

export interface SpoiltDay {
  readonly transactions: readonly NetworkTransaction[];
  /** What is left for the next day’s file. */
  readonly moved: readonly NetworkTransaction[];
  /** What the network knows no more. */
  readonly lost: readonly NetworkTransaction[];
}

/** What `mixed` does to the first six sales, in this order. */
const MIXED = ['next_day', 'lost', 'extra', 'amount', 'fee', 'twice'] as const;
const isSingle = (fault: ClearingFault): fault is (typeof MIXED)[number] =>
  (MIXED as readonly string[]).includes(fault);

const raised = (amountFen: string): string => String(BigInt(amountFen) + 100n);
const otherKind = (kind: NetworkTransaction['cardKind']): NetworkTransaction['cardKind'] =>
  kind === 'credit' ? 'debit' : 'credit';
/** Another number that no terminal’s message has. */
const strange = (stan: string): string => `9${stan.slice(1)}`;

function spoilt(one: NetworkTransaction, fault: (typeof MIXED)[number]): readonly NetworkTransaction[] {
  switch (fault) {
    case 'next_day':
    case 'lost':
      return [];
    case 'extra':
      return [one, { ...one, stan: strange(one.stan), rrn: strange(one.rrn), amountFen: raised(one.amountFen) }];
    case 'amount':
      return [{ ...one, amountFen: raised(one.amountFen) }];
    case 'fee':
      return [{ ...one, cardKind: otherKind(one.cardKind) }];
    case 'twice':
      return [one, { ...one, stan: strange(one.stan) }];
    default:
      return fault satisfies never;
  }
}

/** Spoils the first sales of a day that stand as they are; what is not of the day, or is taken back, stays. */
export function spoilDay(all: readonly NetworkTransaction[], date: string, fault: ClearingFault): SpoiltDay {
  const faults = fault === 'mixed' ? MIXED : isSingle(fault) ? [fault] : [];
  if (faults.length === 0) return { transactions: all, moved: [], lost: [] };
  const undone = new Set(all.filter((one) => one.originalKey !== '').map((one) => one.originalKey));
  const plain = all.filter(
    (one) =>
      one.kind === 'sale' &&
      one.code === '00' &&
      one.settlementDate === date &&
      clearingEffect(one, undefined) !== undefined &&
      !undone.has(`${one.acquirer}-${one.transmissionTime}-${one.stan}`),
  );
  const chosen = new Map(plain.slice(0, faults.length).map((one, i) => [one, faults[i] as (typeof MIXED)[number]]));
  const transactions = all.flatMap((one) => {
    const met = chosen.get(one);
    return met === undefined ? [one] : spoilt(one, met);
  });
  const that = (fault: (typeof MIXED)[number]): NetworkTransaction[] =>
    [...chosen].filter(([, met]) => met === fault).map(([one]) => one);
  return { transactions, moved: that('next_day'), lost: that('lost') };
}

/** A letter where the first line has its amount. */
export function damageFirstLine(file: Uint8Array, at = 63): Uint8Array {
  const damaged = Uint8Array.from(file);
  if (damaged.length > at) damaged[at] = 0x4f; // an O in the column of the amount, where a zero was
  return damaged;
}
