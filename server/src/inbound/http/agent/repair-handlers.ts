import type { Answer } from '@kaitong/client';
import type { TicketKey } from '@kaitong/client/contract';
import { instant, isoText } from '../../../kernel/instant.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import { accept } from '../../../kernel/outcome.ts';
import { finishOnSite, replacementOf, swapOnSite } from '../../../flows/mend-on-site.ts';
import type { World } from '../../../flows/ports.ts';
import { merchantOf } from '../../../modules/merchants/index.ts';
import { stepDispatch, ticketOf, ticketsOfAgent } from '../../../modules/servicing/index.ts';
import { findDevices, placeOfOwner, terminalOf } from '../../../modules/terminals/index.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import type { Handlers } from '../context.ts';
import { putDownDevice, takeUp } from '../demo/put-down.ts';
import { replacementView } from '../ticket-view.ts';
import { agentIdOf } from './own-agent.ts';

type Keys = Extract<TicketKey, `${string} /api/agent/${string}`>;
type Row = Answer<'GET /api/agent/repairs'>['rows'][number];
const done = accept({ ok: true as const });

async function repairRow(world: World, ticketId: string): Promise<Row[]> {
  const ticket = await ticketOf(world, ticketId);
  if (ticket?.merchantId === undefined || ticket.device === undefined || ticket.dispatch === undefined) return [];
  const merchant = await merchantOf(world, ticket.merchantId);
  const terminal = await terminalOf(world.db, ticket.merchantId, ticket.device.terminalId);
  const replacement = await replacementOf(world, ticket);
  const { state } = ticket.dispatch;
  const near = state === 'accepted' || state === 'on_site';
  return [
    {
      ticketId,
      state,
      merchantName: merchant.name,
      phone: near ? merchant.phone : maskPhone(merchant.phone),
      address: merchant.address,
      serialNo: ticket.device.serialNo,
      terminalNo: terminal?.terminalNo ?? '',
      model: terminal?.model ?? '',
      fault: ticket.device.fault,
      words: ticket.words,
      dueAt: isoText(instant(ticket.dueAt)),
      ...(replacement === undefined ? {} : { replacement: replacementView(replacement) }),
    },
  ];
}

export const agentRepairHandlers: Handlers<Keys> = {
  'GET /api/agent/repairs': async ({ world, subjectId }) => {
    const agentId = await agentIdOf(world, subjectId);
    const rows = await Promise.all((await ticketsOfAgent(world.db, agentId)).map((one) => repairRow(world, one)));
    const place = await placeOfOwner(world.db, 'agent', agentId);
    const shelf = place === undefined ? [] : await findDevices(world.db, { state: 'in_stock', placeId: place });
    return accept({
      rows: rows.flat(),
      inHand: shelf.filter((one) => !one.onTransfer).map(({ serialNo, model }) => ({ serialNo, model })),
    });
  },
  'POST /api/agent/repairs/:ticketId/swap': async ({ world, site, subjectId, input }) => {
    const agentId = await agentIdOf(world, subjectId);
    const { serialNo } = input.body;
    const swapped = await swapOnSite(world, { ...input.params, agentId, serialNo, by: subjectId });
    if (swapped.refused) return swapped;
    await putDownDevice(world, site.demo, serialNo);
    return done;
  },
  'POST /api/agent/repairs/:ticketId/done': async ({ world, site, subjectId, input }) => {
    const agentId = await agentIdOf(world, subjectId);
    const ended = await finishOnSite(world, { ...input.params, agentId, words: input.body.words, by: subjectId });
    if (ended.refused) return ended;
    if (ended.value.takenSerial !== undefined) await takeUp(world, site.demo, ended.value.takenSerial);
    return done;
  },
  'POST /api/agent/repairs/:ticketId/:event': async ({ world, subjectId, input }) => {
    const agentId = await agentIdOf(world, subjectId);
    const moved = await withTx(world, (tx) => stepDispatch(world, tx, { ...input.params, agentId, by: subjectId }));
    return moved.refused ? moved : done;
  },
};
