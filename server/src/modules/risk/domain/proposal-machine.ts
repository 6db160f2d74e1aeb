import type { EventOf, Machine, StateOf } from '../../../kernel/machine.ts';

/** What takes two people: asked for by the machine or a merchant, proposed by one person, decided by another. */
export const riskProposalMachine = {
  name: 'risk_proposal',
  column: 'risk.proposal.state',
  initial: 'asked',
  final: ['approved', 'refused', 'withdrawn'],
  states: {
    asked: { propose: 'proposed', refuse: 'refused' },
    proposed: { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' },
    approved: {},
    refused: {},
    withdrawn: {},
  },
} as const satisfies Machine;
export type RiskProposalState = StateOf<typeof riskProposalMachine>;
export type RiskProposalEvent = EventOf<typeof riskProposalMachine>;

/** A case waits for proof: the merchant answers, or the time passes and a person goes on without it. */
export const riskProofMachine = {
  name: 'risk_proof',
  column: 'risk.proof.state',
  initial: 'asked',
  final: ['answered', 'lapsed'],
  states: { asked: { answer: 'answered', lapse: 'lapsed' }, answered: {}, lapsed: {} },
} as const satisfies Machine;
export type RiskProofState = StateOf<typeof riskProofMachine>;

/** A draft is judged over history, merchant by merchant. */
export const dryRunMachine = {
  name: 'risk_dry_run',
  column: 'risk.dry_run.state',
  initial: 'running',
  final: ['done'],
  states: { running: { finish: 'done' }, done: {} },
} as const satisfies Machine;
export type DryRunState = StateOf<typeof dryRunMachine>;

/** A merchant on the black list is cleared out; what is late is escalated and stays to be done. Dropped: it was listed by mistake. */
export const clearOutMachine = {
  name: 'risk_clear_out',
  column: 'risk.clear_out.state',
  initial: 'running',
  final: ['done', 'dropped'],
  states: {
    running: { escalate: 'overdue', finish: 'done', drop: 'dropped' },
    overdue: { finish: 'done', drop: 'dropped' },
    done: {},
    dropped: {},
  },
} as const satisfies Machine;
export type ClearOutState = StateOf<typeof clearOutMachine>;
