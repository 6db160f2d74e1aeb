import type { TicketKey } from '@kaitong/client/contract';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import { askMerchant, dispatchRepair, openRequest, replaceForTicket } from '../../../flows/after-sales.ts';
import type { World } from '../../../flows/ports.ts';
import { agents, standingOf } from '../../../modules/channels/index.ts';
import { merchantOf } from '../../../modules/merchants/index.ts';
import { phoneOf, sayInTicket, ticketOf } from '../../../modules/servicing/index.ts';
import { terminalByNo } from '../../../modules/terminals/index.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import type { Handlers } from '../context.ts';
import { ticketView } from '../ticket-view.ts';
import { logAccess } from './access-log.ts';
import { deskEvents } from './ticket-list.ts';

type Keys = Extract<TicketKey, `${string} /api/console/${string}`>;
const done = accept({ ok: true as const });

/** Who may act in a city today. */
async function agentsOf(world: World, region: string): Promise<{ agentId: string; name: string }[]> {
  const all = (await agents(world.db)).filter((one) => one.state === 'active');
  const may = await Promise.all(all.map(async (one) => !(await standingOf(world, one.agentId, region)).refused));
  return all.filter((_one, at) => may[at]).map(({ agentId, name }) => ({ agentId, name }));
}

export const deskTicketHandlers: Handlers<Keys> = {
  'POST /api/console/hotline/repairs': async ({ world, subjectId, input }) => {
    const { terminalNo, fault, words } = input.body;
    const terminal = await terminalByNo(world.db, terminalNo);
    if (terminal === undefined) return refuse('terminals.unknown');
    const opened = await openRequest(world, await merchantOf(world, terminal.merchantId), {
      kind: 'repair',
      words,
      by: subjectId,
      device: { serialNo: terminal.serialNo, fault },
    });
    return opened.refused ? opened : accept({ ticketId: opened.value.ticketId });
  },
  'GET /api/console/hotline/tickets/:ticketId': async ({ world, input }) => {
    const ticket = await ticketOf(world, input.params.ticketId);
    if (ticket === undefined) return refuse('servicing.ticket_unknown');
    const merchantId = ticket.merchantId ?? ticket.complaint?.merchantId;
    const merchant = merchantId === undefined ? undefined : await merchantOf(world, merchantId);
    const { merchantNo = '', name = '', region = '', address = '' } = merchant ?? {};
    return accept({
      ...(await ticketView(world, ticket)),
      phone: maskPhone(await phoneOf(world, world.db, ticket.ticketId)),
      ...(merchant === undefined ? {} : { merchant: { merchantNo, name, region, address } }),
      agents: merchant === undefined || ticket.device === undefined ? [] : await agentsOf(world, region),
      events: deskEvents(ticket.state),
    });
  },
  'POST /api/console/hotline/tickets/:ticketId/phone': async ({ world, subjectId, input }) => {
    const { ticketId } = input.params;
    if ((await ticketOf(world, ticketId)) === undefined) return refuse('servicing.ticket_unknown');
    await logAccess(world, { staffId: subjectId, what: 'ticket_phone', subject: ticketId });
    return accept({ phone: await phoneOf(world, world.db, ticketId) });
  },
  'POST /api/console/hotline/tickets/:ticketId/messages': async ({ world, subjectId, input }) => {
    const { ticketId } = input.params;
    const { words, ask } = input.body;
    const said = ask
      ? await askMerchant(world, { ticketId, words, by: subjectId })
      : await withTx(world, (tx) => sayInTicket(world, tx, { ticketId, side: 'us', author: subjectId, words }));
    return said.refused ? said : done;
  },
  'POST /api/console/hotline/tickets/:ticketId/dispatch': async ({ world, subjectId, input }) => {
    const sent = await dispatchRepair(world, { ...input.params, agentId: input.body.agentId, by: subjectId });
    return sent.refused ? sent : done;
  },
  'POST /api/console/hotline/tickets/:ticketId/replacement': async ({ world, subjectId, input }) => {
    const replaced = await replaceForTicket(world, { ...input.params, by: subjectId });
    return replaced.refused ? replaced : accept({ serialNo: replaced.value.newSerial });
  },
};
