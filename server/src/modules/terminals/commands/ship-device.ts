import { must } from '../../../kernel/assert.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { shipmentOf } from '../queries/terminal-of.ts';

export type ShipmentStep = 'collected' | 'in_transit' | 'delivered';

/** The courier company, as this module needs it. `reference` is ours; ordering it again returns the same waybill. */
export interface Courier {
  order(input: {
    reference: string;
    serialNo: string;
    model: string;
    receiver: string;
    phone: string;
    address: string;
  }): Promise<{ kind: 'accepted'; waybillNo: string; courier: string } | { kind: 'unknown'; reason: string }>;
}

export async function createShipment(
  env: Env,
  tx: Tx,
  input: { merchantId: string; terminalId: string; serialNo: string },
): Promise<string> {
  const shipmentId = env.ids.next('shp');
  await tx.execute(
    `INSERT INTO terminals.shipment (merchant_id, shipment_id, terminal_id, serial_no, state, created_at) VALUES ($1, $2, $3, $4, 'ordered', $5)`,
    [input.merchantId, shipmentId, input.terminalId, input.serialNo, at(env.clock.now())],
  );
  return shipmentId;
}

/** Hands the parcel to the courier. Silence throws, and the queue asks again under the same reference. */
export async function orderCourier(
  env: Env & { readonly courier: Courier },
  input: {
    merchantId: string;
    shipmentId: string;
    model: string;
    receiver: string;
    phone: string;
    address: string;
  },
): Promise<void> {
  const shipment = must(await shipmentOf(env.db, input.shipmentId), `shipment ${input.shipmentId}`);
  if (shipment.waybillNo !== undefined) return;
  const answer = await env.courier.order({
    reference: input.shipmentId,
    serialNo: shipment.serialNo,
    model: input.model,
    receiver: input.receiver,
    phone: input.phone,
    address: input.address,
  });
  if (answer.kind === 'unknown') throw new Error(`courier gave no answer: ${answer.reason}`);
  await withTx(env, async (tx) => {
    await tx.execute(
      'UPDATE terminals.shipment SET waybill_no = $3, courier = $4 WHERE merchant_id = $1 AND shipment_id = $2 AND waybill_no IS NULL',
      [input.merchantId, input.shipmentId, answer.waybillNo, answer.courier],
    );
    await tx.execute(
      `UPDATE terminals.device SET state = 'shipped', changed_at = $2 WHERE serial_no = $1 AND state = 'allocated'`,
      [shipment.serialNo, at(env.clock.now())],
    );
    await env.jobs.emit(tx, {
      kind: 'shipment.moved',
      audience: [`merchant:${input.merchantId}`, 'console'],
      payload: { merchantId: input.merchantId, shipmentId: input.shipmentId, state: 'ordered' },
    });
  });
}

const ORDER = { ordered: 0, collected: 1, in_transit: 2, delivered: 3 } as const;

/** What the courier reports. Steps may arrive twice or out of order: only forward ones count. Returns whether it was delivered just now. */
export async function recordShipmentStep(
  env: Env,
  input: { shipmentId: string; step: ShipmentStep },
): Promise<{ delivered: boolean } | undefined> {
  return withTx(env, async (tx) => {
    const shipment = await shipmentOf(tx, input.shipmentId, 'for update');
    if (shipment === undefined) return undefined;
    if (ORDER[input.step] <= ORDER[shipment.state]) return { delivered: false };
    const now = at(env.clock.now());
    const delivered = input.step === 'delivered';
    await tx.execute(
      'UPDATE terminals.shipment SET state = $3, delivered_at = $4 WHERE merchant_id = $1 AND shipment_id = $2',
      [shipment.merchantId, input.shipmentId, input.step, delivered ? now : null],
    );
    if (delivered)
      await tx.execute(
        `UPDATE terminals.device SET state = 'delivered', changed_at = $2 WHERE serial_no = $1 AND state IN ('allocated', 'shipped')`,
        [shipment.serialNo, now],
      );
    await env.jobs.emit(tx, {
      kind: delivered ? 'shipment.delivered' : 'shipment.moved',
      audience: [`merchant:${shipment.merchantId}`, 'console'],
      payload: {
        merchantId: shipment.merchantId,
        shipmentId: input.shipmentId,
        terminalId: shipment.terminalId,
        state: input.step,
      },
    });
    return { delivered };
  });
}
