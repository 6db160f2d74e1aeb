import type { Machine } from '../../../kernel/machine.ts';

/** A large material on its way. However it ends, its parts are erased: an accepted one lies in one piece by then. */
export const uploadMachine = {
  name: 'upload',
  column: 'materials.upload.state',
  initial: 'open',
  final: ['completed', 'refused', 'lapsed'],
  states: {
    open: { complete: 'completed', refuse: 'refused', lapse: 'lapsed' },
    completed: {},
    refused: {},
    lapsed: {},
  },
} as const satisfies Machine;
