import type { EventOf, Machine, StateOf } from '../../../kernel/machine.ts';

/** A reversal that came when its transaction was settled: open until people have seen to it. */
export const lateReversalMachine = {
  name: 'late reversal',
  column: 'switching.late_reversal.state',
  initial: 'open',
  final: ['refunded', 'dismissed'],
  states: { open: { refund: 'refunded', dismiss: 'dismissed' }, refunded: {}, dismissed: {} },
} as const satisfies Machine;
export type LateReversalState = StateOf<typeof lateReversalMachine>;
export type LateReversalEvent = EventOf<typeof lateReversalMachine>;
