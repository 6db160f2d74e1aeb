/** News of applications on their way to partners: one row a webhook and event, tried until accepted or given up. */
import { instant, isoText, type InstantMs } from '../../../kernel/instant.ts';
import { step } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { cancelDue, scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { decideDelivery, partnerNews } from '../domain/decide-delivery.ts';
import { webhookDeliveryMachine, type WebhookDeliveryState } from '../domain/webhook-delivery-machine.ts';
import { signWebhook } from './sign-webhook.ts';

/** The way out to a partner's address. Silence is unknown. */
export interface WebhookSender {
  send(message: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  }): Promise<
    { readonly kind: 'answered'; readonly status: number } | { readonly kind: 'unknown'; readonly reason: string }
  >;
}

export const DELIVER_QUEUE = 'deliver-webhook';
const DELIVERIES_LISTED_MAX = 100;

/** One row for each webhook of the partner whose application an event is about; the same event again adds none. */
export async function announceToPartner(
  env: Env,
  key: { applicantId: string; applicationId: string; eventId: string },
): Promise<void> {
  const webhooks = await env.db.query<{ webhook_id: string; partner: string }>(
    `SELECT w.webhook_id, w.partner FROM openplatform.partner_application p JOIN openplatform.webhook w USING (partner)
      WHERE p.applicant_id = $1 AND p.application_id = $2 AND w.removed_at IS NULL`,
    [key.applicantId, key.applicationId],
  );
  if (webhooks.length === 0) return;
  const events = await env.db.query<{ kind: string; at: number; payload: Record<string, unknown> }>(
    'SELECT kind, at, payload FROM platform.event WHERE event_id = $1',
    [key.eventId],
  );
  const event = events[0];
  const news = event && partnerNews({ ...event, at: isoText(instant(event.at)), eventId: key.eventId });
  if (event === undefined || news === undefined) return;
  await withTx(env, async (tx) => {
    for (const { webhook_id, partner } of webhooks) {
      const deliveryId = env.ids.next('whd');
      const added = await tx.execute(
        `INSERT INTO openplatform.webhook_delivery (delivery_id, webhook_id, partner, event_id, kind, body, state, attempts, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'pending', 0, $7) ON CONFLICT (webhook_id, event_id) DO NOTHING`,
        [deliveryId, webhook_id, partner, key.eventId, event.kind, JSON.stringify(news), at(env.clock.now())],
      );
      if (added === 1) await env.jobs.enqueue(tx, DELIVER_QUEUE, { deliveryId });
    }
  });
}

interface Row {
  webhook_id: string;
  event_id: string;
  kind: string;
  body: string;
  state: WebhookDeliveryState;
  attempts: number;
  url: string;
  secret_sealed: string;
  removed_at: number | null;
}

/** One try. What was delivered or given up meanwhile is left alone. */
export async function deliverWebhook(
  env: Env & { readonly webhooks: WebhookSender },
  deliveryId: string,
): Promise<void> {
  const rows = await env.db.query<Row>(
    `SELECT d.webhook_id, d.event_id, d.kind, d.body, d.state, d.attempts, w.url, w.secret_sealed, w.removed_at
       FROM openplatform.webhook_delivery d JOIN openplatform.webhook w USING (webhook_id) WHERE d.delivery_id = $1`,
    [deliveryId],
  );
  const row = rows[0];
  if (row === undefined || (row.state !== 'pending' && row.state !== 'failed')) return;
  const answer = row.removed_at === null ? await sendSigned(env, row) : undefined;
  const tryNo = row.attempts + 1;
  const status = answer?.kind === 'answered' ? answer.status : undefined;
  const reason = answer === undefined ? 'removed' : answer.kind === 'unknown' ? answer.reason : null;
  const decision = answer === undefined ? { event: 'drop' as const } : decideDelivery({ tryNo, status });
  const next = step(webhookDeliveryMachine, row.state, decision.event) ?? row.state;
  await withTx(env, async (tx) => {
    const moved = await tx.execute(
      `UPDATE openplatform.webhook_delivery SET state = $4, attempts = $5, last_status = $6, last_reason = $7, delivered_at = $8
        WHERE delivery_id = $1 AND state = $2 AND attempts = $3`,
      [
        deliveryId,
        row.state,
        row.attempts,
        next,
        tryNo,
        status ?? null,
        reason,
        next === 'delivered' ? at(env.clock.now()) : null,
      ],
    );
    if (moved === 1 && decision.event === 'not_accepted') await tryAgain(env, tx, deliveryId, decision.retryAfterMs);
  });
}

