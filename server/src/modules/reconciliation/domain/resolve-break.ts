import { step, type Machine, type StateOf } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';

/**
 * A difference: found, waiting for what a later file brings or for people; one proposes what becomes of its money, another decides.
 * `find`: a file, or our own journal, has explained it meanwhile.
 */
export const breakMachine = {
  name: 'break',
  column: 'reconciliation.break.state',
  initial: 'open',
  final: ['resolved'],
  states: {
    open: { propose: 'proposed', find: 'resolved' },
    proposed: { approve: 'resolved', refuse: 'open', withdraw: 'open', find: 'resolved', hand_over: 'with_network' },
    with_network: { answer: 'resolved', decline: 'open', find: 'resolved' },
    resolved: {},
  },
} as const satisfies Machine;
export type BreakState = StateOf<typeof breakMachine>;

export const BREAK_KINDS = [
  'net_only',
  'local_only',
  'amount_diff',
  'fee_diff',
  'duplicate',
  'wrong_date',
  'taken_back',
  'unexplained',
  'arrival_diff',
  'dispute',
] as const;
export type BreakKind = (typeof BREAK_KINDS)[number];

/**
 * What may become of the money in suspense. book 补单: the network's sale becomes the merchant's. reverse 冲销: our sale is taken back, as if it
 * had never been approved. charge: what the network took back is the merchant's debt. follow: the sale is what the network says.
 * accept_cost: the network's fee is the right one. bear: it is our loss, and the merchant is paid. claim 请款: the network is asked for what we
 * miss; give_back 贷记调整: for money that is nobody's it is asked to take it back. Both leave the difference with the network.
 */
export const WAYS = ['book', 'reverse', 'charge', 'follow', 'accept_cost', 'bear', 'claim', 'give_back'] as const;
export type Way = (typeof WAYS)[number];

/** Ways that end with an answer of the network. */
export const overNetwork = (way: Way): way is 'claim' | 'give_back' => way === 'claim' || way === 'give_back';

export interface BreakFacts {
  readonly kind: BreakKind;
  readonly state: BreakState;
  /** > 0: we have booked more than the network (短款). */
  readonly suspenseFen: bigint;
  /** Whether a merchant of ours is known, by our transaction or by the number in the line. */
  readonly ofMerchant: boolean;
  /** Kind of our transaction, where there is one. */
  readonly transactionKind: string | undefined;
}

/** What a sale is to us: what can be taken back as if it had not been. */
const TAKEN_BACK_WHOLE: readonly string[] = [
  'sale',
  'test_sale',
  'completion',
  'completion_advice',
  'qr_passive',
  'qr_active',
];
const ofDeposit = (facts: BreakFacts): boolean => facts.transactionKind?.startsWith('deposit_') === true;

/** The ways that are open for a difference, the usual one first; none: it ends by what comes. Pure. */
export function waysOf(facts: BreakFacts): readonly Way[] {
  const short = facts.suspenseFen > 0n;
  const whole = facts.transactionKind !== undefined && TAKEN_BACK_WHOLE.includes(facts.transactionKind);
  const shop = facts.ofMerchant && !ofDeposit(facts);
  switch (facts.kind) {
    case 'net_only':
      return short ? [] : [...(shop ? ['book' as const] : []), 'give_back'];
    case 'local_only':
      return short
        ? [
            ...(whole ? ['reverse' as const] : []),
            ...(facts.transactionKind === undefined ? [] : ['claim' as const]),
            'bear',
          ]
        : [];
    case 'amount_diff':
      return [...(shop ? ['follow' as const] : []), ...(short ? ['bear' as const] : [])];
    case 'taken_back':
      return short ? [...(shop && facts.transactionKind !== undefined ? ['charge' as const] : []), 'bear'] : [];
    case 'fee_diff':
      return ['accept_cost'];
    case 'unexplained':
      return ['bear'];
    case 'duplicate':
      return facts.suspenseFen < 0n ? ['give_back'] : [];
    case 'dispute':
      return [short ? 'bear' : 'give_back'];
    case 'wrong_date':
    case 'arrival_diff':
      return [];
    default:
      return facts.kind satisfies never;
  }
}

export type ProposalRefusal = Refusal<'reconciliation.break_elsewhere' | 'reconciliation.no_such_way'>;

export function decideProposal(facts: BreakFacts, way: Way): Outcome<BreakState, ProposalRefusal> {
  const to = step(breakMachine, facts.state, 'propose');
  if (to === undefined) return refuse('reconciliation.break_elsewhere', { state: facts.state });
  return waysOf(facts).includes(way) ? accept(to) : refuse('reconciliation.no_such_way');
}

export type ResolutionDecision = 'approve' | 'refuse' | 'withdraw';
export type DecisionRefusal = Refusal<
  'reconciliation.break_elsewhere' | 'reconciliation.second_person' | 'reconciliation.not_yours'
>;

/** Who proposed may take it back, and nobody else; another approves or refuses. Pure. */
export function decideResolution(
  facts: { readonly state: BreakState; readonly proposedBy: string; readonly way: Way },
  asked: { readonly decision: ResolutionDecision; readonly by: string },
): Outcome<BreakState, DecisionRefusal> {
  const event = asked.decision === 'approve' && overNetwork(facts.way) ? 'hand_over' : asked.decision;
  const to = step(breakMachine, facts.state, event);
  if (to === undefined) return refuse('reconciliation.break_elsewhere', { state: facts.state });
  const own = asked.by === facts.proposedBy;
  if (asked.decision === 'withdraw') return own ? accept(to) : refuse('reconciliation.not_yours');
  return own ? refuse('reconciliation.second_person') : accept(to);
}
