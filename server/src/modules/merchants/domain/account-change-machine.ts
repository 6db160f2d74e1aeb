import type { Machine } from '../../../kernel/machine.ts';

/** A change of the settlement account: verified when it begins; stopped by the merchant, or done when its time has come. */
export const accountChangeMachine = {
  name: 'account change',
  column: 'merchants.account_change.state',
  initial: 'cooling',
  final: ['done', 'stopped'],
  states: { cooling: { finish: 'done', stop: 'stopped' }, done: {}, stopped: {} },
} as const satisfies Machine;
