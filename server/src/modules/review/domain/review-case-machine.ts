import type { Machine } from '../../../kernel/machine.ts';

export const reviewCaseMachine = {
  name: 'review case',
  column: 'review.review_case.state',
  initial: 'queued',
  final: ['decided', 'closed'],
  states: {
    queued: { claim: 'claimed', close: 'closed' },
    claimed: { release: 'queued', claim: 'claimed', decide: 'decided', close: 'closed' },
    decided: {},
    closed: {},
  },
} as const satisfies Machine;
