import type { EventOf, Machine, StateOf } from '../../../kernel/machine.ts';

/** What a merchant asks to change of itself: prepared, looked at by the machine, by people where the machine is not sure, and done. */
export const changeMachine = {
  name: 'change request',
  column: 'servicing.change_request.state',
  initial: 'draft',
  final: ['approved', 'rejected', 'withdrawn'],
  states: {
    draft: { submit: 'submitted', withdraw: 'withdrawn' },
    submitted: { accept: 'approved', doubt: 'in_review', withdraw: 'withdrawn' },
    in_review: {
      approve: 'approved',
      approve_first: 'second_review',
      ask_fix: 'needs_fix',
      reject: 'rejected',
      withdraw: 'withdrawn',
    },
    second_review: { approve: 'approved', ask_fix: 'needs_fix', reject: 'rejected', withdraw: 'withdrawn' },
    needs_fix: { submit: 'submitted', withdraw: 'withdrawn' },
    approved: {},
    rejected: {},
    withdrawn: {},
  },
} as const satisfies Machine;

export type ChangeState = StateOf<typeof changeMachine>;
export type ChangeEvent = EventOf<typeof changeMachine>;
