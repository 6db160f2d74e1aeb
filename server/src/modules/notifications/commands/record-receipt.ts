import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import { TO_STRANGERS } from './queue-message.ts';

export interface DeliveryReceipt {
  readonly reference: string;
  readonly delivered: boolean;
  readonly reason: string;
}

/**
 * What the handset said. The text is wiped at delivery: nobody can read an activation code out of our database afterwards. Of a message to
 * a stranger nothing is kept but how it ended.
 * @throws Error when the reference is not known yet (the receipt overtook our own note of sending); the queue tries again.
 */
export async function recordReceipt(env: Env, receipt: DeliveryReceipt): Promise<void> {
  await withTx(env, async (tx) => {
    const rows = await tx.query<{ message_id: string; subject: string }>(
      `UPDATE notifications.message
          SET state = CASE WHEN $2 THEN 'delivered' ELSE 'undelivered' END, reason = $3, settled_at = $4,
              text_sealed = CASE WHEN $2 OR purpose = ANY ($5) THEN NULL ELSE text_sealed END,
              phone_sealed = CASE WHEN purpose = ANY ($5) THEN NULL ELSE phone_sealed END
        WHERE centre_reference = $1 AND state IN ('sent', 'delivered', 'undelivered') RETURNING message_id, subject`,
      [
        receipt.reference,
        receipt.delivered,
        receipt.delivered ? null : receipt.reason,
        at(env.clock.now()),
        TO_STRANGERS,
      ],
    );
    const row = rows[0];
    if (row === undefined) throw new Error(`no message with reference ${receipt.reference} yet`);
    await env.jobs.emit(tx, {
      kind: 'message.changed',
      audience: ['console', row.subject],
      payload: { messageId: row.message_id },
    });
  });
}
