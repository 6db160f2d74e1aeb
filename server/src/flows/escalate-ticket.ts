import { escalateTicket } from '../modules/servicing/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** The time in which a ticket had to be answered is over: whoever is on duty gets a message, once. Its page says so by itself. */
export async function escalateLateTicket(world: World, ticketId: string): Promise<void> {
  const { dutyPhone } = world.site;
  await withTx(world, async (tx) => {
    if (!(await escalateTicket(world, tx, ticketId)) || dutyPhone === undefined) return;
    const text = smsTexts.dutyTicketLate(ticketId);
    await queueMessage(world, tx, { purpose: 'duty', phone: dutyPhone, text, subject: `ticket:${ticketId}` });
  });
}
