/** What staff prove themselves with besides a password: codes of an authenticator app (RFC 6238), and ten recovery codes on paper. */
import { Secret, TOTP } from 'otpauth';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql, type Tx } from '../../../platform/postgres/database.ts';

const ISSUER = 'Kaitong';
const SECRET_BYTES = 20; // as RFC 4226 recommends for SHA-1, which is what every app knows
const STEP_S = 30;
/** A clock that is half a minute off, either way, still opens. */
const STEPS_OFF = 1;
const RECOVERY_CODES = 10;
/** 50 bits: no l, no o, no 0, no 1. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const CODE_LETTERS = 10;

type Secrets = Pick<Env, 'db' | 'wall' | 'crypto' | 'chance'>;

const sealedAs = (staffId: string): string => `identity.staff_totp.secret:${staffId}`;
const totpOf = (login: string, secret: Secret): TOTP =>
  new TOTP({ issuer: ISSUER, label: login, secret, digits: 6, period: STEP_S, algorithm: 'SHA1' });

/** Begins anew: a secret that counts for nothing until a code of it was typed. Refused while one is confirmed. */
export async function beginTotp(
  env: Secrets,
  staff: { readonly staffId: string; readonly login: string },
): Promise<Outcome<{ secret: string; uri: string }, Refusal<'identity.totp_there'>>> {
  const bytes = new Uint8Array(env.chance.bytes(SECRET_BYTES));
  const secret = new Secret({ buffer: bytes.buffer });
  const written = await env.db.execute(
    `INSERT INTO identity.staff_totp (staff_id, secret_sealed, made_at, last_step) VALUES ($1, $2, $3, 0)
     ON CONFLICT (staff_id) DO UPDATE SET secret_sealed = excluded.secret_sealed, made_at = excluded.made_at, last_step = 0
       WHERE identity.staff_totp.confirmed_at IS NULL`,
    [staff.staffId, env.crypto.seal(sealedAs(staff.staffId), secret.base32), at(env.wall.now())],
  );
  if (written === 0) return refuse('identity.totp_there');
  return accept({ secret: secret.base32, uri: totpOf(staff.login, secret).toString() });
}

