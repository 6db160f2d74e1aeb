import type { Machine } from '../../../kernel/machine.ts';

/**
 * A business day: closed at the cut-off, cleared by the network's file, funded by its money, settled by our payouts. While it is `settling`
 * its batches are made and its merchants are paid, one slice after the other.
 */
export const settlementDayMachine = {
  name: 'settlement day',
  column: 'settlement.day.state',
  initial: 'closed',
  final: ['settled'],
  states: {
    closed: { clear: 'cleared' },
    cleared: { fund: 'funded' },
    funded: { begin: 'settling' },
    settling: { settle: 'settled' },
    settled: {},
  },
} as const satisfies Machine;

/** `unknown`: the bank did not answer; asked again under the same key until it does. */
export const payoutMachine = {
  name: 'payout',
  column: 'settlement.payout.state',
  initial: 'prepared',
  final: ['paid', 'returned'],
  states: {
    prepared: { send: 'sending' },
    sending: { accept: 'accepted', refuse: 'returned', lose: 'unknown' },
    unknown: { send: 'sending' },
    accepted: { pay: 'paid', give_back: 'returned' },
    paid: {},
    returned: {},
  },
} as const satisfies Machine;
