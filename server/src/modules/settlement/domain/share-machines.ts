import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** What an agent is to get: one person proposes, another approves or refuses; whoever proposed may take it back. */
export const shareTermsMachine = {
  name: 'share_terms',
  column: 'settlement.share_terms.state',
  initial: 'proposed',
  final: ['approved', 'refused', 'withdrawn'],
  states: {
    proposed: { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' },
    approved: {},
    refused: {},
    withdrawn: {},
  },
} as const satisfies Machine;

/** An agent's month: confirmed with an invoice or questioned by the agent, paid by two of ours; what is not above zero is carried. */
export const shareStatementMachine = {
  name: 'share_statement',
  column: 'settlement.share_statement.state',
  initial: 'open',
  final: ['paid', 'carried'],
  states: {
    open: { confirm: 'confirmed', question: 'questioned', carry: 'carried' },
    questioned: { answer: 'open' },
    confirmed: { pay: 'paying' },
    paying: { approve: 'paid', refuse: 'confirmed' },
    paid: {},
    carried: {},
  },
} as const satisfies Machine;

export type ShareTermsState = StateOf<typeof shareTermsMachine>;
export type ShareStatementState = StateOf<typeof shareStatementMachine>;
