import type { Machine, StateOf } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { TerminalState } from '../queries/terminal-of.ts';

/**
 * 换机. Reserved, the new device waits and the old one still sells; taken over, the terminal is the new one's and the old one is dead;
 * done, the new one is active.
 */
export const replacementMachine = {
  name: 'replacement',
  column: 'terminals.replacement.state',
  initial: 'reserved',
  final: ['done', 'failed', 'cancelled'],
  states: {
    reserved: { take_over: 'taken_over', fail: 'failed', cancel: 'cancelled' },
    taken_over: { finish: 'done', fail: 'failed' },
    done: {},
    failed: {},
    cancelled: {},
  },
} as const satisfies Machine;

export type ReplacementState = StateOf<typeof replacementMachine>;
/** What the merchant says of the old device: it still sells, it does not, or it is gone. */
export type DeviceFault = 'works' | 'broken' | 'lost';

export type ReplaceRefusal = Refusal<
  'terminals.replace_not_now' | 'terminals.replacement_open' | 'terminals.out_of_stock' | 'terminals.device_not_here'
>;

/** From where a terminal may pass to another device. One that is stopped, or at its end, stays where it is. */
export const REPLACEABLE: readonly TerminalState[] = ['active', 'activating', 'pending_activation'];

/** Pure. Whether a terminal may be given another device now; a first one that never worked is a matter of its parcel, not of this. */
export function decideReplacement(facts: {
  readonly terminalState: TerminalState;
  readonly everActive: boolean;
  readonly open: { readonly state: ReplacementState } | undefined;
}): Outcome<'reserve' | 'instead', ReplaceRefusal> {
  const { terminalState, everActive, open } = facts;
  if (open?.state === 'reserved') return refuse('terminals.replacement_open');
  if (!REPLACEABLE.includes(terminalState) || !everActive)
    return refuse('terminals.replace_not_now', { state: terminalState });
  return accept(open === undefined ? 'reserve' : 'instead');
}
