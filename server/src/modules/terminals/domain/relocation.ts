import type { Machine, StateOf } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { TerminalState } from '../queries/terminal-of.ts';

/** 移机. Registering, the network is told the new place; done, it has it. */
export const relocationMachine = {
  name: 'relocation',
  column: 'terminals.relocation.state',
  initial: 'in_review',
  final: ['done', 'refused', 'cancelled'],
  states: {
    in_review: { approve: 'registering', refuse: 'refused', cancel: 'cancelled' },
    registering: { register: 'done' },
    done: {},
    refused: {},
    cancelled: {},
  },
} as const satisfies Machine;
export type RelocationState = StateOf<typeof relocationMachine>;

export type RelocateRefusal = Refusal<'terminals.relocate_not_now' | 'terminals.relocation_open'>;

/**
 * Pure. Within a city the network is told at once; to another city a person looks first. So they do where a terminal is stopped because it
 * sold elsewhere and was moved not long ago: saying again and again that it is at home would make the rule worth nothing.
 */
export function decideRelocation(facts: {
  readonly terminalState: TerminalState;
  readonly suspendedReason: string | undefined;
  readonly open: boolean;
  /** Six digits each, the first four are the city. */
  readonly fromRegion: string;
  readonly toRegion: string;
  readonly movedLately: boolean;
}): Outcome<'register' | 'review', RelocateRefusal> {
  const { terminalState, suspendedReason } = facts;
  const drifted = terminalState === 'suspended' && suspendedReason === 'place_drift';
  if (terminalState !== 'active' && !drifted) return refuse('terminals.relocate_not_now', { state: terminalState });
  if (facts.open) return refuse('terminals.relocation_open');
  const sameCity = facts.fromRegion.slice(0, 4) === facts.toRegion.slice(0, 4);
  return accept(sameCity && !(drifted && facts.movedLately) ? 'register' : 'review');
}
