import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import { TO_STRANGERS } from './queue-message.ts';

export type SmsAnswer =
  | { readonly kind: 'accepted'; readonly reference: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Nothing came back: the message may or may not be on its way. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** The SMS centre, as this module needs it. */
export interface SmsCentre {
  submit(message: { readonly phone: string; readonly text: string; readonly messageId: string }): Promise<SmsAnswer>;
}

/**
 * Hands one waiting message to the centre. A message already handed over is left alone, so a repeated job sends nothing twice;
 * silence throws and the queue tries again (the same text twice on a phone is the lesser evil).
 */
export async function sendMessage(env: Env & { readonly sms: SmsCentre }, messageId: string): Promise<void> {
  const rows = await env.db.query<{ phone_sealed: string; text_sealed: string }>(
    `SELECT phone_sealed, text_sealed FROM notifications.message WHERE message_id = $1 AND state = 'waiting'`,
    [messageId],
  );
  const row = rows[0];
  if (row === undefined) return;
  const answer = await env.sms.submit({
    messageId,
    phone: env.crypto.open(`message:${messageId}:phone`, row.phone_sealed),
    text: env.crypto.open(`message:${messageId}:text`, row.text_sealed),
  });
  if (answer.kind === 'unknown') throw new Error(`SMS centre gave no answer: ${answer.reason}`);
  await withTx(env, async (tx) => {
    const accepted = answer.kind === 'accepted';
    await tx.execute(
      `UPDATE notifications.message SET state = $2, centre_reference = $3, reason = $4, sent_at = $5,
              text_sealed = CASE WHEN $2 = 'failed' AND purpose = ANY ($6) THEN NULL ELSE text_sealed END,
              phone_sealed = CASE WHEN $2 = 'failed' AND purpose = ANY ($6) THEN NULL ELSE phone_sealed END
        WHERE message_id = $1 AND state = 'waiting'`,
      [
        messageId,
        accepted ? 'sent' : 'failed',
        accepted ? answer.reference : null,
        accepted ? null : answer.reason,
        at(env.clock.now()),
        TO_STRANGERS,
      ],
    );
    await env.jobs.emit(tx, { kind: 'message.changed', audience: ['console'], payload: { messageId } });
  });
}
