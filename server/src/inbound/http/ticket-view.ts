import type { Answer } from '@kaitong/client';
import { must } from '../../kernel/assert.ts';
import { instant, isoText, parseIso } from '../../kernel/instant.ts';
import { replacementOf } from '../../flows/mend-on-site.ts';
import type { World } from '../../flows/ports.ts';
import { transactionOf } from '../../modules/switching/index.ts';
import { agentOf } from '../../modules/channels/index.ts';
import type { WholeTicket } from '../../modules/servicing/index.ts';
import { terminalOf, type Replacement } from '../../modules/terminals/index.ts';
import { staffNames } from './console/staff-names.ts';

type View = Omit<Answer<'GET /api/merchant/tickets/:ticketId'>, 'reopenUntil'>;

export const replacementView = ({ oldSerial, newSerial, way, state }: Replacement) => ({
  oldSerial,
  newSerial,
  way,
  state,
});

/** Pure. What of a cardholder's complaint its merchant sees: that there is one, and what was said to it since it was asked. */
export function asMerchantSees(ticket: WholeTicket): WholeTicket {
  const since = ticket.complaint?.forwardedAt;
  if (ticket.complaint === undefined) return ticket;
  return {
    ...ticket,
    words: '',
    answer: undefined,
    messages: ticket.messages.filter(
      (one) => one.side !== 'cardholder' && since !== undefined && parseIso(one.at) >= since,
    ),
  };
}

async function complaintView(world: World, { complaint }: WholeTicket): Promise<View['complaint']> {
  if (complaint === undefined) return undefined;
  const { merchantId, transactionId, reason, forwardedAt } = complaint;
  const sale = must(await transactionOf(world.db, merchantId, transactionId), 'sale of a complaint');
  return {
    reason,
    transactionId,
    rrn: sale.rrn,
    amountFen: sale.amount.toString(),
    soldAt: isoText(sale.createdAt),
    forwarded: forwardedAt !== undefined,
  };
}

/** A ticket as both sides see it: the clock and the talk are the same for both. */
export async function ticketView(world: World, ticket: WholeTicket): Promise<View> {
  const { merchantId, device, dispatch, messages } = ticket;
  const terminal =
    device === undefined || merchantId === undefined
      ? undefined
      : await terminalOf(world.db, merchantId, device.terminalId);
  const agent = dispatch === undefined ? undefined : await agentOf(world.db, dispatch.agentId);
  const replacement = await replacementOf(world, ticket);
  const complaint = await complaintView(world, ticket);
  const nameOf = await staffNames(
    world,
    messages.filter((one) => one.side === 'us' || one.side === 'agent').map((one) => one.author),
  );
  const ended = ticket.state === 'resolved' || ticket.state === 'closed';
  return {
    ticketId: ticket.ticketId,
    kind: ticket.kind,
    state: ticket.state,
    words: ticket.words,
    ...(ticket.answer === undefined ? {} : { answer: ticket.answer }),
    openedAt: ticket.openedAt,
    dueAt: isoText(instant(ticket.dueAt)),
    overdue: !ended && ticket.dueAt < world.clock.now(),
    ...(device === undefined
      ? {}
      : { device: { serialNo: device.serialNo, terminalNo: terminal?.terminalNo ?? '', fault: device.fault } }),
    ...(complaint === undefined ? {} : { complaint }),
    ...(agent === undefined || dispatch === undefined
      ? {}
      : { agent: { name: agent.name, phone: agent.phone, state: dispatch.state } }),
    ...(replacement === undefined ? {} : { replacement: replacementView(replacement) }),
    messages: messages.map(({ side, author, words, at }) => ({
      side,
      name: side === 'us' || side === 'agent' ? nameOf(author) : '',
      words,
      at,
    })),
    ...(ticket.rating === undefined ? {} : { rating: ticket.rating }),
  };
}
