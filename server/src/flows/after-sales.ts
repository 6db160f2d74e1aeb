/** 售后工单: a merchant says what is wrong; a desk answers, sends an agent, or sends another device. */
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { DAY_MS, instant, later, type InstantMs } from '../kernel/instant.ts';
import { agentOf, standingOf, type StandingRefusal } from '../modules/channels/index.ts';
import { merchantOf, type Merchant } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import {
  forwardComplaint,
  openForMerchant,
  phoneOf,
  sayInTicket,
  sendAgent,
  stepTicket,
  ticketOf,
  type DispatchRefusal,
  type TalkRefusal,
  type WholeTicket,
} from '../modules/servicing/index.ts';
import { terminalsOf, type DeviceFault, type Replacement, type ReplaceRefusal } from '../modules/terminals/index.ts';
import { scheduleDue } from '../platform/due.ts';
import { withTx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { replaceByCourier } from './replace-device.ts';
import { smsTexts } from './texts.ts';

const DAYS = {
  question: 'servicing.ticket_days',
  complaint: 'servicing.complaint_days',
  repair: 'servicing.repair_days',
} as const;

export interface Request {
  readonly kind: keyof typeof DAYS;
  readonly words: string;
  readonly by: string;
  /** Of a repair: the serial number of the device, and what it still does. */
  readonly device: { readonly serialNo: string; readonly fault: DeviceFault } | undefined;
}

/** Opens a ticket of a merchant, whoever writes it down for them. */
export async function openRequest(
  world: World,
  merchant: Merchant,
  request: Request,
): Promise<Outcome<{ ticketId: string; dueAt: InstantMs }, Refusal<'terminals.unknown' | 'servicing.ticket_limit'>>> {
  const { merchantId } = merchant;
  const { device } = request;
  const terminal =
    device === undefined
      ? undefined
      : (await terminalsOf(world.db, merchantId)).find((one) => one.serialNo === device.serialNo);
  if (device !== undefined && (terminal === undefined || terminal.state === 'closed' || terminal.state === 'unbound'))
    return refuse('terminals.unknown');
  const days = (await policyToday(world)).number(DAYS[request.kind]);
  return withTx(world, (tx) =>
    openForMerchant(world, tx, {
      merchantId,
      kind: request.kind,
      about: request.kind === 'repair' ? 'device' : request.kind === 'complaint' ? 'complaint' : 'other',
      phone: merchant.phone,
      region: merchant.region,
      words: request.words,
      by: request.by,
      days,
      device:
        terminal === undefined || device === undefined
          ? undefined
          : { terminalId: terminal.terminalId, serialNo: device.serialNo, fault: device.fault },
    }),
  );
}

/** We need something of the merchant: the ticket waits for them, and they hear it by SMS. So a cardholder's complaint gets to its merchant. */
export async function askMerchant(
  world: World,
  input: { readonly ticketId: string; readonly words: string; readonly by: string },
): Promise<Outcome<true, TalkRefusal>> {
  const { ticketId, words } = input;
  const complaint = (await ticketOf(world, ticketId))?.complaint;
  const merchant = complaint === undefined ? undefined : await merchantOf(world, complaint.merchantId);
  return withTx(world, async (tx) => {
    // asked again while we wait, it is one more word and no step
    const moved = await stepTicket(world, tx, { ticketId, event: 'ask', by: input.by });
    if (moved.refused && moved.refusal.facts?.['state'] !== 'waiting_merchant') return moved;
    if (complaint !== undefined) await forwardComplaint(world, tx, { ...complaint, ticketId });
    const said = await sayInTicket(world, tx, { ...input, side: 'us', author: input.by });
    if (said.refused) return said;
    const text = merchant === undefined ? smsTexts.ticketAsks : smsTexts.complaintForwarded;
    await queueMessage(world, tx, {
      purpose: 'ticket',
      phone: merchant?.phone ?? (await phoneOf(world, tx, ticketId)),
      subject: `ticket:${ticketId}`,
      text: text({ ticketTail: ticketId.slice(-6), words }),
    });
    return accept(true);
  });
}

/** It is not resolved: the merchant takes it up again and says why. Possible until it is closed. */
export async function reopenRequest(
  world: World,
  input: { readonly ticketId: string; readonly words: string; readonly by: string },
): Promise<Outcome<true, TalkRefusal>> {
  return withTx(world, async (tx) => {
    const moved = await stepTicket(world, tx, { ...input, event: 'reopen' });
    if (moved.refused) return moved;
    await sayInTicket(world, tx, { ...input, side: 'merchant', author: input.by });
    return accept(true);
  });
}

/** A job: what was resolved may be taken up again for so many days, and is closed then. */
export async function planClosing(world: World, ticketId: string): Promise<void> {
  const ticket = await ticketOf(world, ticketId);
  if (ticket?.resolvedAt === undefined) return;
  const days = (await policyToday(world)).number('servicing.reopen_days');
  const at = later(instant(ticket.resolvedAt), days * DAY_MS);
  await withTx(world, (tx) => scheduleDue(tx, { kind: 'close-ticket', key: ticketId, at, data: { ticketId } }));
}

/** Closes a ticket whose days are over; one that was taken up again meanwhile goes on. */
export async function closeResolved(world: World, ticketId: string): Promise<void> {
  const ticket = await ticketOf(world, ticketId);
  const days = (await policyToday(world)).number('servicing.reopen_days');
  if (ticket?.state !== 'resolved' || ticket.resolvedAt === undefined) return;
  if (later(instant(ticket.resolvedAt), days * DAY_MS) > world.clock.now()) return;
  await withTx(world, (tx) => stepTicket(world, tx, { ticketId, event: 'close', by: 'machine' }));
}

/** The merchant of a repair that is not over. */
async function repairOf(
  world: World,
  ticketId: string,
): Promise<
  Outcome<
    { ticket: WholeTicket; merchant: Merchant; device: NonNullable<WholeTicket['device']> },
    Refusal<'servicing.ticket_unknown' | 'servicing.ticket_elsewhere'>
  >
> {
  const ticket = await ticketOf(world, ticketId);
  if (ticket?.merchantId === undefined || ticket.device === undefined) return refuse('servicing.ticket_unknown');
  if (ticket.state === 'resolved' || ticket.state === 'closed')
    return refuse('servicing.ticket_elsewhere', { state: ticket.state });
  return accept({ ticket, merchant: await merchantOf(world, ticket.merchantId), device: ticket.device });
}

/** Sends an agent that may act in the merchant's city; the merchant hears who comes, and that it costs nothing. */
export async function dispatchRepair(
  world: World,
  input: { readonly ticketId: string; readonly agentId: string; readonly by: string },
): Promise<Outcome<true, DispatchRefusal | StandingRefusal>> {
  const repair = await repairOf(world, input.ticketId);
  if (repair.refused) return repair;
  const { merchant } = repair.value;
  const standing = await standingOf(world, input.agentId, merchant.region);
  if (standing.refused) return standing;
  const agent = await agentOf(world.db, input.agentId);
  return withTx(world, async (tx) => {
    const sent = await sendAgent(world, tx, input);
    if (sent.refused) return sent;
    await queueMessage(world, tx, {
      purpose: 'ticket',
      phone: merchant.phone,
      subject: `ticket:${input.ticketId}`,
      text: smsTexts.agentSent({
        ticketTail: input.ticketId.slice(-6),
        agent: agent?.name ?? '',
        phone: agent?.phone ?? '',
      }),
    });
    return accept(true);
  });
}

/** Another device is sent by courier; the ticket is resolved by itself once that is active. */
export async function replaceForTicket(
  world: World,
  input: { readonly ticketId: string; readonly by: string },
): Promise<
  Outcome<
    Replacement,
    ReplaceRefusal | Refusal<'servicing.ticket_unknown' | 'servicing.ticket_elsewhere' | 'terminals.unknown'>
  >
> {
  const repair = await repairOf(world, input.ticketId);
  if (repair.refused) return repair;
  const { merchant, device, ticket } = repair.value;
  const replaced = await replaceByCourier(world, {
    merchantId: merchant.merchantId,
    terminalId: device.terminalId,
    ticketId: ticket.ticketId,
    fault: device.fault,
    by: input.by,
  });
  if (replaced.refused || ticket.state !== 'open') return replaced;
  await withTx(world, (tx) => stepTicket(world, tx, { ...input, event: 'take' }));
  return replaced;
}
