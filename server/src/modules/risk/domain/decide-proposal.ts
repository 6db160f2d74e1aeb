import { step } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { riskProposalMachine, type RiskProposalEvent, type RiskProposalState } from './proposal-machine.ts';

export type ProposalRefusal = Refusal<
  'risk.proposal_decided' | 'risk.proposal_second_person' | 'risk.proposal_not_yours'
>;

/** What somebody may do to a proposal. Pure: another person decides, and whoever proposed may take it back and nothing else. */
export function decideProposal(
  facts: { readonly state: RiskProposalState; readonly proposedBy: string | undefined },
  asked: { readonly event: RiskProposalEvent; readonly by: string },
): Outcome<RiskProposalState, ProposalRefusal> {
  const to = step(riskProposalMachine, facts.state, asked.event);
  if (to === undefined) return refuse('risk.proposal_decided', { state: facts.state });
  if (facts.state === 'asked') return accept(to);
  const own = facts.proposedBy === asked.by;
  if (asked.event === 'withdraw') return own ? accept(to) : refuse('risk.proposal_not_yours');
  return own ? refuse('risk.proposal_second_person') : accept(to);
}
