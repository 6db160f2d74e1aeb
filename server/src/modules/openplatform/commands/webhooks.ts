/** Where a partner wants to hear of its applications. */
import { instant, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql } from '../../../platform/postgres/database.ts';
import { isPrivateAddress } from '../../../platform/private-addresses.ts';

const WEBHOOKS_MAX = 5;

export interface Webhook {
  readonly webhookId: string;
  readonly partner: string;
  readonly url: string;
  readonly createdAt: InstantMs;
}

/** An address we may call: https and not one of our own; a demo also calls the machine it runs on. */
function isCallable(text: string, demo: boolean): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return false;
  if (demo) return url.protocol === 'https:' || url.protocol === 'http:';
  return url.protocol === 'https:' && url.hostname !== 'localhost' && !isPrivateAddress(url.hostname);
}

export async function addWebhook(
  env: Env,
  input: { partner: string; url: string; secret: string },
): Promise<Outcome<{ webhookId: string }, Refusal<'partner.webhook_url' | 'partner.webhook_limit'>>> {
  if (!isCallable(input.url, env.demo)) return refuse('partner.webhook_url');
  const webhookId = env.ids.next('whk');
  return withTx(env, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`webhooks:${input.partner}`]);
    if ((await listWebhooks(tx, input.partner)).length >= WEBHOOKS_MAX)
      return refuse('partner.webhook_limit', { limit: WEBHOOKS_MAX });
    await tx.execute(
      'INSERT INTO openplatform.webhook (webhook_id, partner, url, secret_sealed, created_at) VALUES ($1, $2, $3, $4, $5)',
      [webhookId, input.partner, input.url, env.crypto.seal(`webhook:${webhookId}`, input.secret), at(env.clock.now())],
    );
    return accept({ webhookId });
  });
}

const LISTED_MAX = 500;

/** Addresses of a partner, or of all partners. */
export async function listWebhooks(sql: Sql, partner: string | undefined): Promise<Webhook[]> {
  const rows = await sql.query<{ webhook_id: string; partner: string; url: string; created_at: number }>(
    `SELECT webhook_id, partner, url, created_at FROM openplatform.webhook WHERE ($1::text IS NULL OR partner = $1) AND removed_at IS NULL
      ORDER BY partner, webhook_id LIMIT ${LISTED_MAX}`,
    [partner ?? null],
  );
  return rows.map((row) => ({
    webhookId: row.webhook_id,
    partner: row.partner,
    url: row.url,
    createdAt: instant(row.created_at),
  }));
}

/** Nothing is sent there any more, also what was waiting. */
export async function removeWebhook(
  env: Env,
  key: { partner: string; webhookId: string },
): Promise<Outcome<true, Refusal<'partner.webhook_unknown'>>> {
  const removed = await env.db.execute(
    'UPDATE openplatform.webhook SET removed_at = $3 WHERE partner = $1 AND webhook_id = $2 AND removed_at IS NULL',
    [key.partner, key.webhookId, at(env.clock.now())],
  );
  return removed === 1 ? accept(true as const) : refuse('partner.webhook_unknown');
}
