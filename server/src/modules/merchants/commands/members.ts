/** People who work for a merchant. Numbers are sealed; who is invited is found again by the keyed hash of the number. */
import { later, type InstantMs } from '../../../kernel/instant.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { MemberRole } from '../domain/decide-member.ts';

export interface NewMember {
  readonly merchantId: string;
  readonly role: MemberRole;
  /** How the owner calls this person. */
  readonly name: string;
  readonly phone: string;
  readonly answerWithinMs: number;
}

const lookupOf = (env: Pick<Env, 'crypto'>, phone: string): string => env.crypto.lookup('phone', phone);

/** Invites; an invitation of the same number that nobody answered in time is ended by it. Undefined: the number stands already. */
export async function inviteMember(env: Env, tx: Tx, input: NewMember): Promise<string | undefined> {
  const now = env.clock.now();
  const memberId = env.ids.next('mbr');
  await tx.execute(
    `UPDATE merchants.member SET state = 'ended', ended_at = $3, ended_by = 'machine'
      WHERE merchant_id = $1 AND phone_hash = $2 AND state = 'invited' AND invited_until <= $3`,
    [input.merchantId, lookupOf(env, input.phone), at(now)],
  );
  const written = await tx.execute(
    `INSERT INTO merchants.member (merchant_id, member_id, role, name, phone_sealed, phone_hash, phone_masked, state, invited_at, invited_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'invited', $8, $9) ON CONFLICT (merchant_id, phone_hash) WHERE state IN ('invited', 'active') DO NOTHING`,
    [
      input.merchantId,
      memberId,
      input.role,
      input.name,
      env.crypto.seal(`member:${memberId}:phone`, input.phone),
      lookupOf(env, input.phone),
      maskPhone(input.phone),
      at(now),
      at(later(now, input.answerWithinMs)),
    ],
  );
  return written === 1 ? memberId : undefined;
}

/** The person who has the number answers, in time and once. Returns whose merchant it is; undefined: there is nothing to answer. */
export async function answerInvitation(
  env: Env,
  tx: Tx,
  input: {
    readonly memberId: string;
    readonly phone: string;
    readonly applicantId: string;
    readonly accepted: boolean;
  },
): Promise<string | undefined> {
  const now = at(env.clock.now());
  const answered = await tx.query<{ merchant_id: string }>(
    `UPDATE merchants.member SET state = $4, applicant_id = $5, answered_at = $3
      WHERE phone_hash = $1 AND member_id = $2 AND state = 'invited' AND invited_until > $3 RETURNING merchant_id`,
    [
      lookupOf(env, input.phone),
      input.memberId,
      now,
      input.accepted ? 'active' : 'declined',
      input.accepted ? input.applicantId : null,
    ],
  );
  return answered[0]?.merchant_id;
}

/** Ends an invitation or the work of a member; `by` is `owner`, or `member` where the person leaves. False: it had ended. */
export async function endMember(
  env: Env,
  tx: Tx,
  input: { readonly merchantId: string; readonly memberId: string; readonly by: 'owner' | 'member' | 'machine' },
): Promise<boolean> {
  const ended = await tx.execute(
    `UPDATE merchants.member SET state = 'ended', ended_at = $3, ended_by = $4
      WHERE merchant_id = $1 AND member_id = $2 AND state IN ('invited', 'active')`,
    [input.merchantId, input.memberId, at(env.clock.now()), input.by],
  );
  return ended === 1;
}

/** Gives an active or invited member another role. False: there is no such member now. */
export async function setMemberRole(
  tx: Tx,
  input: { readonly merchantId: string; readonly memberId: string; readonly role: MemberRole },
): Promise<boolean> {
  const set = await tx.execute(
    `UPDATE merchants.member SET role = $3 WHERE merchant_id = $1 AND member_id = $2 AND state IN ('invited', 'active')`,
    [input.merchantId, input.memberId, input.role],
  );
  return set === 1;
}

/** Ends everybody's work when the merchant is gone. */
export async function endAllMembers(tx: Tx, merchantId: string, now: InstantMs): Promise<void> {
  await tx.execute(
    `UPDATE merchants.member SET state = 'ended', ended_at = $2, ended_by = 'machine' WHERE merchant_id = $1 AND state IN ('invited', 'active')`,
    [merchantId, at(now)],
  );
}

/** Writes down what a member has changed: the route, in the words of the contract. */
export async function noteMemberAct(
  env: Env,
  act: { readonly merchantId: string; readonly memberId: string; readonly what: string },
): Promise<void> {
  await env.db.execute(
    'INSERT INTO merchants.member_act (merchant_id, act_id, member_id, at, what) VALUES ($1, $2, $3, $4, $5)',
    [act.merchantId, env.ids.next('act'), act.memberId, at(env.clock.now()), act.what.slice(0, 200)],
  );
}
