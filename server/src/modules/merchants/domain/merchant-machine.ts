import type { Machine } from '../../../kernel/machine.ts';

export const merchantMachine = {
  name: 'merchant',
  column: 'merchants.merchant.state',
  initial: 'pending_activation',
  final: ['closed'],
  states: {
    pending_activation: { activate: 'active', suspend: 'suspended', close: 'closing' },
    active: { restrict: 'restricted', suspend: 'suspended', close: 'closing' },
    restricted: { lift: 'active', suspend: 'suspended', close: 'closing' },
    suspended: { lift: 'active', close: 'closing' },
    closing: { finish: 'closed', cancel: 'active' },
    closed: {},
  },
} as const satisfies Machine;
