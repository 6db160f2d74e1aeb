import { dateInShanghai } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { issueActivationCode, startCodeLife } from '../modules/activation/index.ts';
import { readPolicy } from '../modules/catalogue/index.ts';
import { merchantByApplicant } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { recordHandover, sendInstead, shipmentOf, type Shipment } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { stopIfListed } from './stop-listed.ts';
import { smsTexts } from './texts.ts';

export type HandoverRefusal = Refusal<'channels.handover_not_now'>;

async function waiting(world: World, applicantId: string) {
  const merchant = await merchantByApplicant(world, applicantId);
  const shipment = merchant === undefined ? undefined : await shipmentOf(world.db, merchant.merchantId);
  return merchant === undefined || shipment?.state !== 'awaiting_handover' ? undefined : { merchant, shipment };
}

/**
 * A bank or an agent has given the device to the merchant: the code is made now, for this serial number, and its life begins.
 * It goes to the merchant's own phone; whoever hands the device over never sees it.
 */
export async function handOverDevice(world: World, applicantId: string): Promise<Outcome<Shipment, HandoverRefusal>> {
  const found = await waiting(world, applicantId);
  if (found === undefined) return refuse('channels.handover_not_now');
  const { merchant, shipment } = found;
  if (await stopIfListed(world, merchant.merchantId)) return refuse('channels.handover_not_now');
  const { merchantId, terminalId, serialNo } = shipment;
  const days = (await readPolicy(world.db, dateInShanghai(world.clock.now()))).number('activation.code_days');
  return withTx(world, async (tx) => {
    if (!(await recordHandover(tx, world, shipment))) return refuse('channels.handover_not_now');
    await issueActivationCode(world, tx, {
      merchantId,
      terminalId,
      serialNo,
      send: (code) =>
        queueMessage(world, tx, {
          purpose: 'activation_code',
          phone: merchant.phone,
          subject: `merchant:${merchantId}`,
          text: smsTexts.handedOver({ code, serialTail: serialNo.slice(-4), days }),
        }),
    });
    await startCodeLife(world, tx, { merchantId, terminalId, days });
    await world.jobs.emit(tx, {
      kind: 'shipment.moved',
      audience: [`merchant:${merchantId}`, 'console'],
      payload: { merchantId, shipmentId: shipment.shipmentId, state: 'delivered' },
    });
    return accept(shipment);
  });
}

/** The merchant would rather have it sent: the parcel goes the way of an online one. */
export async function sendByCourier(world: World, applicantId: string): Promise<Outcome<Shipment, HandoverRefusal>> {
  const found = await waiting(world, applicantId);
  if (found === undefined) return refuse('channels.handover_not_now');
  const { merchantId, shipmentId } = found.shipment;
  return withTx(world, async (tx) => {
    if (!(await sendInstead(tx, world, found.shipment))) return refuse('channels.handover_not_now');
    await world.jobs.enqueue(tx, 'order-courier', { merchantId, shipmentId });
    return accept(found.shipment);
  });
}
