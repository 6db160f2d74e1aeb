/**
 * Idempotency-Key on unsafe requests: the same key with the same content gets the stored answer, whichever process took the first.
 * Only finished answers are kept; a request that died half-way may be tried again after its lease.
 */
import { createHash } from 'node:crypto';
import { instant, MINUTE_MS } from '../kernel/instant.ts';
import type { Env } from './env.ts';
import { at } from './postgres/database.ts';

export interface Keyed {
  /** Who asks: keys of different people never meet. */
  readonly ownerId: string;
  readonly key: string;
  readonly fingerprint: string;
}

export type Claim =
  | { readonly kind: 'go_on' }
  | { readonly kind: 'answered'; readonly status: number; readonly answer: string }
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'other_content' };

/** After this an unfinished request counts as dead. */
const LEASE_MS = 2 * MINUTE_MS;

export const fingerprintOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex');

export async function claimKey(env: Pick<Env, 'db' | 'wall'>, keyed: Keyed): Promise<Claim> {
  const now = env.wall.now();
  const fresh = await env.db.execute(
    `INSERT INTO platform.idempotency (owner_id, key, fingerprint, at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (owner_id, key) DO UPDATE SET at = excluded.at
       WHERE platform.idempotency.status IS NULL AND platform.idempotency.fingerprint = excluded.fingerprint AND platform.idempotency.at < $5`,
    [keyed.ownerId, keyed.key, keyed.fingerprint, at(now), at(instant(now - LEASE_MS))],
  );
  if (fresh === 1) return { kind: 'go_on' };
  const rows = await env.db.query<{ fingerprint: string; status: number | null; answer: string | null }>(
    'SELECT fingerprint, status, answer FROM platform.idempotency WHERE owner_id = $1 AND key = $2',
    [keyed.ownerId, keyed.key],
  );
  const row = rows[0];
  if (row === undefined) return { kind: 'in_progress' };
  if (row.fingerprint !== keyed.fingerprint) return { kind: 'other_content' };
  return row.status === null
    ? { kind: 'in_progress' }
    : { kind: 'answered', status: row.status, answer: row.answer ?? '' };
}

export async function keepAnswer(
  env: Pick<Env, 'db'>,
  keyed: Keyed,
  answer: { status: number; text: string },
): Promise<void> {
  await env.db.execute('UPDATE platform.idempotency SET status = $3, answer = $4 WHERE owner_id = $1 AND key = $2', [
    keyed.ownerId,
    keyed.key,
    answer.status,
    answer.text,
  ]);
}

/** The work failed with a fault, not an answer: the key is free again. */
export async function freeKey(env: Pick<Env, 'db'>, keyed: Keyed): Promise<void> {
  await env.db.execute('DELETE FROM platform.idempotency WHERE owner_id = $1 AND key = $2 AND status IS NULL', [
    keyed.ownerId,
    keyed.key,
  ]);
}
