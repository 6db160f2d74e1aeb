import type { Machine, StateOf } from '../../../kernel/machine.ts';

export const deviceMachine = {
  name: 'device',
  column: 'terminals.device.state',
  initial: 'in_stock',
  final: ['scrapped', 'lost'],
  states: {
    in_stock: { allocate: 'allocated', scrap: 'scrapped', lose: 'lost' },
    allocated: { ship: 'shipped', release: 'in_stock', deliver: 'delivered', lose: 'lost', give_back: 'returned' },
    shipped: { deliver: 'delivered', lose: 'lost', give_back: 'returned' },
    delivered: { bind: 'bound', give_back: 'returned', lose: 'lost' },
    bound: { break: 'faulty', give_back: 'returned', lose: 'lost' },
    faulty: { send_in: 'in_repair', give_back: 'returned', lose: 'lost' },
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
    activating: { acknowledge: 'active', accept_code: 'activating', replace: 'pending_activation', close: 'closed' },
    active: { suspend: 'suspended', replace: 'pending_activation', unbind: 'unbound' },
    suspended: { resume: 'active', unbind: 'unbound' },
    unbound: { close: 'closed' },
    closed: {},
  },
} as const satisfies Machine;

export const shipmentMachine = {
  name: 'shipment',
  column: 'terminals.shipment.state',
  initial: 'ordered',
  final: ['delivered', 'lost', 'refused', 'cancelled'],
  states: {
    ordered: {
      collect: 'collected',
      deliver: 'delivered',
      move: 'in_transit',
      hold: 'awaiting_handover',
      lose: 'lost',
      cancel: 'cancelled',
    },
    awaiting_handover: { hand_over: 'delivered', send: 'ordered', cancel: 'cancelled' },
    collected: { move: 'in_transit', deliver: 'delivered', lose: 'lost', refuse: 'refused' },
    in_transit: { deliver: 'delivered', lose: 'lost', refuse: 'refused' },
    delivered: {},
    lost: {},
    refused: {},
    cancelled: {},
  },
} as const satisfies Machine;

export type DeviceState = StateOf<typeof deviceMachine>;
export type ShipmentState = StateOf<typeof shipmentMachine>;
