import { describe, expect, it } from 'vitest';
import { APP_OF_ROLE, type StaffRole } from '../commands/staff.ts';
import { decideMove, decideReset, decideRole, decideStaffProposal, type Person } from './decide-people.ts';

const person = (change: Partial<Person> = {}): Person => ({
  staffId: 'b',
  role: 'operator',
  state: 'active',
  ...change,
});
const facts = (of: Person, more: { by?: string; admins?: number } = {}) => ({
  by: more.by ?? 'a',
  person: of,
  admins: more.admins ?? 2,
  isConsole: (role: StaffRole) => APP_OF_ROLE[role] === 'console',
});
const said = (outcome: { refused: boolean; value?: unknown; refusal?: { code: string } }) =>
  outcome.refused ? outcome.refusal?.code : outcome.value;

describe('a role', () => {
  it('is never one’s own to change, not even down', () => {
    expect(said(decideRole(facts(person({ staffId: 'a', role: 'admin' })), 'auditor'))).toBe('identity.staff_own');
  });
  it('of an administrator is proposed; any other is given', () => {
    expect(said(decideRole(facts(person()), 'admin'))).toBe('propose');
    expect(said(decideRole(facts(person()), 'reviewer'))).toBe('done');
  });
  it('is not taken from the last administrator, nor given to whoever has left or stands elsewhere', () => {
    expect(said(decideRole(facts(person({ role: 'admin' }), { admins: 1 }), 'auditor'))).toBe(
      'identity.staff_last_admin',
    );
    expect(said(decideRole(facts(person({ state: 'left' })), 'auditor'))).toBe('identity.staff_moved');
    expect(said(decideRole(facts(person({ role: 'teller' })), 'admin'))).toBe('identity.role_elsewhere');
    expect(said(decideRole(facts(person()), 'teller'))).toBe('identity.role_elsewhere');
  });
});

describe('where somebody stands', () => {
  it('moves as the table says, and is moved by somebody else', () => {
    expect(said(decideMove(facts(person()), 'suspend'))).toBe('locked');
    expect(said(decideMove(facts(person({ state: 'locked' })), 'suspend'))).toBe('identity.staff_moved');
    expect(said(decideMove(facts(person({ staffId: 'a' })), 'suspend'))).toBe('identity.staff_own');
  });
  it('leaves one administrator at least', () => {
    expect(said(decideMove(facts(person({ role: 'admin' }), { admins: 1 }), 'leave'))).toBe(
      'identity.staff_last_admin',
    );
    expect(said(decideMove(facts(person({ role: 'admin' }), { admins: 2 }), 'leave'))).toBe('left');
  });
});

it('resetting an administrator takes two, resetting oneself goes by one’s own page', () => {
  expect(said(decideReset(facts(person({ role: 'admin' }))))).toBe('propose');
  expect(said(decideReset(facts(person())))).toBe('done');
  expect(said(decideReset(facts(person({ staffId: 'a' }))))).toBe('identity.staff_own');
});

it('a proposal is approved by a second person, who is not the one it is about, and only while it is open', () => {
  const open = { state: 'proposed', proposedBy: 'a', staffId: 'b' } as const;
  expect(said(decideStaffProposal(open, 'approve', 'a'))).toBe('identity.staff_second_person');
  expect(said(decideStaffProposal(open, 'approve', 'b'))).toBe('identity.staff_second_person');
  expect(said(decideStaffProposal(open, 'approve', 'c'))).toBe('approved');
  expect(said(decideStaffProposal(open, 'withdraw', 'c'))).toBe('identity.staff_second_person');
  expect(said(decideStaffProposal(open, 'withdraw', 'a'))).toBe('withdrawn');
  expect(said(decideStaffProposal({ ...open, state: 'refused' }, 'approve', 'c'))).toBe('identity.staff_proposal_over');
});
