/** A device goes back: the courier fetches it under a label that the merchant shows, or it is handed in at an agent or an outlet. */
import { must } from '../kernel/assert.ts';
import type { Outcome, Refusal } from '../kernel/outcome.ts';
import { merchantOf, type Merchant } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { askForLabel, ensurePlace, handInDevice, returnOf, type DeviceReturn } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** Where what goes back is sent to. */
export async function warehouseOf(world: World): Promise<{ receiver: string; phone: string; address: string }> {
  const policy = await policyToday(world);
  return {
    receiver: policy.text('return.receiver'),
    phone: policy.text('return.phone'),
    address: policy.text('return.address'),
  };
}

/** Where the courier fetches what goes back. */
export const senderOf = (merchant: Merchant): { sender: string; phone: string; address: string } => ({
  sender: merchant.principalName,
  phone: merchant.phone,
  address: merchant.address,
});

/** A job: the courier makes the label, and the merchant hears its number. Asked twice it does so once. */
export async function orderCollection(world: World, returnId: string): Promise<void> {
  const { merchantId } = must(await returnOf(world.db, returnId), 'return');
  const merchant = await merchantOf(world, merchantId);
  const labelled = await askForLabel(world, { returnId, ...senderOf(merchant), to: await warehouseOf(world) });
  if (labelled === undefined) return;
  await withTx(world, (tx) =>
    queueMessage(world, tx, {
      purpose: 'repair',
      phone: merchant.phone,
      subject: `merchant:${merchantId}`,
      text: smsTexts.returnLabel({
        serialTail: labelled.serialNo.slice(-4),
        courier: labelled.courier ?? '',
        waybillNo: labelled.waybillNo ?? '',
      }),
    }),
  );
}

/** What came back is told to who gave it: nobody has to ask whether it arrived. */
export async function tellArrived(world: World, returnId: string): Promise<void> {
  const { merchantId, serialNo } = must(await returnOf(world.db, returnId), 'return');
  const { phone } = await merchantOf(world, merchantId);
  await withTx(world, (tx) =>
    queueMessage(world, tx, {
      purpose: 'repair',
      phone,
      subject: `merchant:${merchantId}`,
      text: smsTexts.returnArrived({ serialTail: serialNo.slice(-4) }),
    }),
  );
}

/** Somebody of an agent or an outlet takes the device in: it stands at their place from now on. */
export async function takeIn(
  world: World,
  input: {
    readonly serialNo: string;
    readonly at: { readonly kind: 'outlet' | 'agent'; readonly ownerId: string; readonly name: string };
    readonly by: string;
  },
): Promise<Outcome<DeviceReturn, Refusal<'terminals.return_unknown' | 'terminals.return_elsewhere'>>> {
  return withTx(world, async (tx) => {
    const placeId = await ensurePlace(world, tx, input.at);
    return handInDevice(world, tx, { serialNo: input.serialNo, placeId, by: input.by });
  });
}
