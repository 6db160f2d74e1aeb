import { describe, expect, it } from 'vitest';
import { decideInvitation, roleReaches, type InvitationFacts } from './decide-member.ts';

const facts: InvitationFacts = {
  merchantState: 'active',
  phoneIsOwners: false,
  people: 0,
  peopleMax: 50,
};
const code = (changed: Partial<InvitationFacts>): string => {
  const decided = decideInvitation({ ...facts, ...changed });
  return decided.refused ? decided.refusal.code : decided.value;
};

describe('an invitation', () => {
  it('goes to any number that is not there yet, while there is room', () => {
    expect(code({})).toBe('invite');
    expect(code({ people: 49 })).toBe('invite');
    expect(code({ people: 50 })).toBe('merchants.members_full');
  });
  it('never to the owner, who would have less than now', () => {
    expect(code({ phoneIsOwners: true })).toBe('merchants.member_is_owner');
  });
  it.each(['closing', 'closed'])('not at a merchant that is %s', (merchantState) => {
    expect(code({ merchantState })).toBe('merchants.members_closed');
  });
  it.each(['pending_activation', 'restricted', 'suspended'])(
    'also at one that is %s: people are there all the same',
    (merchantState) => {
      expect(code({ merchantState })).toBe('invite');
    },
  );
});

describe('a role reaches', () => {
  it('what is open for it and for those below, and nothing that is the owner’s alone', () => {
    expect([roleReaches('cashier', 'cashier'), roleReaches('manager', 'cashier')]).toEqual([true, true]);
    expect([roleReaches('cashier', 'manager'), roleReaches('manager', 'manager')]).toEqual([false, true]);
    expect([roleReaches('cashier', undefined), roleReaches('manager', undefined)]).toEqual([false, false]);
  });
});
