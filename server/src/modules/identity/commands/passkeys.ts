/** Passkeys (WebAuthn): the site is the one the browser stands on, which the guard has compared with the host that was asked. */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { later, MINUTE_MS } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql } from '../../../platform/postgres/database.ts';
import { firstRecoveryCodes } from './second-factor.ts';

const NAME = 'Kaitong 开通';
const CHALLENGE_BYTES = 32;
const CHALLENGE_LIVES_MS = 5 * MINUTE_MS;
/** A few devices and a key in a safe. */
const PASSKEYS_MAX = 10;

export interface Passkey {
  readonly passkeyId: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly usedAt: number | null;
}

interface Row {
  readonly passkey_id: string;
  readonly staff_id: string;
  readonly credential_id: string;
  readonly public_key: Uint8Array;
  readonly counter: bigint;
  readonly transports: string[];
}

const siteOf = (origin: string): { origin: string; rpId: string } => ({ origin, rpId: new URL(origin).hostname });

export async function passkeysOf(sql: Sql, staffId: string): Promise<Passkey[]> {
  return sql.query<Passkey>(
    `SELECT passkey_id AS "passkeyId", name, made_at AS "madeAt", used_at AS "usedAt" FROM identity.staff_passkey
      WHERE staff_id = $1 ORDER BY made_at, passkey_id LIMIT ${PASSKEYS_MAX}`,
    [staffId],
  );
}

const credentialsOf = (sql: Sql, staffId: string) =>
  sql.query<Row>('SELECT * FROM identity.staff_passkey WHERE staff_id = $1 ORDER BY made_at', [staffId]);

async function keepChallenge(
  env: Pick<Env, 'db' | 'wall'>,
  challenge: string,
  of: { readonly purpose: 'register' | 'sign_in'; readonly staffId: string | undefined },
): Promise<void> {
  const now = env.wall.now();
  await env.db.execute('DELETE FROM identity.staff_challenge WHERE expires_at < $1', [at(now)]);
  await env.db.execute(
    'INSERT INTO identity.staff_challenge (challenge, purpose, staff_id, expires_at) VALUES ($1, $2, $3, $4)',
    [challenge, of.purpose, of.staffId ?? null, at(later(now, CHALLENGE_LIVES_MS))],
  );
}

/** Spends the challenge that an answer names. Undefined: there was no such question, or it is over. */
async function spendChallenge(
  env: Pick<Env, 'db' | 'wall'>,
  clientDataJSON: string,
  purpose: 'register' | 'sign_in',
): Promise<{ challenge: string; staffId: string | null } | undefined> {
  const named = challengeIn(clientDataJSON);
  if (named === undefined) return undefined;
  const rows = await env.db.query<{ staff_id: string | null }>(
    'DELETE FROM identity.staff_challenge WHERE challenge = $1 AND purpose = $2 AND expires_at > $3 RETURNING staff_id',
    [named, purpose, at(env.wall.now())],
  );
  return rows[0] === undefined ? undefined : { challenge: named, staffId: rows[0].staff_id };
}

function challengeIn(clientDataJSON: string): string | undefined {
  try {
    const data = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')) as { challenge?: unknown };
    return typeof data.challenge === 'string' ? data.challenge : undefined;
  } catch {
    return undefined;
  }
}

