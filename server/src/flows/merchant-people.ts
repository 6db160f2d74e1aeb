/** People who work for a merchant: invited by its owner, answered on the phone that was invited, ended by either. */
import { DAY_MS } from '../kernel/instant.ts';
import { isPhone } from '../kernel/phone.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { applicantOf } from '../modules/identity/index.ts';
import {
  answerInvitation,
  decideInvitation,
  endMember,
  inviteMember,
  memberPhone,
  membersOf,
  servingAs,
  setMemberRole,
  type InvitationRefusal,
  type Member,
  type MemberRole,
  type Merchant,
} from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { must } from '../kernel/assert.ts';
import { countAgainst } from '../platform/rate.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** Invitations of a merchant: an SMS each, to numbers that never asked for one. */
const INVITING = { limit: 20, windowMs: DAY_MS };

const stands = (world: World, { state, invitedUntil }: Member): boolean =>
  state === 'active' || (state === 'invited' && invitedUntil > world.clock.now());

export type InviteRefusal =
  | InvitationRefusal
  | Refusal<'merchants.member_stands'>
  | Refusal<'identity.phone_invalid'>
  | Refusal<'http.rate_limit'>;

/** Invites; the number hears of it by SMS, and nothing is said of who has it. */
export async function invitePerson(
  world: World,
  merchant: Merchant,
  input: { readonly phone: string; readonly name: string; readonly role: MemberRole },
): Promise<Outcome<{ memberId: string }, InviteRefusal>> {
  if (!isPhone(input.phone)) return refuse('identity.phone_invalid');
  const [policy, people, owner] = await Promise.all([
    policyToday(world),
    membersOf(world.db, merchant.merchantId),
    applicantOf(world, merchant.applicantId),
  ]);
  const decision = decideInvitation({
    merchantState: merchant.state,
    phoneIsOwners: [merchant.phone, owner?.phone].includes(input.phone),
    people: people.filter((one) => stands(world, one)).length,
    peopleMax: policy.number('members.max'),
  });
  if (decision.refused) return decision;
  const over = await countAgainst(world, `invite:${merchant.merchantId}`, INVITING);
  if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
  const days = policy.number('members.invitation_days');
  return withTx(world, async (tx) => {
    const memberId = await inviteMember(world, tx, {
      ...input,
      merchantId: merchant.merchantId,
      answerWithinMs: days * DAY_MS,
    });
    if (memberId === undefined) return refuse('merchants.member_stands');
    await queueMessage(world, tx, {
      purpose: 'people',
      phone: input.phone,
      text: smsTexts.invited({ merchant: merchant.name, role: input.role, days }),
      subject: `member:${memberId}`,
    });
    return accept({ memberId });
  });
}

type Unknown = Refusal<'merchants.member_unknown'>;

/** Pages of the merchant learn it, and a live line of that member ends: it was opened with what held then. */
const tell = (world: World, tx: Tx, merchantId: string, memberId: string): Promise<void> =>
  world.jobs.emit(tx, {
    kind: 'people.moved',
    audience: [`merchant:${merchantId}`],
    payload: { merchantId, memberId },
  });

/** Another role, from the next request on. */
export async function setPersonRole(
  world: World,
  { merchantId }: Merchant,
  input: { readonly memberId: string; readonly role: MemberRole },
): Promise<Outcome<true, Unknown>> {
  return withTx(world, async (tx) => {
    if (!(await setMemberRole(tx, { merchantId, ...input }))) return refuse('merchants.member_unknown');
    await tell(world, tx, merchantId, input.memberId);
    return accept(true);
  });
}

/** The person who is signed in answers for the number that they have. */
export async function answerAsPerson(
  world: World,
  input: { readonly applicantId: string; readonly memberId: string; readonly accepted: boolean },
): Promise<Outcome<true, Unknown>> {
  const { phone } = must(await applicantOf(world, input.applicantId), 'applicant of a session');
  return withTx(world, async (tx) => {
    const merchantId = await answerInvitation(world, tx, { ...input, phone });
    if (merchantId === undefined) return refuse('merchants.member_unknown');
    await tell(world, tx, merchantId, input.memberId);
    return accept(true);
  });
}

/** The owner takes an invitation back or ends somebody's work; whoever worked is told, and their pages learn it at once. */
export async function endPerson(world: World, merchant: Merchant, memberId: string): Promise<Outcome<true, Unknown>> {
  const { merchantId } = merchant;
  const member = (await membersOf(world.db, merchantId)).find((one) => one.memberId === memberId);
  const phone = await memberPhone(world, merchantId, memberId);
  if (member === undefined || phone === undefined) return refuse('merchants.member_unknown');
  return withTx(world, async (tx) => {
    if (!(await endMember(world, tx, { merchantId, memberId, by: 'owner' }))) return refuse('merchants.member_unknown');
    await tell(world, tx, merchantId, memberId);
    if (member.state === 'active')
      await queueMessage(world, tx, {
        purpose: 'people',
        phone,
        text: smsTexts.memberEnded(merchant.name),
        subject: `member:${memberId}`,
      });
    return accept(true);
  });
}

/** Somebody works there no more, by their own wish; the owner is told. */
export async function leaveShop(
  world: World,
  input: { readonly applicantId: string; readonly memberId: string },
): Promise<Outcome<true, Unknown>> {
  const serving = await servingAs(world.db, input.applicantId, input.memberId);
  if (serving === undefined) return refuse('merchants.member_unknown');
  const { merchantId } = serving;
  const name = (await membersOf(world.db, merchantId)).find((one) => one.memberId === input.memberId)?.name ?? '';
  const owner = must(await applicantOf(world, serving.ownerId), 'owner of a merchant');
  return withTx(world, async (tx) => {
    if (!(await endMember(world, tx, { merchantId, memberId: input.memberId, by: 'member' })))
      return refuse('merchants.member_unknown');
    await tell(world, tx, merchantId, input.memberId);
    await queueMessage(world, tx, {
      purpose: 'people',
      phone: owner.phone,
      text: smsTexts.memberLeft(name),
      subject: `merchant:${merchantId}`,
    });
    return accept(true);
  });
}