/** The half minute that a code is of; undefined: of none near now. */
async function stepOf(env: Secrets, staffId: string, code: string): Promise<number | undefined> {
  const rows = await env.db.query<{ secret_sealed: string }>(
    'SELECT secret_sealed FROM identity.staff_totp WHERE staff_id = $1',
    [staffId],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const secret = Secret.fromBase32(env.crypto.open(sealedAs(staffId), row.secret_sealed));
  const now = env.wall.now();
  const off = totpOf('', secret).validate({ token: code, timestamp: now, window: STEPS_OFF });
  return off === null ? undefined : Math.floor(now / 1_000 / STEP_S) + off;
}

/** The first code, which proves that the app has the secret. Recovery codes come with it where there are none. */
export async function confirmTotp(
  env: Secrets,
  input: { readonly staffId: string; readonly code: string },
): Promise<
  Outcome<{ recoveryCodes: string[] | undefined }, Refusal<'identity.factor_wrong' | 'identity.totp_not_begun'>>
> {
  const used = await stepOf(env, input.staffId, input.code);
  if (used === undefined) return refuse('identity.factor_wrong');
  return withTx(env, async (tx) => {
    const confirmed = await tx.execute(
      `UPDATE identity.staff_totp SET confirmed_at = $2, last_step = $3 WHERE staff_id = $1 AND confirmed_at IS NULL`,
      [input.staffId, at(env.wall.now()), used],
    );
    if (confirmed === 0) return refuse('identity.totp_not_begun');
    return accept({ recoveryCodes: await firstRecoveryCodes(env, tx, input.staffId) });
  });
}

/** Right, wrong, or right and used before: each code opens once, and none before it does afterwards. */
export async function useTotp(
  env: Secrets,
  input: { readonly staffId: string; readonly code: string },
): Promise<Outcome<void, Refusal<'identity.factor_wrong' | 'identity.factor_used'>>> {
  const used = await stepOf(env, input.staffId, input.code);
  if (used === undefined) return refuse('identity.factor_wrong');
  const taken = await env.db.execute(
    'UPDATE identity.staff_totp SET last_step = $2 WHERE staff_id = $1 AND confirmed_at IS NOT NULL AND last_step < $2',
    [input.staffId, used],
  );
  return taken === 1 ? accept(undefined) : refuse('identity.factor_used');
}

export async function removeTotp(sql: Sql, staffId: string): Promise<number> {
  return sql.execute('DELETE FROM identity.staff_totp WHERE staff_id = $1', [staffId]);
}

const clean = (code: string): string => code.toLowerCase().replace(/[^a-z0-9]/g, '');
const hashOfCode = (env: Pick<Env, 'crypto'>, staffId: string, code: string): string =>
  env.crypto.lookup('staff-recovery-code', `${staffId}:${clean(code)}`);

function freshCode(env: Pick<Env, 'chance'>): string {
  const letters = [...env.chance.bytes(CODE_LETTERS)].map((byte) => LETTERS[byte % LETTERS.length] ?? '').join('');
  return `${letters.slice(0, CODE_LETTERS / 2)}-${letters.slice(CODE_LETTERS / 2)}`;
}

/** Ten new codes in place of all older ones. They are shown now and never again; only keyed hashes are kept. */
export async function renewRecoveryCodes(env: Secrets, tx: Tx, staffId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => freshCode(env));
  await tx.execute('DELETE FROM identity.staff_recovery_code WHERE staff_id = $1', [staffId]);
  await tx.execute(
    `INSERT INTO identity.staff_recovery_code (staff_id, code_hash, made_at) SELECT $1, h, $3 FROM unnest($2::text[]) AS h`,
    [staffId, codes.map((code) => hashOfCode(env, staffId, code)), at(env.wall.now())],
  );
  return codes;
}

/** With the first factor of somebody; whoever has codes keeps them. */
export async function firstRecoveryCodes(env: Secrets, tx: Tx, staffId: string): Promise<string[] | undefined> {
  return (await recoveryCodesLeft(tx, staffId)) > 0 ? undefined : renewRecoveryCodes(env, tx, staffId);
}

export async function recoveryCodesLeft(sql: Sql, staffId: string): Promise<number> {
  const rows = await sql.query<{ left: bigint }>(
    'SELECT count(*) AS left FROM identity.staff_recovery_code WHERE staff_id = $1 AND used_at IS NULL',
    [staffId],
  );
  return Number(rows[0]?.left ?? 0);
}

/** Each opens once. */
export async function useRecoveryCode(
  env: Secrets,
  input: { readonly staffId: string; readonly code: string },
): Promise<Outcome<void, Refusal<'identity.factor_wrong'>>> {
  const used = await env.db.execute(
    'UPDATE identity.staff_recovery_code SET used_at = $3 WHERE staff_id = $1 AND code_hash = $2 AND used_at IS NULL',
    [input.staffId, hashOfCode(env, input.staffId, input.code), at(env.wall.now())],
  );
  return used === 1 ? accept(undefined) : refuse('identity.factor_wrong');
}

/** Everything that somebody proves themselves with but the password, taken away at once. */
export async function forgetFactors(tx: Tx, staffId: string): Promise<void> {
  for (const table of ['staff_totp', 'staff_recovery_code', 'staff_passkey'])
    await tx.execute(`DELETE FROM identity.${table} WHERE staff_id = $1`, [staffId]);
}

/** A confirmed authenticator app. */
export async function hasTotp(sql: Sql, staffId: string): Promise<boolean> {
  const rows = await sql.query('SELECT 1 FROM identity.staff_totp WHERE staff_id = $1 AND confirmed_at IS NOT NULL', [
    staffId,
  ]);
  return rows.length > 0;
}