/** What a browser is to ask an authenticator for a new passkey. */
export async function passkeyToMake(
  env: Pick<Env, 'db' | 'wall' | 'chance'>,
  input: { readonly staffId: string; readonly login: string; readonly displayName: string; readonly origin: string },
): Promise<Outcome<object, Refusal<'identity.passkey_limit'>>> {
  const known = await credentialsOf(env.db, input.staffId);
  if (known.length >= PASSKEYS_MAX) return refuse('identity.passkey_limit', { most: PASSKEYS_MAX });
  const options = await generateRegistrationOptions({
    rpName: NAME,
    rpID: siteOf(input.origin).rpId,
    userID: new Uint8Array(Buffer.from(input.staffId)),
    userName: input.login,
    userDisplayName: input.displayName,
    challenge: new Uint8Array(env.chance.bytes(CHALLENGE_BYTES)),
    attestationType: 'none',
    excludeCredentials: known.map(({ credential_id, transports }) => ({
      id: credential_id,
      transports: transports as AuthenticatorTransport[],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  await keepChallenge(env, options.challenge, { purpose: 'register', staffId: input.staffId });
  return accept(options);
}

/** Keeps a new passkey. Recovery codes come with it where there are none. */
export async function addPasskey(
  env: Pick<Env, 'db' | 'wall' | 'chance' | 'crypto' | 'ids'>,
  input: {
    readonly staffId: string;
    readonly name: string;
    readonly origin: string;
    readonly response: RegistrationResponseJSON;
  },
): Promise<Outcome<{ recoveryCodes: string[] | undefined }, Refusal<'identity.passkey_refused'>>> {
  const { response, staffId } = input;
  const spent = await spendChallenge(env, response.response.clientDataJSON, 'register');
  if (spent?.staffId !== staffId) return refuse('identity.passkey_refused');
  const { origin, rpId } = siteOf(input.origin);
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: spent.challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
  }).catch(() => undefined);
  if (verified?.verified !== true) return refuse('identity.passkey_refused');
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
  return withTx(env, async (tx) => {
    await tx.execute(
      `INSERT INTO identity.staff_passkey (passkey_id, staff_id, credential_id, name, public_key, counter, transports, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (credential_id) DO NOTHING`,
      [env.ids.next('psk'), staffId, id, input.name, publicKey, counter, transports, at(env.wall.now())],
    );
    return accept({ recoveryCodes: await firstRecoveryCodes(env, tx, staffId) });
  });
}

export async function removePasskey(
  sql: Sql,
  input: { readonly staffId: string; readonly passkeyId: string },
): Promise<number> {
  return sql.execute('DELETE FROM identity.staff_passkey WHERE staff_id = $1 AND passkey_id = $2', [
    input.staffId,
    input.passkeyId,
  ]);
}

/** What a browser is to ask an authenticator for at the door: of one person, or of whoever has a passkey here. */
export async function passkeyToUse(
  env: Pick<Env, 'db' | 'wall' | 'chance'>,
  input: { readonly staffId: string | undefined; readonly origin: string },
): Promise<object> {
  const known = input.staffId === undefined ? [] : await credentialsOf(env.db, input.staffId);
  const options = await generateAuthenticationOptions({
    rpID: siteOf(input.origin).rpId,
    challenge: new Uint8Array(env.chance.bytes(CHALLENGE_BYTES)),
    userVerification: 'required',
    allowCredentials: known.map(({ credential_id, transports }) => ({
      id: credential_id,
      transports: transports as AuthenticatorTransport[],
    })),
  });
  await keepChallenge(env, options.challenge, { purpose: 'sign_in', staffId: input.staffId });
  return options;
}

/** Whose passkey it is: signed now, here, by somebody whom the authenticator has recognised. */
export async function usePasskey(
  env: Pick<Env, 'db' | 'wall'>,
  input: { readonly origin: string; readonly response: AuthenticationResponseJSON },
): Promise<Outcome<{ staffId: string }, Refusal<'identity.passkey_refused'>>> {
  const { response } = input;
  const spent = await spendChallenge(env, response.response.clientDataJSON, 'sign_in');
  const rows = await env.db.query<Row>('SELECT * FROM identity.staff_passkey WHERE credential_id = $1', [response.id]);
  const row = rows[0];
  if (spent === undefined || row === undefined) return refuse('identity.passkey_refused');
  if (spent.staffId !== null && spent.staffId !== row.staff_id) return refuse('identity.passkey_refused');
  const { origin, rpId } = siteOf(input.origin);
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: spent.challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: {
      id: row.credential_id,
      publicKey: new Uint8Array(row.public_key),
      counter: Number(row.counter),
      transports: row.transports,
    },
  }).catch(() => undefined);
  if (verified?.verified !== true) return refuse('identity.passkey_refused');
  await env.db.execute('UPDATE identity.staff_passkey SET counter = $2, used_at = $3 WHERE passkey_id = $1', [
    row.passkey_id,
    verified.authenticationInfo.newCounter,
    at(env.wall.now()),
  ]);
  return accept({ staffId: row.staff_id });
}
