import type { Machine } from '../../../kernel/machine.ts';

export const deviceMachine = {
  name: 'device',
  column: 'terminals.device.state',
  initial: 'in_stock',
  final: ['scrapped', 'lost'],
  states: {
    in_stock: { allocate: 'allocated', scrap: 'scrapped', lose: 'lost' },
    allocated: { ship: 'shipped', release: 'in_stock' },
    shipped: { deliver: 'delivered', lose: 'lost' },
    delivered: { bind: 'bound', give_back: 'returned', lose: 'lost' },
    bound: { break: 'faulty', give_back: 'returned', lose: 'lost' },
    faulty: { send_in: 'in_repair', give_back: 'returned' },
    in_repair: { mend: 'in_stock', scrap: 'scrapped' },
    returned: { restock: 'in_stock', scrap: 'scrapped' },
    scrapped: {},
    lost: {},
  },
} as const satisfies Machine;

export const terminalMachine = {
  name: 'terminal',
  column: 'terminals.terminal.state',
  initial: 'pending_activation',
  final: ['closed'],
  states: {
    pending_activation: { accept_code: 'activating', close: 'closed' },
    activating: { acknowledge: 'active', accept_code: 'activating', close: 'closed' },
    active: { suspend: 'suspended', unbind: 'unbound' },
    suspended: { resume: 'active', unbind: 'unbound' },
    unbound: { close: 'closed' },
    closed: {},
  },
} as const satisfies Machine;

export const shipmentMachine = {
  name: 'shipment',
  column: 'terminals.shipment.state',
  initial: 'ordered',
  final: ['delivered'],
  states: {
    ordered: { collect: 'collected', deliver: 'delivered', move: 'in_transit' },
    collected: { move: 'in_transit', deliver: 'delivered' },
    in_transit: { deliver: 'delivered' },
    delivered: {},
  },
} as const satisfies Machine;
