import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** 押金退还, one a deposit: to the card that paid, or to the settlement account. */
export const depositRefundMachine = {
  name: 'deposit_refund',
  column: 'deposits.refund.state',
  initial: 'ready',
  final: ['paid'],
  states: {
    held: { let_go: 'ready' },
    ready: { hold: 'held', send: 'sending', want_account: 'account_wanted' },
    sending: {
      pay: 'paid',
      accept: 'accepted',
      fall_silent: 'unknown',
      turn_to_account: 'ready',
      want_account: 'account_wanted',
    },
    unknown: { pay: 'paid', turn_to_account: 'ready', send: 'sending' },
    accepted: { pay: 'paid', want_account: 'account_wanted' },
    account_wanted: { ask_again: 'ready' },
    paid: {},
  },
} as const satisfies Machine;
export type DepositRefundState = StateOf<typeof depositRefundMachine>;
