import type { Machine } from '../../../kernel/machine.ts';

/** A day of the books: sealed, nothing is posted to it any more; closed, its totals and its digest are made. An open day has no row. */
export const bookDayMachine = {
  name: 'day of the books',
  column: 'ledger.book_day.state',
  initial: 'sealed',
  final: ['closed'],
  states: { sealed: { close: 'closed' }, closed: {} },
} as const satisfies Machine;
