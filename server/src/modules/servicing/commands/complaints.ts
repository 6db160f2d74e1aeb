/** A cardholder complains about a sale: a ticket of kind complaint, which its merchant sees only once it has been asked. */
import { instant, type InstantMs } from '../../../kernel/instant.ts';
import { accept, type Outcome } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';
import { decideComplaint, type ComplaintReason, type ComplaintRefusal } from '../domain/decide-complaint.ts';
import { lockMerchant, writeTicket } from './tickets.ts';

export interface NewComplaint {
  readonly merchantId: string;
  readonly transactionId: string;
  readonly reason: ComplaintReason;
  readonly words: string;
  readonly phone: string;
  readonly region: string;
  /** Days until it has to be answered. */
  readonly days: number;
}

export const complainantHash = (env: Pick<Env, 'crypto'>, phone: string): string =>
  env.crypto.lookup('complaint-phone', phone);

/** Opens it; `fresh` is false where the same person has said it before and waits for the answer. */
export async function openComplaint(
  env: Env,
  tx: Tx,
  input: NewComplaint,
): Promise<Outcome<{ ticketId: string; dueAt: InstantMs; fresh: boolean }, ComplaintRefusal>> {
  const { merchantId, transactionId } = input;
  const phoneHash = complainantHash(env, input.phone);
  await lockMerchant(tx, merchantId); // two taps at once are one
  const open = await tx.query<{ ticket_id: string; merchant_id: string; transaction_id: string; phone_hash: string }>(
    `SELECT c.ticket_id, c.merchant_id, c.transaction_id, c.phone_hash FROM servicing.cardholder_complaint c JOIN servicing.ticket t USING (ticket_id)
      WHERE t.state NOT IN ('resolved', 'closed') AND ((c.merchant_id = $1 AND c.transaction_id = $2) OR c.phone_hash = $3)`,
    [merchantId, transactionId, phoneHash],
  );
  const ofSale = open.filter((row) => row.merchant_id === merchantId && row.transaction_id === transactionId);
  const decided = decideComplaint({
    same: ofSale.find((row) => row.phone_hash === phoneHash)?.ticket_id,
    openOfSale: ofSale.length,
    openOfPhone: open.filter((row) => row.phone_hash === phoneHash).length,
  });
  if (decided.refused) return decided;
  if ('again' in decided.value) {
    const { again } = decided.value;
    const rows = await tx.query<{ due_at: number }>('SELECT due_at FROM servicing.ticket WHERE ticket_id = $1', [
      again,
    ]);
    return accept({ ticketId: again, dueAt: instant(one(rows, 'ticket').due_at), fresh: false });
  }
  const written = await writeTicket(env, tx, { ...input, kind: 'complaint', about: 'complaint', by: 'cardholder' });
  await tx.execute(
    `INSERT INTO servicing.cardholder_complaint (merchant_id, ticket_id, transaction_id, reason, phone_hash) VALUES ($1, $2, $3, $4, $5)`,
    [merchantId, written.ticketId, transactionId, input.reason, phoneHash],
  );
  await env.jobs.emit(tx, {
    kind: 'ticket.moved',
    audience: ['console'],
    payload: { ticketId: written.ticketId, merchantId: null, event: 'open', state: 'open' },
  });
  return accept({ ...written, fresh: true });
}

/** From now on its merchant sees that there is a complaint and what we say about it; never the cardholder's words or number. */
export async function forwardComplaint(
  env: Env,
  tx: Tx,
  of: { readonly merchantId: string; readonly ticketId: string; readonly transactionId: string },
): Promise<void> {
  const { merchantId, ticketId, transactionId } = of;
  const now = at(env.clock.now());
  await tx.execute(
    `UPDATE servicing.cardholder_complaint SET forwarded_at = coalesce(forwarded_at, $3) WHERE merchant_id = $1 AND ticket_id = $2`,
    [merchantId, ticketId, now],
  );
  await tx.execute(
    `INSERT INTO servicing.ticket_subject (merchant_id, ticket_id, subject, transaction_id, figures) VALUES ($1, $2, $3, $4, '{}')
     ON CONFLICT (merchant_id, ticket_id) DO NOTHING`,
    [merchantId, ticketId, `complaint:${ticketId}`, transactionId],
  );
}
