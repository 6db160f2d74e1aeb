import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** A batch of a terminal from its first settlement on. The host closes it with the answer to the end of the upload. */
export const terminalBatchMachine = {
  name: 'terminal batch',
  column: 'switching.terminal_batch.state',
  initial: 'compared',
  final: ['closed'],
  states: {
    compared: { compare: 'compared', upload: 'uploading', end: 'closed' },
    uploading: { compare: 'compared', upload: 'uploading', end: 'closed' },
    closed: {},
  },
} as const satisfies Machine;

export type TerminalBatchState = StateOf<typeof terminalBatchMachine>;
