import { addDays, DAY_MS, isCivilDate, later, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { step, type EventOf, type Machine, type StateOf } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { ErrSaid, ErrType } from './err-line.ts';

/**
 * A dispute with the network about one sale. `say`: the merchant has handed in what it has; `overdue`: its own time is over, ours is not.
 * `expire`: the network's deadline has passed (a chargeback is lost then), `lapse`: the same of a document request. `decline`: the network did
 * not take what we sent, `fail`: and that was the end of it. A won chargeback may be charged again (`again`).
 */
export const disputeMachine = {
  name: 'dispute',
  column: 'reconciliation.dispute.state',
  initial: 'waiting_merchant',
  final: ['lost', 'accepted', 'answered', 'expired', 'carried', 'declined', 'withdrawn'],
  states: {
    waiting_merchant: {
      say: 'waiting_us',
      overdue: 'waiting_us',
      accept: 'accepted',
      concede: 'accepted',
      propose: 'proposed',
      reply: 'answered',
      expire: 'lost',
      lapse: 'expired',
    },
    waiting_us: {
      accept: 'accepted',
      concede: 'accepted',
      propose: 'proposed',
      reply: 'answered',
      expire: 'lost',
      lapse: 'expired',
    },
    proposed: { approve: 'sent', refuse: 'waiting_us', withdraw: 'waiting_us', drop: 'withdrawn', expire: 'lost' },
    sent: { win: 'won', carry: 'carried', decline: 'waiting_us', fail: 'declined', expire: 'lost' },
    won: { again: 'lost' },
    lost: {},
    accepted: {},
    answered: {},
    expired: {},
    carried: {},
    declined: {},
    withdrawn: {},
  },
} as const satisfies Machine;
export type DisputeState = StateOf<typeof disputeMachine>;
export type DisputeEvent = EventOf<typeof disputeMachine>;

export const DISPUTE_KINDS = ['document_request', 'chargeback', 'credit_adjustment', 'claim'] as const;
export type DisputeKind = (typeof DISPUTE_KINDS)[number];

/** States in which something is still to be done, by anybody. */
export const STANDING_STATES = ['waiting_merchant', 'waiting_us', 'proposed', 'sent'] as const;

/** Days of the calendar, from the policy. */
export interface DisputeRules {
  readonly documentDays: number;
  readonly chargebackDays: number;
  readonly merchantDays: number;
  readonly againDays: number;
}

/** Until when the network and the merchant have to say something to what came at `openedAt`. Pure. */
export function dueOf(
  kind: 'document_request' | 'chargeback',
  openedAt: InstantMs,
  rules: DisputeRules,
): { dueAt: InstantMs; merchantDueAt: InstantMs } {
  const days = kind === 'chargeback' ? rules.chargebackDays : rules.documentDays;
  return {
    dueAt: later(openedAt, days * DAY_MS),
    merchantDueAt: later(openedAt, Math.min(days, rules.merchantDays) * DAY_MS),
  };
}

/** The sale that a line names, with what has gone back of it already. */
export interface DisputedSale {
  readonly merchantId: string;
  readonly transactionId: string;
  readonly kind: string;
  /** Approved, and not voided or reversed since. */
  readonly stands: boolean;
  readonly amountFen: bigint;
  /** Refunded, and charged by disputes. */
  readonly returnedFen: bigint;
}

export interface StandingDispute {
  readonly merchantId: string;
  readonly disputeId: string;
  readonly kind: DisputeKind;
  readonly state: DisputeState;
  readonly amountFen: bigint;
  readonly dueAt: InstantMs | null;
}

export interface LineFacts {
  readonly said: ErrSaid;
  readonly amountFen: bigint;
  /** Whether a line of this identity was taken before. */
  readonly seen: boolean;
  readonly sale: DisputedSale | undefined;
  /** Those about the same sale, the newest first. */
  readonly disputes: readonly StandingDispute[];
  readonly now: InstantMs;
}

export type LineEffect =
  /** Money that nothing explains, and no news. */
  | { readonly does: 'suspense'; readonly why: 'twice' | 'unmatched' | 'amount' }
  | {
      readonly does: 'open';
      readonly kind: 'document_request' | 'chargeback';
      readonly state: DisputeState;
      readonly chargedFen: bigint;
    }
  | {
      readonly does: 'move';
      readonly dispute: StandingDispute;
      readonly event: DisputeEvent;
      readonly to: DisputeState;
      readonly chargedFen: bigint;
    };

/** Kinds of sales whose money is a merchant's; a deposit's is not. */
const OF_MERCHANT: readonly string[] = [
  'sale',
  'test_sale',
  'completion',
  'completion_advice',
  'qr_passive',
  'qr_active',
  'offline_sale',
];

/** What of an amount a merchant bears: never more than is left of the sale. */
function chargeable(sale: DisputedSale | undefined, amountFen: bigint): bigint {
  if (sale === undefined || !sale.stands || !OF_MERCHANT.includes(sale.kind)) return 0n;
  const left = sale.amountFen - sale.returnedFen;
  return left <= 0n ? 0n : left < amountFen ? left : amountFen;
}

/** Which dispute an answer is about, and what it does to it. */
const ANSWERS: Readonly<
  Partial<Record<ErrSaid, { kind: DisputeKind; state: DisputeState; event: DisputeEvent; carried: boolean }>>
> = {
  represented: { kind: 'chargeback', state: 'sent', event: 'win', carried: true },
  represent_declined: { kind: 'chargeback', state: 'sent', event: 'decline', carried: false },
  second_chargeback: { kind: 'chargeback', state: 'won', event: 'again', carried: true },
  credit_adjusted: { kind: 'credit_adjustment', state: 'sent', event: 'carry', carried: true },
  credit_declined: { kind: 'credit_adjustment', state: 'sent', event: 'fail', carried: false },
  claimed: { kind: 'claim', state: 'sent', event: 'carry', carried: true },
  claim_declined: { kind: 'claim', state: 'sent', event: 'fail', carried: false },
};

/** What a line of the network's file of disputes does. Pure; its money is the file's in any case. */
export function decideErrLine(facts: LineFacts): LineEffect {
  const { said, amountFen, sale } = facts;
  if (facts.seen) return { does: 'suspense', why: 'twice' };
  if (said === 'chargeback' || said === 'document_request') {
    const state = sale === undefined ? 'waiting_us' : 'waiting_merchant';
    return {
      does: 'open',
      kind: said,
      state,
      chargedFen: said === 'chargeback' ? chargeable(sale, amountFen) : 0n,
    };
  }
  const answer = ANSWERS[said];
  const dispute = facts.disputes.find((one) => one.kind === answer?.kind && one.state === answer.state);
  if (answer === undefined || dispute === undefined) return { does: 'suspense', why: 'unmatched' };
  // what moves money moves all of it, or somebody looks
  if (answer.carried && dispute.amountFen !== amountFen) return { does: 'suspense', why: 'amount' };
  const late = answer.event === 'decline' && dispute.dueAt !== null && dispute.dueAt <= facts.now;
  const event = late ? 'expire' : answer.event;
  const to = step(disputeMachine, dispute.state, event);
  if (to === undefined) return { does: 'suspense', why: 'unmatched' };
  return {
    does: 'move',
    dispute,
    event,
    to,
    chargedFen: said === 'second_chargeback' ? chargeable(sale, amountFen) : 0n,
  };
}

export type Clock = 'merchant' | 'network';

/** What a deadline does that has come; undefined: it finds nothing to do any more. Pure. */
export function decideDeadline(
  facts: { readonly kind: DisputeKind; readonly state: DisputeState },
  clock: Clock,
): { event: DisputeEvent; to: DisputeState } | undefined {
  const event = clock === 'merchant' ? 'overdue' : facts.kind === 'document_request' ? 'lapse' : 'expire';
  // what was sent in time waits for its answer
  if (facts.state === 'sent') return undefined;
  const to = step(disputeMachine, facts.state, event);
  return to === undefined ? undefined : { event, to };
}

/** What people, ours or the merchant's, may do by themselves. */
export type DisputeAct = 'say' | 'accept' | 'concede' | 'propose' | 'reply';
const ACTS_OF: Readonly<Record<DisputeKind, readonly DisputeAct[]>> = {
  document_request: ['say', 'reply'],
  chargeback: ['say', 'accept', 'concede', 'propose'],
  credit_adjustment: [],
  claim: [],
};

export type DisputeRefusal = Refusal<'reconciliation.dispute_elsewhere'>;

/** Pure. A merchant that has said something may say more; the state stays. */
export function decideAct(
  facts: { readonly kind: DisputeKind; readonly state: DisputeState },
  act: DisputeAct,
): Outcome<DisputeState, DisputeRefusal> {
  const more = act === 'say' && facts.state === 'waiting_us';
  const to = more ? facts.state : step(disputeMachine, facts.state, act);
  return to === undefined || !ACTS_OF[facts.kind].includes(act)
    ? refuse('reconciliation.dispute_elsewhere', { state: facts.state })
    : accept(to);
}

/** Acts that are open now. */
export const actsOf = (facts: { readonly kind: DisputeKind; readonly state: DisputeState }): DisputeAct[] =>
  ACTS_OF[facts.kind].filter((act) => !decideAct(facts, act).refused);

export type DisputeDecision = 'approve' | 'refuse' | 'withdraw';

/** Whoever proposed may take it back, another approves or refuses. What we began ourselves ends where nobody wants it. Pure. */
export function decideSecond(
  facts: { readonly kind: DisputeKind; readonly state: DisputeState; readonly proposedBy: string },
  asked: { readonly decision: DisputeDecision; readonly by: string },
): Outcome<
  { event: DisputeEvent; to: DisputeState },
  DisputeRefusal | Refusal<'reconciliation.second_person' | 'reconciliation.not_yours'>
> {
  const ours = facts.kind === 'credit_adjustment';
  const event = asked.decision !== 'approve' && ours ? 'drop' : asked.decision;
  const to = step(disputeMachine, facts.state, event);
  if (to === undefined) return refuse('reconciliation.dispute_elsewhere', { state: facts.state });
  const own = asked.by === facts.proposedBy;
  if (asked.decision === 'withdraw' && !own) return refuse('reconciliation.not_yours');
  if (asked.decision !== 'withdraw' && own) return refuse('reconciliation.second_person');
  return accept({ event, to });
}

/** The type of line by which something is sent. */
export const SENT_TYPE = {
  document_request: 'E01',
  chargeback: 'E13',
  credit_adjustment: 'E11',
  claim: 'E12',
} as const satisfies Record<DisputeKind, ErrType>;

export type CreditRefusal = Refusal<'reconciliation.not_creditable'>;

/** Whether so much of a sale can be given back over the network: it stands, and so much is left of it. Pure. */
export function decideCredit(sale: DisputedSale, amountFen: bigint): Outcome<true, CreditRefusal> {
  const fits = amountFen > 0n && chargeable(sale, amountFen) === amountFen;
  return fits
    ? accept(true as const)
    : refuse('reconciliation.not_creditable', { leftFen: (sale.amountFen - sale.returnedFen).toString() });
}

/** The latest day of the calendar that is MMDD, not after the day behind `date`; undefined for what is no day. Pure. */
export function dayOfMmdd(mmdd: string, date: CivilDate): CivilDate | undefined {
  const year = Number(date.slice(0, 4));
  // the sale of the evening before New Year may stand in the file of New Year's Eve, and a leap day is four years back
  const days = [1, 0, -1, -2, -3, -4].map((n) => `${year + n}-${mmdd.slice(0, 2)}-${mmdd.slice(2)}`);
  return days.filter(isCivilDate).find((day) => day <= addDays(date, 1));
}
