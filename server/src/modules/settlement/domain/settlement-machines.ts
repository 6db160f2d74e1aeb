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

/**
 * `unknown`: the bank did not answer; asked again under the same key until it does. What is in a payout file is `sending` until the bank has
 * answered it. A payout may come back after it was booked (退汇).
 */
export const payoutMachine = {
  name: 'payout',
  column: 'settlement.payout.state',
  initial: 'prepared',
  final: ['paid', 'returned'],
  states: {
    prepared: { send: 'sending' },
    // its file was refused as a whole: it waits for another one
    sending: { accept: 'accepted', refuse: 'returned', lose: 'unknown', release: 'prepared' },
    unknown: { send: 'sending' },
    accepted: { pay: 'paid', give_back: 'returned' },
    paid: { give_back: 'returned' },
    returned: {},
  },
} as const satisfies Machine;

/** `refused`: the bank took nothing of it, until people let its payouts go: they are paid with another file. */
export const payoutFileMachine = {
  name: 'payout file',
  column: 'settlement.payout_file.state',
  initial: 'made',
  final: ['answered', 'paid_anew'],
  states: {
    made: { hand_over: 'handed_over' },
    handed_over: { acknowledge: 'acknowledged', refuse: 'refused' },
    acknowledged: { answer: 'answered' },
    answered: {},
    refused: { release: 'paid_anew' },
    paid_anew: {},
  },
} as const satisfies Machine;
