import { MINUTE_MS } from '../../../kernel/instant.ts';
import type { Machine, StateOf } from '../../../kernel/machine.ts';

/**
 * One version of what the network was told. Silence leaves it pending; a later version supersedes whatever it was. Where a terminal ends,
 * the version that counts is withdrawn, also one that was never answered: the network may have it all the same.
 */
export const registrationMachine = {
  name: 'registration',
  column: 'terminals.registration.state',
  initial: 'pending',
  final: ['superseded', 'withdrawn'],
  states: {
    pending: { accept: 'registered', refuse: 'refused', supersede: 'superseded', withdraw: 'withdrawing' },
    registered: { supersede: 'superseded', withdraw: 'withdrawing' },
    refused: { supersede: 'superseded', withdraw: 'withdrawing' },
    withdrawing: { confirm: 'withdrawn' },
    superseded: {},
    withdrawn: {},
  },
} as const satisfies Machine;

export type RegistrationState = StateOf<typeof registrationMachine>;

const FIRST_MS = 10_000;
const LONGEST_MS = 6 * 60 * MINUTE_MS;

/** How long to wait before the network is asked again after its `tries`-th silence: 10 s, doubled each time, six hours at most. */
export const askAgainMs = (tries: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, tries - 1));

/** What is to be done about a terminal whose device may have changed: ask with the version that waits, tell a new one, take one back, or nothing. */
export function decideRegistration(
  newest: { readonly serialNo: string; readonly state: RegistrationState } | undefined,
  terminal: { readonly serialNo: string; readonly state: string },
): 'ask' | 'tell_new' | 'withdraw' | 'nothing' {
  if (newest?.state === 'withdrawing') return 'withdraw';
  if (terminal.state === 'unbound' || terminal.state === 'closed') return 'nothing';
  if (newest === undefined || newest.serialNo !== terminal.serialNo) return 'tell_new';
  return newest.state === 'pending' ? 'ask' : 'nothing';
}
