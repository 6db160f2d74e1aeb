import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';

/** The owner is above both and no member. In rising order of what they may do. */
export const MEMBER_ROLES = ['cashier', 'manager'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** May somebody of this role use a route that is open from that role upwards? `undefined`: it is the owner's alone. */
export function roleReaches(role: MemberRole, lowest: MemberRole | undefined): boolean {
  return lowest !== undefined && MEMBER_ROLES.indexOf(role) >= MEMBER_ROLES.indexOf(lowest);
}

export interface InvitationFacts {
  readonly merchantState: string;
  readonly phoneIsOwners: boolean;
  /** Invited or active people of the merchant, without lapsed invitations. */
  readonly people: number;
  readonly peopleMax: number;
}

export type InvitationRefusal = Refusal<
  'merchants.members_closed' | 'merchants.member_is_owner' | 'merchants.members_full'
>;

/** May this number be invited now? That it is not there already is said by the row, in the transaction that writes it. */
export function decideInvitation(facts: InvitationFacts): Outcome<'invite', InvitationRefusal> {
  if (facts.merchantState === 'closing' || facts.merchantState === 'closed') return refuse('merchants.members_closed');
  if (facts.phoneIsOwners) return refuse('merchants.member_is_owner');
  return facts.people >= facts.peopleMax
    ? refuse('merchants.members_full', { max: facts.peopleMax })
    : accept('invite');
}
