import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** A file of reference data: it comes in line by line, is put before a colleague, and is put in force by a job. See docs/decisions/0032. */
export const referenceImportMachine = {
  name: 'reference_import',
  column: 'catalogue.reference_import.state',
  initial: 'receiving',
  final: ['applied', 'refused', 'withdrawn', 'dropped'],
  states: {
    receiving: { propose: 'proposed', drop: 'dropped' },
    proposed: { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' },
    approved: { apply: 'applied' },
    applied: {},
    refused: {},
    withdrawn: {},
    dropped: {},
  },
} as const satisfies Machine;

export type ReferenceImportState = StateOf<typeof referenceImportMachine>;
