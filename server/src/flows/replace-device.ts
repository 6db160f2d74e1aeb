/** 换机: another device takes a terminal over, by parcel or from the hands of an agent; the old one goes back. */
import { refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { issueActivationCode, startCodeLife } from '../modules/activation/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { answerTicket } from '../modules/servicing/index.ts';
import {
  createShipment,
  deviceOf,
  finishReplacement,
  MAIN_PLACE,
  noteGiven,
  openReplacementOf,
  orderReturn,
  placeOfOwner,
  replacementsOf,
  reserveReplacement,
  terminalOf,
  type DeviceFault,
  type Replacement,
  type ReplaceRefusal,
} from '../modules/terminals/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

export interface Replacing {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly ticketId: string | undefined;
  readonly fault: DeviceFault;
  readonly by: string;
}

/** A device leaves the warehouse for the merchant; its code goes out with the waybill, and the old one sells until that is typed in. */
export async function replaceByCourier(
  world: World,
  input: Replacing,
): Promise<Outcome<Replacement, ReplaceRefusal | Refusal<'terminals.unknown'>>> {
  const { merchantId, terminalId } = input;
  const terminal = await terminalOf(world.db, merchantId, terminalId);
  if (terminal === undefined) return refuse('terminals.unknown');
  return withTx(world, async (tx) => {
    const reserved = await reserveReplacement(world, tx, { ...input, terminal, way: 'courier', places: [MAIN_PLACE] });
    if (reserved.refused) return reserved;
    const { newSerial } = reserved.value;
    const shipmentId = await createShipment(world, tx, { merchantId, terminalId, serialNo: newSerial });
    await world.jobs.enqueue(tx, 'order-courier', { merchantId, shipmentId });
    return reserved;
  });
}

/** An agent on site gives the merchant a device of its own shelf: the code goes to the merchant's own phone. */
export async function replaceOnSite(
  world: World,
  input: Replacing & { readonly agentId: string; readonly serialNo: string },
): Promise<Outcome<Replacement, ReplaceRefusal | Refusal<'terminals.unknown'>>> {
  const { merchantId, terminalId, serialNo } = input;
  const terminal = await terminalOf(world.db, merchantId, terminalId);
  if (terminal === undefined) return refuse('terminals.unknown');
  const place = await placeOfOwner(world.db, 'agent', input.agentId);
  if (place === undefined) return refuse('terminals.device_not_here', { serials: [serialNo] });
  const { phone } = await merchantOf(world, merchantId);
  const days = (await policyToday(world)).number('activation.code_days');
  return withTx(world, async (tx) => {
    const reserved = await reserveReplacement(world, tx, { ...input, terminal, way: 'agent', places: [place] });
    if (reserved.refused) return reserved;
    await noteGiven(world, tx, serialNo);
    await issueActivationCode(world, tx, {
      merchantId,
      terminalId,
      serialNo,
      send: (code) =>
        queueMessage(world, tx, {
          purpose: 'activation_code',
          phone,
          subject: `merchant:${merchantId}`,
          text: smsTexts.replacementGiven({ code, serialTail: serialNo.slice(-4), days }),
        }),
    });
    await startCodeLife(world, tx, { merchantId, terminalId, days });
    return reserved;
  });
}

/** A job after each activation: where it was that of a new device, the old one is ordered back. Asked twice it does so once. */
export async function endReplacing(
  world: World,
  of: { readonly merchantId: string; readonly terminalId: string },
): Promise<void> {
  if ((await openReplacementOf(world.db, of.merchantId, of.terminalId)) === undefined) return;
  const { phone } = await merchantOf(world, of.merchantId);
  await withTx(world, async (tx) => {
    const done = await finishReplacement(world, tx, of);
    if (done === undefined) return;
    const { oldSerial, newSerial, fault, way, ticketId } = done;
    await queueMessage(world, tx, {
      purpose: 'repair',
      phone,
      subject: `merchant:${of.merchantId}`,
      text: smsTexts.replaced({
        oldTail: oldSerial.slice(-4),
        newTail: newSerial.slice(-4),
        back: fault === 'lost' ? 'no' : way,
      }),
    });
    if (way === 'courier' && ticketId !== undefined) await resolve(world, tx, { ticketId, newSerial });
    // an agent takes it along when the work on site is done
    if (fault === 'lost' || way === 'agent') return;
    // and whatever broke before it, on the way to this one
    const olds = (await replacementsOf(tx, of.merchantId, of.terminalId)).filter((one) => one.fault !== 'lost');
    for (const serialNo of new Set(
      olds.filter((one) => ['done', 'failed'].includes(one.state)).map((one) => one.oldSerial),
    ))
      if ((await deviceOf(tx, serialNo))?.state === 'faulty')
        await orderReturn(world, tx, { ...of, serialNo, reason: 'replaced', by: 'machine' });
  });
}

/** The ticket that asked for it is resolved by itself; one that somebody has ended already stays as it is. */
async function resolve(
  world: World,
  tx: Tx,
  of: { readonly ticketId: string; readonly newSerial: string },
): Promise<void> {
  const words = `新机（序列号尾号${of.newSerial.slice(-4)}）已启用，终端号和押金不变。`;
  await answerTicket(world, tx, { ticketId: of.ticketId, words, by: 'machine' });
}
