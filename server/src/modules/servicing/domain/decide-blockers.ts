import type { DeregistrationEvent, DeregistrationState } from './deregistration-machine.ts';

export const BLOCKERS = [
  'unsettled_batch',
  'open_dispute',
  'open_complaint',
  'risk_hold',
  'negative_balance',
  'funds_pending',
  'device_not_returned',
  'deposit_open',
] as const;
export type BlockerName = (typeof BLOCKERS)[number];

/** One thing that stands in the way, with its figures and what it is about (terminals, disputes, deposits …). */
export interface Blocker {
  readonly name: BlockerName;
  readonly amountFen?: bigint;
  readonly count?: number;
  readonly subjects: readonly string[];
}

/** All that can stand in the way, as it is at this moment. */
export interface BlockerFacts {
  /** Of the merchant: m:pending, m:avail, m:payout, m:frozen, and what it owes. */
  readonly dueFen: bigint;
  readonly frozenFen: bigint;
  readonly debtFen: bigint;
  /** Terminals that still speak, with what stands in their open batch. */
  readonly batches: readonly { readonly terminalNo: string; readonly rows: number }[];
  /** Transactions whose end is not known. */
  readonly undecided: number;
  readonly disputes: readonly { readonly disputeId: string; readonly amountFen: bigint }[];
  readonly complaints: readonly string[];
  /** Risk cases that nobody has decided. */
  readonly riskCases: readonly string[];
  /** Serial numbers of devices that have not come to their end. */
  readonly devices: readonly string[];
  readonly deposits: readonly { readonly depositId: string; readonly amountFen: bigint; readonly ended: boolean }[];
}

const sum = (all: readonly { readonly amountFen: bigint }[]): bigint =>
  all.reduce((total, one) => total + one.amountFen, 0n);

/** Pure: what stands in the way, in the order in which it is best ended. Nothing is kept of an earlier look. */
export function decideBlockers(facts: BlockerFacts): Blocker[] {
  const batches = facts.batches.filter((one) => one.rows > 0);
  const deposits = facts.deposits.filter((one) => !one.ended);
  const rows = batches.reduce((total, one) => total + one.rows, 0) + facts.undecided;
  const standing: (Blocker | undefined)[] = [
    rows > 0 ? { name: 'unsettled_batch', count: rows, subjects: batches.map((one) => one.terminalNo) } : undefined,
    facts.disputes.length > 0
      ? {
          name: 'open_dispute',
          count: facts.disputes.length,
          amountFen: sum(facts.disputes),
          subjects: facts.disputes.map((one) => one.disputeId),
        }
      : undefined,
    facts.complaints.length > 0
      ? { name: 'open_complaint', count: facts.complaints.length, subjects: facts.complaints }
      : undefined,
    facts.riskCases.length > 0 || facts.frozenFen > 0n
      ? {
          name: 'risk_hold',
          count: facts.riskCases.length,
          amountFen: facts.frozenFen,
          subjects: facts.riskCases,
        }
      : undefined,
    facts.debtFen > 0n ? { name: 'negative_balance', amountFen: facts.debtFen, subjects: [] } : undefined,
    facts.dueFen > 0n ? { name: 'funds_pending', amountFen: facts.dueFen, subjects: [] } : undefined,
    facts.devices.length > 0
      ? { name: 'device_not_returned', count: facts.devices.length, subjects: facts.devices }
      : undefined,
    deposits.length > 0
      ? {
          name: 'deposit_open',
          count: deposits.length,
          amountFen: sum(deposits),
          subjects: deposits.map((one) => one.depositId),
        }
      : undefined,
  ];
  return standing.filter((one) => one !== undefined);
}

/** What ends while sales are stopped: by the normal day, by the parcel, by the terms. Everything else comes first. */
const ENDS_WHILE_SETTLING: ReadonlySet<BlockerName> = new Set(['funds_pending', 'device_not_returned', 'deposit_open']);

/**
 * Pure: what follows from a look; undefined where it stays as it is. `left` counts terminals whose binding the network has not withdrawn
 * yet. What was begun to be unbound is never blocked again: a chargeback that comes then is one of the recourse period.
 */
export function decideNext(facts: {
  readonly state: DeregistrationState;
  readonly blockers: readonly Blocker[];
  readonly left: number;
}): Exclude<DeregistrationEvent, 'cancel'> | undefined {
  const { state, blockers, left } = facts;
  const first = blockers.some((one) => !ENDS_WHILE_SETTLING.has(one.name));
  if (state === 'requested') return first ? 'block' : 'settle';
  if (state === 'blocked') return first ? undefined : 'settle';
  if (state === 'settling') return first ? 'block' : blockers.length === 0 ? 'unbind' : undefined;
  return state === 'unbinding' && left === 0 ? 'finish' : undefined;
}

/** A restricted merchant that comes back is restricted again at once. */
const SOLD: ReadonlySet<string> = new Set(['active', 'restricted']);

/** Why a deregistration cannot be taken back any more. */
export type PointPassed = 'unbinding' | 'device_ended' | 'not_active';

/**
 * Pure: the point of no return. A device that was given out of hand is erased and its deposit decided, so that there is no shop to go back
 * to; and a merchant that was not active before its sales were stopped is not made active by this door.
 */
export function pointPassed(facts: {
  readonly state: DeregistrationState;
  readonly merchantWas: string | undefined;
  /** A terminal of the merchant has ended since it asked. */
  readonly deviceEnded: boolean;
}): PointPassed | undefined {
  if (facts.state === 'unbinding' || facts.state === 'closed') return 'unbinding';
  if (facts.deviceEnded) return 'device_ended';
  return facts.merchantWas === undefined || SOLD.has(facts.merchantWas) ? undefined : 'not_active';
}
