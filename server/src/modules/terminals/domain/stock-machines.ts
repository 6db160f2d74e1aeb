import type { Machine } from '../../../kernel/machine.ts';

export const stockTransferMachine = {
  name: 'stock transfer',
  column: 'terminals.stock_transfer.state',
  initial: 'sent',
  final: ['received', 'settled', 'cancelled'],
  states: {
    sent: { receive: 'received', differ: 'differs', cancel: 'cancelled' },
    differs: { settle: 'settled' },
    received: {},
    settled: {},
    cancelled: {},
  },
} as const satisfies Machine;

/** Differences are confirmed by somebody else than who counted; until then nothing of the stock changes. */
export const stockCountMachine = {
  name: 'stock count',
  column: 'terminals.stock_count.state',
  initial: 'open',
  final: ['agreed', 'confirmed', 'cancelled'],
  states: {
    open: { agree: 'agreed', differ: 'differs', cancel: 'cancelled' },
    differs: { confirm: 'confirmed', recount: 'open' },
    agreed: {},
    confirmed: {},
    cancelled: {},
  },
} as const satisfies Machine;

/** What was expected against what was seen: each serial number once. */
export function compareSerials(
  expected: readonly string[],
  seen: readonly string[],
): { present: string[]; missing: string[]; unexpected: string[] } {
  const [wanted, found] = [new Set(expected), new Set(seen)];
  return {
    present: [...wanted].filter((one) => found.has(one)),
    missing: [...wanted].filter((one) => !found.has(one)),
    unexpected: [...found].filter((one) => !wanted.has(one)),
  };
}
