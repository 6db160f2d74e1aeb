import { applicationOf, currentApplication, revisionOf } from '../modules/applications/index.ts';
import { merchantOf, suspendMerchant } from '../modules/merchants/index.ts';
import { watchedNumbers } from '../modules/review/index.ts';
import { watchHits } from '../modules/risk/index.ts';
import { cancelShipment, shipmentOf } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';

/**
 * Approved, and on a watch list before the device has left: nothing is shipped, no code is made, the device goes back to stock.
 * Returns whether the merchant was stopped. Asked before a parcel is ordered and before a device is handed out.
 */
export async function stopIfListed(world: World, merchantId: string): Promise<boolean> {
  const merchant = await merchantOf(world, merchantId);
  const application = await currentApplication(world, merchant.applicantId);
  if (application === undefined || application.revisionNo === 0) return false;
  const { applicantId, applicationId, revisionNo } = await applicationOf(
    world,
    merchant.applicantId,
    application.applicationId,
  );
  const revision = await revisionOf(world, { applicantId, applicationId, revisionNo });
  const hits = await watchHits(world, watchedNumbers(revision));
  if (hits.length === 0) return false;
  const shipment = await shipmentOf(world.db, merchantId);
  await withTx(world, async (tx) => {
    await suspendMerchant(tx, { merchantId, reason: 'watchlist_hit' });
    if (shipment !== undefined) await cancelShipment(tx, world, shipment);
    await world.jobs.emit(tx, {
      kind: 'merchant.stopped',
      audience: [`merchant:${merchantId}`, 'console'],
      payload: { merchantId, reason: 'watchlist_hit' },
    });
  });
  return true;
}
