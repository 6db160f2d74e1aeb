import { maskPhone } from '../../../kernel/masks.ts';
import type { Env } from '../../../platform/env.ts';
import { noticeOf } from '../domain/notices.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';

export interface NewMessage {
  readonly purpose:
    | 'sign_in_code'
    | 'activation_code'
    | 'application_result'
    | 'review_late'
    | 'duty'
    | 'sign_filing'
    | 'payout'
    | 'code_locked'
    | 'filing'
    | 'recovery'
    | 'visit'
    | 'bind_account'
    | 'deposit'
    | 'risk'
    | 'late_reversal'
    | 'restriction'
    | 'document'
    | 'sim_fee'
    | 'reconciliation'
    | 'dispute'
    | 'ticket'
    | 'complaint'
    | 'receipt'
    | 'repair'
    | 'deregistration'
    | 'people'
    | 'security'
    | 'price';
  readonly phone: string;
  readonly text: string;
  /** Whom it is about, e.g. `applicant:apl_…`, for lists. */
  readonly subject: string;
}

export const SEND_QUEUE = 'send-message';
/** Messages to people whom we do not know: their number is forgotten with the text, whatever has become of the message. */
export const TO_STRANGERS: readonly NewMessage['purpose'][] = ['receipt'];
/** Somebody stands there and waits for these. */
const AWAITED: ReadonlySet<NewMessage['purpose']> = new Set([
  'sign_in_code',
  'filing',
  'recovery',
  'visit',
  'bind_account',
  'complaint',
]);

/** Queues a message inside the caller's transaction. Returns its id. */
export async function queueMessage(env: Env, tx: Tx, message: NewMessage): Promise<string> {
  const messageId = env.ids.next('msg');
  await tx.execute(
    `INSERT INTO notifications.message (message_id, purpose, phone_sealed, text_sealed, phone_masked, state, created_at, subject)
     VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7)`,
    [
      messageId,
      message.purpose,
      env.crypto.seal(`message:${messageId}:phone`, message.phone),
      env.crypto.seal(`message:${messageId}:text`, message.text),
      maskPhone(message.phone),
      at(env.clock.now()),
      message.subject,
    ],
  );
  const notice = noticeOf(message);
  if (notice !== undefined) {
    const noticeId = env.ids.next('ntc');
    await tx.execute(
      'INSERT INTO notifications.notice (subject, notice_id, at, purpose, text_sealed) VALUES ($1, $2, $3, $4, $5)',
      [message.subject, noticeId, at(env.clock.now()), message.purpose, env.crypto.seal(`notice:${noticeId}`, notice)],
    );
  }
  await env.jobs.enqueue(tx, SEND_QUEUE, { messageId }, { priority: AWAITED.has(message.purpose) ? 10 : 0 });
  return messageId;
}
