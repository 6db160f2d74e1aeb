import type { Answer } from '@kaitong/client';
import { instant, isoText } from '../../kernel/instant.ts';
import { replacementOf } from '../../flows/mend-on-site.ts';
import type { World } from '../../flows/ports.ts';
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

/** A ticket as both sides see it: the clock and the talk are the same for both. */
export async function ticketView(world: World, ticket: WholeTicket): Promise<View> {
  const { merchantId, device, dispatch, messages } = ticket;
  const terminal =
    device === undefined || merchantId === undefined
      ? undefined
      : await terminalOf(world.db, merchantId, device.terminalId);
  const agent = dispatch === undefined ? undefined : await agentOf(world.db, dispatch.agentId);
  const replacement = await replacementOf(world, ticket);
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
