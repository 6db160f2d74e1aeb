import type { Machine, StateOf } from '../../../kernel/machine.ts';

/**
 * Domain, part 3. `rejected` has one exit (an appeal); `withdrawn` and `expired` have none. `pending_signature` is entered from
 * a filing that awaits the merchant's own signature, or from a review that changed the terms; signing leads back to where it was going.
 */
export const applicationMachine = {
  name: 'application',
  column: 'applications.application.state',
  initial: 'draft',
  final: ['withdrawn', 'expired', 'approved'],
  states: {
    draft: { submit: 'submitted', await_signature: 'pending_signature', withdraw: 'withdrawn', expire: 'expired' },
    submitted: { start_checks: 'auto_checking', withdraw: 'withdrawn' },
    auto_checking: {
      machine_approves: 'approved',
      needs_person: 'in_review',
      machine_asks_fix: 'needs_fix',
      machine_rejects: 'rejected',
      withdraw: 'withdrawn',
    },
    in_review: {
      approve: 'approved',
      ask_fix: 'needs_fix',
      reject: 'rejected',
      need_second: 'pending_second_review',
      terms_changed: 'pending_signature',
      withdraw: 'withdrawn',
    },
    needs_fix: {
      resubmit: 'submitted',
      await_signature: 'pending_signature',
      withdraw: 'withdrawn',
      expire: 'expired',
    },
    pending_second_review: {
      approve: 'approved',
      terms_changed: 'pending_signature',
      send_back: 'in_review',
      withdraw: 'withdrawn',
    },
    pending_signature: {
      sign_filing: 'submitted',
      sign: 'approved',
      reopen: 'draft',
      reopen_fix: 'needs_fix',
      withdraw: 'withdrawn',
      expire: 'expired',
    },
    approved: {},
    rejected: { appeal: 'in_review' },
    withdrawn: {},
    expired: {},
  },
} as const satisfies Machine;

export type ApplicationState = StateOf<typeof applicationMachine>;
