import { later, MINUTE_MS } from '../kernel/instant.ts';
import { must } from '../kernel/assert.ts';
import { revokeCodes } from '../modules/activation/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { createShipment, shipmentOf, swapDevice, terminalOf } from '../modules/terminals/index.ts';
import { scheduleDue } from '../platform/due.ts';
import { withTx } from '../platform/postgres/database.ts';
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
  return withTx(world, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`parcel:${failed.terminalId}`]);
    const last = must(await shipmentOf(tx, input.merchantId), 'shipment of the merchant');
    if (last.shipmentId !== failed.shipmentId) return 'nothing_to_do';
    const { merchantId, terminalId } = failed;
    await revokeCodes(tx, { merchantId, terminalId });
    const swapped = await swapDevice(world, tx, { merchantId, terminalId, model: terminal.model });
    if (swapped.refused) {
      if (swapped.refusal.code !== 'terminals.out_of_stock') return 'nothing_to_do';
      const at = later(world.clock.now(), AGAIN_MS);
      await scheduleDue(tx, { kind: 'replace-parcel', key: failed.shipmentId, at, data: { ...input } });
      return 'no_stock';
    }
    const shipmentId = await createShipment(world, tx, { merchantId, terminalId, serialNo: swapped.value.serialNo });
    await world.jobs.enqueue(tx, 'order-courier', { merchantId, shipmentId });
    await queueMessage(world, tx, {
      purpose: 'activation_code',
      phone: merchant.phone,
      text: smsTexts.parcelReplaced(failed.state === 'lost' ? 'lost' : 'refused'),
      subject: `merchant:${merchantId}`,
    });
    return 'replaced';
  });
}
