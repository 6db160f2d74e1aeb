/** From the password to the session: a ticket stands between the two where somebody has a second factor. */
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { MINUTE_MS } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import { countAgainst } from '../../../platform/rate.ts';
import { passkeyToUse, usePasskey } from './passkeys.ts';
import { useRecoveryCode, useTotp } from './second-factor.ts';
import { hashOf, openSession } from './sessions.ts';
import { staffOfTicket, takeTry } from './staff-ticket.ts';
import { APP_OF_ROLE, staffOf, type StaffRole } from './staff.ts';

/** Wrong codes of one person, over all passwords: a code of six digits is guessed once in 50,000 such days. */
const FACTOR_TRIES = { limit: 10, windowMs: 10 * MINUTE_MS };

export interface SignedIn {
  readonly staffId: string;
  readonly role: StaffRole;
  readonly displayName: string;
  readonly token: string;
}
type DoorRefusal = Refusal<
  | 'identity.ticket_over'
  | 'identity.factor_wrong'
  | 'identity.factor_used'
  | 'identity.factor_limit'
  | 'identity.passkey_refused'
  | 'identity.staff_locked'
>;

/** A code of the app, or one of the ten on paper. */
export async function passWithCode(
  env: Env,
  input: {
    readonly ticket: string;
    readonly kind: 'totp' | 'recovery';
    readonly code: string;
    readonly device: string;
    readonly address: string;
  },
): Promise<Outcome<SignedIn, DoorRefusal>> {
  const taken = await takeTry(env, input.ticket);
  if (taken === undefined) return refuse('identity.ticket_over');
  const { staffId, left } = taken;
  const over = await countAgainst(env, `staff-factor:${staffId}`, FACTOR_TRIES);
  if (over !== undefined) return refuse('identity.factor_limit', { seconds: over });
  const use = input.kind === 'totp' ? useTotp : useRecoveryCode;
  const used = await use(env, { staffId, code: input.code });
  if (used.refused) return refuse(used.refusal.code, { triesLeft: left });
  await env.db.execute('DELETE FROM identity.staff_ticket WHERE ticket_hash = $1', [hashOf(input.ticket)]);
  return enter(env, { ...input, staffId });
}

/** What a passkey is asked to sign; with a ticket only passkeys of that person. */
export async function passkeyAtDoor(
  env: Env,
  input: { readonly ticket: string | undefined; readonly origin: string },
): Promise<Outcome<object, Refusal<'identity.ticket_over'>>> {
  const staffId = input.ticket === undefined ? undefined : await staffOfTicket(env, input.ticket);
  if (input.ticket !== undefined && staffId === undefined) return refuse('identity.ticket_over');
  return accept(await passkeyToUse(env, { staffId, origin: input.origin }));
}

/** A passkey opens alone: it is a device and a finger or a number, which are two things already. */
export async function passWithPasskey(
  env: Env,
  input: {
    readonly response: AuthenticationResponseJSON;
    readonly origin: string;
    readonly device: string;
    readonly address: string;
  },
): Promise<Outcome<SignedIn, DoorRefusal>> {
  const used = await usePasskey(env, input);
  return used.refused ? used : enter(env, { ...input, staffId: used.value.staffId });
}

/** Opens the session of somebody who has proved everything, if they still stand where they may. */
async function enter(
  env: Env,
  input: { readonly staffId: string; readonly device: string; readonly address: string },
): Promise<Outcome<SignedIn, Refusal<'identity.staff_locked'>>> {
  const staff = await staffOf(env, input.staffId);
  if (staff?.state !== 'active') return refuse('identity.staff_locked');
  const { staffId, role, displayName } = staff;
  const audience = APP_OF_ROLE[role] === 'console' ? 'staff' : 'channel';
  const token = await openSession(env, { audience, subjectId: staffId, device: input.device, address: input.address });
  await env.db.execute('UPDATE identity.staff SET signed_in_at = $2 WHERE staff_id = $1', [
    staffId,
    at(env.wall.now()),
  ]);
  return accept({ staffId, role, displayName, token });
}
