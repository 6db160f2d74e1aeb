import type { Machine, StateOf } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { DeviceState } from './terminal-machines.ts';

/** A device on its way back. Handed in at an agent or an outlet it arrives at once, and the label is not used. */
export const deviceReturnMachine = {
  name: 'device return',
  column: 'terminals.device_return.state',
  initial: 'ordered',
  final: ['arrived', 'lost', 'cancelled'],
  states: {
    ordered: {
      collect: 'collected',
      move: 'in_transit',
      arrive: 'arrived',
      hand_in: 'arrived',
      lose: 'lost',
      cancel: 'cancelled',
    },
    collected: { move: 'in_transit', arrive: 'arrived', lose: 'lost' },
    in_transit: { arrive: 'arrived', lose: 'lost' },
    arrived: {},
    lost: {},
    cancelled: {},
  },
} as const satisfies Machine;

export type DeviceReturnState = StateOf<typeof deviceReturnMachine>;
export type ReturnReason = 'replaced' | 'deregistered' | 'returned_early';

export type ReturnRefusal = Refusal<'terminals.device_unknown' | 'terminals.device_not_out'>;

/** Where a device can be to come back: in a merchant's hands, or broken there. */
const OUT: ReadonlySet<DeviceState> = new Set(['delivered', 'bound', 'faulty']);

/** Pure. Whether this device can go back; one that is on its way already goes under the label that there is. */
export function decideReturn(facts: {
  readonly device: { readonly state: DeviceState; readonly merchantId: string | undefined } | undefined;
  readonly merchantId: string;
  readonly openReturnId: string | undefined;
}): Outcome<'order' | 'ordered_already', ReturnRefusal> {
  if (facts.device?.merchantId !== facts.merchantId) return refuse('terminals.device_unknown');
  if (facts.openReturnId !== undefined) return accept('ordered_already');
  if (!OUT.has(facts.device.state)) return refuse('terminals.device_not_out', { state: facts.device.state });
  return accept('order');
}

/** What a device becomes when it has come back: a broken one goes to be mended, any other waits to be looked at. */
export function stateOfArrived(device: DeviceState): DeviceState | undefined {
  if (device === 'faulty') return 'in_repair';
  return device === 'delivered' || device === 'bound' ? 'returned' : undefined;
}