const tryAgain = (env: Env, tx: Tx, deliveryId: string, afterMs: number): Promise<void> =>
  scheduleDue(tx, {
    kind: DELIVER_QUEUE,
    key: deliveryId,
    at: instant(env.clock.now() + afterMs),
    data: { deliveryId },
  });

function sendSigned(env: Env & { readonly webhooks: WebhookSender }, row: Row): ReturnType<WebhookSender['send']> {
  const secret = env.crypto.open(`webhook:${row.webhook_id}`, row.secret_sealed);
  const second = Math.floor(env.wall.now() / 1_000); // receivers compare it with their own watch
  return env.webhooks.send({
    url: row.url,
    body: row.body,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'kaitong-event': row.kind,
      'kaitong-event-id': row.event_id,
      'kaitong-signature': signWebhook({ secret, second, body: row.body }),
    },
  });
}

export interface WebhookDelivery {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly partner: string;
  readonly url: string;
  readonly eventId: string;
  readonly kind: string;
  readonly state: WebhookDeliveryState;
  readonly attempts: number;
  readonly lastStatus: number | undefined;
  readonly lastReason: string | undefined;
  readonly createdAt: InstantMs;
}

/** The newest deliveries of a partner, or of all partners. */
export async function listDeliveries(sql: Sql, partner: string | undefined): Promise<WebhookDelivery[]> {
  const rows = await sql.query<{
    delivery_id: string;
    webhook_id: string;
    partner: string;
    url: string;
    event_id: string;
    kind: string;
    state: WebhookDeliveryState;
    attempts: number;
    last_status: number | null;
    last_reason: string | null;
    created_at: number;
  }>(
    `SELECT d.delivery_id, d.webhook_id, d.partner, w.url, d.event_id, d.kind, d.state, d.attempts, d.last_status, d.last_reason, d.created_at
       FROM openplatform.webhook_delivery d JOIN openplatform.webhook w USING (webhook_id)
      WHERE ($1::text IS NULL OR d.partner = $1) ORDER BY d.delivery_id DESC LIMIT ${DELIVERIES_LISTED_MAX}`,
    [partner ?? null],
  );
  return rows.map((row) => ({
    deliveryId: row.delivery_id,
    webhookId: row.webhook_id,
    partner: row.partner,
    url: row.url,
    eventId: row.event_id,
    kind: row.kind,
    state: row.state,
    attempts: row.attempts,
    lastStatus: row.last_status ?? undefined,
    lastReason: row.last_reason ?? undefined,
    createdAt: instant(row.created_at),
  }));
}

/** Sends one again from the beginning, under the same event id. Without a partner: whosever it is, as an operator may. */
export async function replayDelivery(
  env: Env,
  key: { partner: string | undefined; deliveryId: string },
): Promise<Outcome<true, Refusal<'partner.delivery_unknown' | 'partner.delivery_waiting'>>> {
  const rows = await env.db.query<{ state: WebhookDeliveryState }>(
    'SELECT state FROM openplatform.webhook_delivery WHERE ($1::text IS NULL OR partner = $1) AND delivery_id = $2',
    [key.partner ?? null, key.deliveryId],
  );
  const state = rows[0]?.state;
  if (state === undefined) return refuse('partner.delivery_unknown');
  const next = state === 'pending' ? undefined : step(webhookDeliveryMachine, state, 'replay');
  if (next === undefined) return refuse('partner.delivery_waiting');
  return withTx(env, async (tx) => {
    const moved = await tx.execute(
      'UPDATE openplatform.webhook_delivery SET state = $3, attempts = 0 WHERE delivery_id = $1 AND state = $2',
      [key.deliveryId, state, next],
    );
    if (moved === 0) return refuse('partner.delivery_waiting');
    await cancelDue(tx, DELIVER_QUEUE, key.deliveryId);
    await env.jobs.enqueue(tx, DELIVER_QUEUE, { deliveryId: key.deliveryId });
    return accept(true as const);
  });
}
