import { step } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { riskCaseMachine, type RiskCaseEvent, type RiskCaseState } from './risk-case-machine.ts';

export type RiskDecision = 'keep' | 'release' | 'confirm';

export interface CaseFacts {
  readonly state: RiskCaseState;
  /** Who proposed what is waiting for a second person. */
  readonly proposedBy: string | undefined;
  /** How many people release and confirm. */
  readonly people: { readonly release: number; readonly confirm: number };
}

export type CaseRefusal = Refusal<'risk.case_elsewhere' | 'risk.second_person'>;

/**
 * What a decision of a person does to a case. Pure. `keep` leaves an open case open, and sends a proposal back; whoever proposed may
 * take it back but not decide it.
 */
export function decideCaseMove(
  facts: CaseFacts,
  asked: { readonly decision: RiskDecision; readonly by: string },
): Outcome<{ event: RiskCaseEvent; to: RiskCaseState }, CaseRefusal> {
  const { decision } = asked;
  const { state } = facts;
  if (decision === 'keep' && state === 'open') return accept({ event: 'keep', to: 'open' });
  const proposed = state.startsWith('pending_');
  const event: RiskCaseEvent =
    decision === 'keep' || proposed || facts.people[decision] < 2 ? decision : `propose_${decision}`;
  const to = step(riskCaseMachine, state, event);
  if (to === undefined) return refuse('risk.case_elsewhere', { state });
  if (proposed && decision !== 'keep' && asked.by === facts.proposedBy) return refuse('risk.second_person');
  return accept({ event, to });
}
