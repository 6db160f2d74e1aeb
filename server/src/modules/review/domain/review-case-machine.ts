import type { Machine } from '../../../kernel/machine.ts';

export const reviewCaseMachine = {
  name: 'review case',
  column: 'review.review_case.state',
  initial: 'queued',
  final: ['decided'],
  states: {
    queued: { claim: 'claimed' },
    claimed: { release: 'queued', claim: 'claimed', decide: 'decided' },
    decided: {},
  },
} as const satisfies Machine;
