import type { Machine } from '../../../kernel/machine.ts';

/** The money side of a deposit; its target is another machine. A freeze that the terminal reverses goes back to quoted. */
export const depositMachine = {
  name: 'deposit',
  column: 'deposits.deposit.state',
  initial: 'quoted',
  final: ['refunded', 'released', 'forfeited'],
  states: {
    quoted: { freeze: 'frozen', pay_in: 'captured', release: 'released' },
    frozen: { unfreeze: 'quoted', capture: 'captured', capture_fails: 'capture_failed', release: 'released' },
    capture_failed: { freeze: 'frozen', pay_in: 'captured', release: 'released' },
    captured: { start_refund: 'refunding', forfeit: 'forfeited' },
    refunding: { refund: 'refunded' },
    refunded: {},
    released: {},
    forfeited: {},
  },
} as const satisfies Machine;
