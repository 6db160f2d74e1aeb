import type { Machine } from '../../../kernel/machine.ts';

/** What a person asked about their own data. An export lies ready for some days; a legal hold makes an erasure wait. */
export const dataRequestMachine = {
  name: 'data request',
  column: 'identity.data_request.state',
  initial: 'asked',
  final: ['done', 'lapsed'],
  states: {
    asked: { prepare: 'ready', finish: 'done', hold: 'held' },
    held: { resume: 'asked' },
    ready: { lapse: 'lapsed' },
    done: {},
    lapsed: {},
  },
} as const satisfies Machine;
