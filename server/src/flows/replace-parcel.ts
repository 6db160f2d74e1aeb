import { later, MINUTE_MS } from '../kernel/instant.ts';
import { must } from '../kernel/assert.ts';
import { revokeCodes } from '../modules/activation/index.ts';
import { merchantOf, type Merchant } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import {
  createShipment,
  endReplacement,
  MAIN_PLACE,
  openReplacementOf,
  reserveReplacement,
  shipmentOf,
  swapDevice,
  terminalOf,
  type Replacement,
  type Shipment,
  type Terminal,
} from '../modules/terminals/index.ts';
import { scheduleDue } from '../platform/due.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

const AGAIN_MS = 10 * MINUTE_MS;

/**
 * A parcel was lost or refused: its code is dead, another device takes its place under the same terminal number and deposit, and a
 * new parcel goes out with a new code. Without stock it is tried again. Asked twice it does so once: the newest parcel is not this one.
 */
export async function replaceParcel(
  world: World,
  input: { merchantId: string; shipmentId: string },
): Promise<'replaced' | 'no_stock' | 'nothing_to_do'> {
  const failed = must(await shipmentOf(world.db, input.shipmentId), 'shipment');
  const newest = must(await shipmentOf(world.db, input.merchantId), 'shipment of the merchant');
  const ended = failed.state === 'lost' || failed.state === 'refused';
  if (!ended || newest.shipmentId !== failed.shipmentId) return 'nothing_to_do';
  const merchant = await merchantOf(world, input.merchantId);
  const terminal = must(await terminalOf(world.db, input.merchantId, failed.terminalId), 'terminal of a shipment');
  const replacing = await openReplacementOf(world.db, input.merchantId, failed.terminalId);
  if (replacing?.newSerial === failed.serialNo)
    return replaceReplacement(world, { failed, replacing, terminal, merchant });
  return withTx(world, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`parcel:${failed.terminalId}`]);
    const last = must(await shipmentOf(tx, input.merchantId), 'shipment of the merchant');
    if (last.shipmentId !== failed.shipmentId) return 'nothing_to_do';
    const { merchantId, terminalId } = failed;
    await revokeCodes(tx, { merchantId, terminalId });
    const swapped = await swapDevice(world, tx, { merchantId, terminalId, model: terminal.model });
    if (swapped.refused) {
      if (swapped.refusal.code !== 'terminals.out_of_stock') return 'nothing_to_do';
      return lookAgain(world, tx, failed);
    }
    const shipmentId = await createShipment(world, tx, { merchantId, terminalId, serialNo: swapped.value.serialNo });
    await world.jobs.enqueue(tx, 'order-courier', { merchantId, shipmentId });
    await tellReplaced(world, tx, { failed, merchant });
    return 'replaced';
  });
}

async function lookAgain(world: World, tx: Tx, { merchantId, shipmentId }: Shipment): Promise<'no_stock'> {
  const at = later(world.clock.now(), AGAIN_MS);
  await scheduleDue(tx, { kind: 'replace-parcel', key: shipmentId, at, data: { merchantId, shipmentId } });
  return 'no_stock';
}

const tellReplaced = (world: World, tx: Tx, of: { readonly failed: Shipment; readonly merchant: Merchant }) =>
  queueMessage(world, tx, {
    purpose: 'activation_code',
    phone: of.merchant.phone,
    text: smsTexts.parcelReplaced(of.failed.state === 'lost' ? 'lost' : 'refused'),
    subject: `merchant:${of.merchant.merchantId}`,
  });

/** Takes back a transaction that was begun too early. */
class NotNow extends Error {}

/** The parcel of a replacement will not arrive: the old device sells on, and another one is sent in the lost one's place. */
async function replaceReplacement(
  world: World,
  of: {
    readonly failed: Shipment;
    readonly replacing: Replacement;
    readonly terminal: Terminal;
    readonly merchant: Merchant;
  },
): Promise<'replaced' | 'no_stock' | 'nothing_to_do'> {
  const { failed, replacing, terminal } = of;
  const { merchantId, terminalId } = failed;
  try {
    await withTx(world, async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`parcel:${terminalId}`]);
      const now = await openReplacementOf(tx, merchantId, terminalId, 'for update');
      if (now?.replacementId !== replacing.replacementId) throw new NotNow('terminals.replace_not_now');
      await endReplacement(world, tx, now, 'failed');
      const reserved = await reserveReplacement(world, tx, {
        terminal,
        ticketId: now.ticketId,
        way: now.way,
        fault: now.fault,
        places: [MAIN_PLACE],
        by: 'machine',
      });
      if (reserved.refused) throw new NotNow(reserved.refusal.code);
      await revokeCodes(tx, { merchantId, terminalId });
      const serialNo = reserved.value.newSerial;
      const shipmentId = await createShipment(world, tx, { merchantId, terminalId, serialNo });
      await world.jobs.enqueue(tx, 'order-courier', { merchantId, shipmentId });
      await tellReplaced(world, tx, of);
    });
    return 'replaced';
  } catch (error) {
    if (!(error instanceof NotNow)) throw error;
    if (error.message !== 'terminals.out_of_stock') return 'nothing_to_do';
    return withTx(world, (tx) => lookAgain(world, tx, failed));
  }
}
