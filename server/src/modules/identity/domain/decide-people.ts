import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { step } from '../../../kernel/machine.ts';
import type { StaffRole } from '../commands/staff.ts';
import {
  staffMachine,
  staffProposalMachine,
  type StaffEvent,
  type StaffProposalEvent,
  type StaffProposalState,
  type StaffState,
} from './staff-machine.ts';

export interface Person {
  readonly staffId: string;
  readonly role: StaffRole;
  readonly state: StaffState;
}
interface Between {
  /** Who asks. */
  readonly by: string;
  readonly person: Person;
  /** Administrators that are active, whoever asks among them. */
  readonly admins: number;
  /** Roles of the console: others are given where their outlet or agent is. */
  readonly isConsole: (role: StaffRole) => boolean;
}

/** Nobody changes their own role; who becomes an administrator takes two, and somebody has to stay one. */
export function decideRole(
  facts: Between,
  role: StaffRole,
): Outcome<
  'done' | 'propose',
  Refusal<'identity.staff_own' | 'identity.role_elsewhere' | 'identity.staff_moved' | 'identity.staff_last_admin'>
> {
  const { by, person, admins, isConsole } = facts;
  if (by === person.staffId) return refuse('identity.staff_own');
  if (!isConsole(person.role) || !isConsole(role)) return refuse('identity.role_elsewhere');
  if (person.state === 'left' || person.role === role) return refuse('identity.staff_moved');
  if (role === 'admin') return accept('propose');
  const last = person.role === 'admin' && person.state === 'active' && admins <= 1;
  return last ? refuse('identity.staff_last_admin') : accept('done');
}

/** Where somebody stands after `event`. Nobody suspends or resumes themselves. */
export function decideMove(
  { by, person, admins }: Between,
  event: StaffEvent,
): Outcome<StaffState, Refusal<'identity.staff_own' | 'identity.staff_moved' | 'identity.staff_last_admin'>> {
  if (by === person.staffId) return refuse('identity.staff_own');
  const next = step(staffMachine, person.state, event);
  if (next === undefined) return refuse('identity.staff_moved');
  const last = person.role === 'admin' && person.state === 'active' && admins <= 1;
  return last ? refuse('identity.staff_last_admin') : accept(next);
}

/** A new password or a second factor taken away opens the account to whoever is handed it: of an administrator that takes two. */
export function decideReset({
  by,
  person,
}: Between): Outcome<'done' | 'propose', Refusal<'identity.staff_own' | 'identity.staff_moved'>> {
  if (by === person.staffId) return refuse('identity.staff_own');
  if (person.state === 'left') return refuse('identity.staff_moved');
  return accept(person.role === 'admin' ? 'propose' : 'done');
}

/** Whoever proposed withdraws; somebody else, who is not the one it is about, approves or refuses. */
export function decideStaffProposal(
  proposal: { readonly state: StaffProposalState; readonly proposedBy: string; readonly staffId: string },
  event: StaffProposalEvent,
  by: string,
): Outcome<StaffProposalState, Refusal<'identity.staff_second_person' | 'identity.staff_proposal_over'>> {
  const next = step(staffProposalMachine, proposal.state, event);
  if (next === undefined) return refuse('identity.staff_proposal_over');
  const own = proposal.proposedBy === by;
  const allowed = event === 'withdraw' ? own : !own && proposal.staffId !== by;
  return allowed ? accept(next) : refuse('identity.staff_second_person');
}
