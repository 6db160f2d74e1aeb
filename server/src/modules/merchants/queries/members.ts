import type { InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';
import type { MemberRole } from '../domain/decide-member.ts';

const SHOWN_MAX = 200;
const ACTS_MAX = 50;
const SHOPS_MAX = 50;

export interface Member {
  readonly memberId: string;
  readonly role: MemberRole;
  readonly name: string;
  readonly phoneMasked: string;
  readonly state: 'invited' | 'active' | 'declined' | 'ended';
  /** Milliseconds since 1970, as are all instants here. */
  readonly invitedAt: number;
  readonly invitedUntil: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
}

/** People of a merchant: those who are there or asked, then those who are gone, newest first. */
export async function membersOf(sql: Sql, merchantId: string): Promise<Member[]> {
  return sql.query<Member>(
    `SELECT member_id AS "memberId", role, name, phone_masked AS "phoneMasked", state, invited_at AS "invitedAt",
            invited_until AS "invitedUntil", answered_at AS "answeredAt", ended_at AS "endedAt"
       FROM merchants.member WHERE merchant_id = $1
      ORDER BY (state = 'active') DESC, (state = 'invited') DESC, invited_at DESC, member_id DESC LIMIT ${SHOWN_MAX}`,
    [merchantId],
  );
}

/** The number of a member, for a message. */
export async function memberPhone(
  env: Pick<Env, 'db' | 'crypto'>,
  merchantId: string,
  memberId: string,
): Promise<string | undefined> {
  const rows = await env.db.query<{ phone_sealed: string }>(
    'SELECT phone_sealed FROM merchants.member WHERE merchant_id = $1 AND member_id = $2',
    [merchantId, memberId],
  );
  return rows[0] === undefined ? undefined : env.crypto.open(`member:${memberId}:phone`, rows[0].phone_sealed);
}

export interface MemberAct {
  readonly actId: string;
  readonly memberId: string;
  readonly at: number;
  readonly what: string;
}

/** What members changed, newest first. */
export async function memberActsOf(sql: Sql, merchantId: string): Promise<MemberAct[]> {
  return sql.query<MemberAct>(
    `SELECT act_id AS "actId", member_id AS "memberId", at, what FROM merchants.member_act WHERE merchant_id = $1
      ORDER BY at DESC, act_id DESC LIMIT ${ACTS_MAX}`,
    [merchantId],
  );
}

/** Where a person serves, or is asked to. */
export interface Shop {
  readonly memberId: string;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly role: MemberRole;
  readonly state: 'invited' | 'active';
}

/** Shops in which a person serves, and open invitations of the number that the person has now. */
export async function shopsOf(
  env: Pick<Env, 'db' | 'crypto'>,
  person: { readonly applicantId: string; readonly phone: string; readonly now: InstantMs },
): Promise<Shop[]> {
  return env.db.query<Shop>(
    `SELECT b.member_id AS "memberId", b.merchant_id AS "merchantId", m.name AS "merchantName", b.role, b.state
       FROM merchants.member b JOIN merchants.merchant m USING (merchant_id)
      WHERE (b.applicant_id = $1 AND b.state = 'active') OR (b.phone_hash = $2 AND b.state = 'invited' AND b.invited_until > $3)
      ORDER BY b.invited_at, b.member_id LIMIT ${SHOPS_MAX}`,
    [person.applicantId, env.crypto.lookup('phone', person.phone), at(person.now)],
  );
}

export interface Serving {
  readonly memberId: string;
  readonly merchantId: string;
  readonly role: MemberRole;
  /** Whose merchant it is: the applicant whom requests are about. */
  readonly ownerId: string;
}

/** Is this person an active member under that name now? Of an owner with several merchants only the newest is worked for. */
export async function servingAs(sql: Sql, applicantId: string, memberId: string): Promise<Serving | undefined> {
  const rows = await sql.query<Serving>(
    `SELECT b.member_id AS "memberId", b.merchant_id AS "merchantId", b.role, m.applicant_id AS "ownerId"
       FROM merchants.member b JOIN merchants.merchant m USING (merchant_id)
      WHERE b.applicant_id = $1 AND b.member_id = $2 AND b.state = 'active'
        AND b.merchant_id = (SELECT max(d.merchant_id) FROM merchants.applicant_directory d WHERE d.applicant_id = m.applicant_id)`,
    [applicantId, memberId],
  );
  return rows[0];
}
