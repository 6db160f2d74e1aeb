/** An agent is at the merchant's: swaps from its own shelf, and takes the old device along. */
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { agentOf } from '../modules/channels/index.ts';
import {
  answerTicket,
  sayInTicket,
  stepDispatch,
  ticketOf,
  type DispatchRefusal,
  type WholeTicket,
} from '../modules/servicing/index.ts';
import {
  ensurePlace,
  handInDevice,
  orderReturn,
  replacementsOf,
  type Replacement,
  type ReplaceRefusal,
} from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { replaceOnSite } from './replace-device.ts';

type OnSite = WholeTicket & { readonly merchantId: string; readonly device: NonNullable<WholeTicket['device']> };
type OnSiteRefusal = Refusal<'servicing.ticket_unknown' | 'servicing.dispatch_elsewhere'>;

/** A ticket that this agent stands in front of. */
async function onSite(
  world: World,
  of: { readonly ticketId: string; readonly agentId: string },
): Promise<Outcome<OnSite, OnSiteRefusal>> {
  const ticket = await ticketOf(world, of.ticketId);
  const { merchantId, device, dispatch } = ticket ?? {};
  if (ticket === undefined || merchantId === undefined || device === undefined)
    return refuse('servicing.ticket_unknown');
  if (dispatch?.agentId !== of.agentId) return refuse('servicing.ticket_unknown');
  if (dispatch.state !== 'on_site') return refuse('servicing.dispatch_elsewhere', { state: dispatch.state });
  return accept({ ...ticket, merchantId, device });
}

/** The newest replacement that was made for a ticket. */
export async function replacementOf(world: World, ticket: WholeTicket): Promise<Replacement | undefined> {
  const { merchantId, device, ticketId } = ticket;
  if (merchantId === undefined || device === undefined) return undefined;
  const all = await replacementsOf(world.db, merchantId, device.terminalId);
  return all.find((one) => one.ticketId === ticketId);
}

export async function swapOnSite(
  world: World,
  input: { readonly ticketId: string; readonly agentId: string; readonly serialNo: string; readonly by: string },
): Promise<Outcome<Replacement, OnSiteRefusal | ReplaceRefusal | Refusal<'terminals.unknown'>>> {
  const found = await onSite(world, input);
  if (found.refused) return found;
  const { merchantId, device } = found.value;
  return replaceOnSite(world, { ...input, merchantId, terminalId: device.terminalId, fault: device.fault });
}

/** Done: the ticket is resolved with what the agent says, and a device that was replaced stands on the agent's shelf. */
export async function finishOnSite(
  world: World,
  input: { readonly ticketId: string; readonly agentId: string; readonly words: string; readonly by: string },
): Promise<
  Outcome<
    { readonly takenSerial: string | undefined },
    OnSiteRefusal | DispatchRefusal | Refusal<'servicing.replacement_unfinished'>
  >
> {
  const found = await onSite(world, input);
  if (found.refused) return found;
  const { merchantId, device, ticketId } = found.value;
  const replacement = await replacementOf(world, found.value);
  if (replacement !== undefined && ['reserved', 'taken_over'].includes(replacement.state))
    return refuse('servicing.replacement_unfinished');
  const agent = await agentOf(world.db, input.agentId);
  const old = replacement?.state === 'done' && replacement.fault !== 'lost' ? replacement.oldSerial : undefined;
  return withTx(world, async (tx) => {
    const moved = await stepDispatch(world, tx, { ...input, event: 'finish' });
    if (moved.refused) return moved;
    // where the desk has ended the ticket meanwhile, the work on site is done all the same
    await sayInTicket(world, tx, { ticketId, side: 'agent', author: input.by, words: input.words });
    await answerTicket(world, tx, input);
    if (old === undefined) return accept({ takenSerial: undefined });
    const back = {
      merchantId,
      terminalId: device.terminalId,
      serialNo: old,
      reason: 'replaced',
      by: input.by,
    } as const;
    const ordered = await orderReturn(world, tx, back);
    if (ordered.refused) return accept({ takenSerial: undefined }); // it was found lost, or went back another way
    const placeId = await ensurePlace(world, tx, { kind: 'agent', ownerId: input.agentId, name: agent?.name ?? '' });
    await handInDevice(world, tx, { serialNo: old, placeId, by: input.by });
    return accept({ takenSerial: old });
  });
}
