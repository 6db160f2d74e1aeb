import { isPhone } from '../../../kernel/phone.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { later, MINUTE_MS, SECOND_MS, HOUR_MS } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { countAgainst } from '../../../platform/rate.ts';

export type CodePurpose =
  | 'sign_in'
  | 'sign_agreement'
  | 'filing_consent'
  | 'visit'
  | 'recovery'
  | 'bind_account'
  | 'change_account'
  | 'deregister'
  | 'complaint';

const CODE_DIGITS = 6;
const CODE_LIFE_MS = 5 * MINUTE_MS;
const RESEND_AFTER_MS = 60 * SECOND_MS;
const PER_PHONE = { limit: 10, windowMs: 24 * HOUR_MS };
const PER_ADDRESS = { limit: 60, windowMs: HOUR_MS };

export type CodeRefusal = Refusal<'identity.phone_invalid' | 'identity.code_too_soon' | 'identity.code_limit'>;

export interface CodeRequest {
  readonly phone: string;
  readonly purpose: CodePurpose;
  readonly address: string;
  /** Queues the message in the same transaction; handed in because identity calls no other module. */
  readonly send: (tx: Tx, code: string) => Promise<string>;
  /** Whether the earlier message is known not to have arrived: then nobody has to wait for the next. */
  readonly lost: (messageId: string) => Promise<boolean>;
}

export const phoneHash = (env: Pick<Env, 'crypto'>, phone: string): string => env.crypto.lookup('phone', phone);
export const codeHash = (env: Pick<Env, 'crypto'>, purpose: CodePurpose, phone: string, code: string): string =>
  env.crypto.lookup('phone-code', `${purpose}:${phone}:${code}`);

/** Sends a fresh six-digit code; the earlier one of this phone and purpose stops counting. Only its keyed hash is stored. */
export async function requestCode(
  env: Env,
  request: CodeRequest,
): Promise<Outcome<{ messageId: string; resendAfterS: number }, CodeRefusal>> {
  if (!isPhone(request.phone)) return refuse('identity.phone_invalid');
  const hash = phoneHash(env, request.phone);
  const now = env.wall.now();
  const earlier = await env.db.query<{ sent_at: number; message_id: string | null }>(
    `SELECT sent_at, message_id FROM identity.phone_code WHERE phone_hash = $1 AND purpose = $2`,
    [hash, request.purpose],
  );
  const lost = typeof earlier[0]?.message_id === 'string' && (await request.lost(earlier[0].message_id));
  const waitMs = (earlier[0]?.sent_at ?? 0) + RESEND_AFTER_MS - now;
  if (waitMs > 0 && !lost) return refuse('identity.code_too_soon', { seconds: Math.ceil(waitMs / 1000) });
  const overPhone = await countAgainst(env, `code:${hash}`, PER_PHONE);
  const overAddress = await countAgainst(env, `code-address:${request.address}`, PER_ADDRESS);
  const over = overPhone ?? overAddress;
  if (over !== undefined) return refuse('identity.code_limit', { seconds: over });
  const code = env.chance.digits(CODE_DIGITS);
  const messageId = await withTx(env, async (tx) => {
    // the place is taken before anything is sent, so of several taps at once one sends
    const taken = await tx.execute(
      `INSERT INTO identity.phone_code (phone_hash, purpose, code_hash, tries, sent_at, expires_at) VALUES ($1, $2, $3, 0, $4, $5)
       ON CONFLICT (phone_hash, purpose) DO UPDATE SET code_hash = excluded.code_hash, tries = 0, message_id = NULL,
         sent_at = excluded.sent_at, expires_at = excluded.expires_at WHERE identity.phone_code.sent_at <= $6 OR identity.phone_code.message_id = $7`,
      [
        hash,
        request.purpose,
        codeHash(env, request.purpose, request.phone, code),
        at(now),
        at(later(now, CODE_LIFE_MS)),
        at(later(now, -RESEND_AFTER_MS)),
        lost ? (earlier[0]?.message_id ?? null) : null,
      ],
    );
    if (taken === 0) return undefined;
    const id = await request.send(tx, code);
    await tx.execute('UPDATE identity.phone_code SET message_id = $3 WHERE phone_hash = $1 AND purpose = $2', [
      hash,
      request.purpose,
      id,
    ]);
    return id;
  });
  if (messageId === undefined) return refuse('identity.code_too_soon', { seconds: RESEND_AFTER_MS / 1000 });
  return accept({ messageId, resendAfterS: RESEND_AFTER_MS / 1000 });
}
