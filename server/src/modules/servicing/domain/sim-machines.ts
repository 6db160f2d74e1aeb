import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** The data plan of a terminal's SIM card: free at first, then paid year by year. */
export const simPlanMachine = {
  name: 'sim_plan',
  column: 'servicing.sim_plan.state',
  initial: 'running',
  final: ['ended'],
  states: {
    running: { renew: 'running', lapse: 'lapsed', end: 'ended' },
    lapsed: { renew: 'running', end: 'ended' },
    ended: {},
  },
} as const satisfies Machine;

/** Whether the carrier lets data through: what we want and what it has confirmed are apart. */
export const simDataMachine = {
  name: 'sim_data',
  column: 'servicing.sim_plan.data',
  initial: 'on',
  final: [],
  states: {
    // an older order came to the carrier after the newer one: it is asked once more
    on: { stop: 'turning_off', doubt: 'turning_on' },
    turning_off: { stopped: 'off', resume: 'turning_on' },
    off: { resume: 'turning_on', doubt: 'turning_off' },
    turning_on: { resumed: 'on', stop: 'turning_off' },
  },
} as const satisfies Machine;

export type SimPlanState = StateOf<typeof simPlanMachine>;
export type SimDataState = StateOf<typeof simDataMachine>;
/** What the merchant wants of the next year: to be asked, to have it taken on the last day, or none. */
export type SimWish = 'ask' | 'automatic' | 'refused';
