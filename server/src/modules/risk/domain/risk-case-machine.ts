import type { EventOf, Machine, StateOf } from '../../../kernel/machine.ts';

/** 风险案件: decided by one person or, where the policy says so, proposed by one and decided by another; what is confirmed may be appealed. */
export const riskCaseMachine = {
  name: 'risk_case',
  column: 'risk.case.state',
  initial: 'open',
  final: ['released'],
  states: {
    open: {
      propose_release: 'pending_release',
      propose_confirm: 'pending_confirm',
      release: 'released',
      confirm: 'confirmed',
    },
    pending_release: { release: 'released', keep: 'open' },
    pending_confirm: { confirm: 'confirmed', keep: 'open' },
    confirmed: { propose_release: 'pending_appeal', release: 'released' },
    pending_appeal: { release: 'released', keep: 'confirmed' },
    released: {},
  },
} as const satisfies Machine;
export type RiskCaseState = StateOf<typeof riskCaseMachine>;
export type RiskCaseEvent = EventOf<typeof riskCaseMachine>;
/** States in which what is found anew joins the case. */
export const UNDECIDED = ['open', 'pending_release', 'pending_confirm'] as const satisfies readonly RiskCaseState[];
