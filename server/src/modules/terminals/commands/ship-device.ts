import { must } from '../../../kernel/assert.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import type { ShipmentState } from '../domain/terminal-machines.ts';
import { shipmentOf, type Shipment } from '../queries/terminal-of.ts';
import { keysErased } from './terminal-steps.ts';

export type ShipmentStep = 'collected' | 'in_transit' | 'delivered' | 'lost' | 'refused';

/** The courier company, as this module needs it. `reference` is ours; ordering it again returns the same waybill. */
export interface Courier {
  order(input: {
    reference: string;
    serialNo: string;
    model: string;
    receiver: string;
    phone: string;
    address: string;
  }): Promise<CourierAnswer>;
  /** The other way: fetched at the sender's, brought to the warehouse. */
  collect(input: {
    reference: string;
    serialNo: string;
    sender: string;
    phone: string;
    address: string;
    to: { receiver: string; phone: string; address: string };
  }): Promise<CourierAnswer>;
}

type CourierAnswer = { kind: 'accepted'; waybillNo: string; courier: string } | { kind: 'unknown'; reason: string };

/** A parcel, or (`handedOver`) a device that waits for a bank or an agent to hand it out. */
export async function createShipment(
  env: Env,
  tx: Tx,
  input: { merchantId: string; terminalId: string; serialNo: string; handedOver?: boolean },
): Promise<string> {
  const shipmentId = env.ids.next('shp');
  await tx.execute(
    `INSERT INTO terminals.shipment (merchant_id, shipment_id, terminal_id, serial_no, state, created_at, moved_at) VALUES ($1, $2, $3, $4, $6, $5, $5)`,
    [
      input.merchantId,
      shipmentId,
      input.terminalId,
      input.serialNo,
      at(env.clock.now()),
      input.handedOver === true ? 'awaiting_handover' : 'ordered',
    ],
  );
  return shipmentId;
}

/** Hands the parcel to the courier. Silence throws, and the queue asks again under the same reference. */
export async function orderCourier(
  env: Env & { readonly courier: Pick<Courier, 'order'> },
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

const ORDER: Readonly<Partial<Record<ShipmentState, number>>> = {
  ordered: 0,
  collected: 1,
  in_transit: 2,
  delivered: 3,
};
/** Where a courier's report changes nothing: the parcel is not on its way, or has come to its end. */
const NEVER = 4;

/** What the courier reports. Steps may arrive twice or out of order: only forward ones count. Returns whether it was delivered just now. */
export async function recordShipmentStep(
  env: Env,
  input: { shipmentId: string; step: ShipmentStep },
): Promise<{ delivered: boolean } | undefined> {
  return withTx(env, async (tx) => {
    const shipment = await shipmentOf(tx, input.shipmentId, 'for update');
    if (shipment === undefined) return undefined;
    if (input.step === 'lost' || input.step === 'refused') return endShipment(env, tx, shipment, input.step);
    if ((ORDER[input.step] ?? 0) <= (ORDER[shipment.state] ?? NEVER)) return { delivered: false };
    const now = at(env.clock.now());
    const delivered = input.step === 'delivered';
    await tx.execute(
      'UPDATE terminals.shipment SET state = $3, delivered_at = $4, moved_at = $5 WHERE merchant_id = $1 AND shipment_id = $2',
      [shipment.merchantId, input.shipmentId, input.step, delivered ? now : null, now],
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

/** The bank or the agent has given the device to the merchant. False where nothing waits for that. */
export async function recordHandover(tx: Tx, env: Env, shipment: Shipment): Promise<boolean> {
  const now = at(env.clock.now());
  const moved = await tx.execute(
    `UPDATE terminals.shipment SET state = 'delivered', delivered_at = $3, moved_at = $3 WHERE merchant_id = $1 AND shipment_id = $2 AND state = 'awaiting_handover'`,
    [shipment.merchantId, shipment.shipmentId, now],
  );
  if (moved === 0) return false;
  await tx.execute(
    `UPDATE terminals.device SET state = 'delivered', changed_at = $2 WHERE serial_no = $1 AND state = 'allocated'`,
    [shipment.serialNo, now],
  );
  return true;
}

/** The merchant would rather have it by courier. */
export async function sendInstead(tx: Tx, env: Env, shipment: Shipment): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE terminals.shipment SET state = 'ordered', moved_at = $3 WHERE merchant_id = $1 AND shipment_id = $2 AND state = 'awaiting_handover'`,
    [shipment.merchantId, shipment.shipmentId, at(env.clock.now())],
  );
  return moved === 1;
}

/** Nothing has left yet, and nothing will: the device goes back to stock. False once it is on its way. */
export async function cancelShipment(tx: Tx, env: Env, shipment: Shipment): Promise<boolean> {
  const now = at(env.clock.now());
  const moved = await tx.execute(
    `UPDATE terminals.shipment SET state = 'cancelled', moved_at = $3
      WHERE merchant_id = $1 AND shipment_id = $2 AND state IN ('ordered', 'awaiting_handover') AND waybill_no IS NULL`,
    [shipment.merchantId, shipment.shipmentId, now],
  );
  if (moved === 0) return false;
  await tx.execute(
    `UPDATE terminals.device SET state = 'in_stock', merchant_id = NULL, terminal_id = NULL, changed_at = $2 WHERE serial_no = $1 AND state = 'allocated'`,
    [shipment.serialNo, now],
  );
  await tx.execute(
    `UPDATE terminals.terminal SET state = 'closed', ${keysErased('$3')}
      WHERE merchant_id = $1 AND terminal_id = $2 AND state = 'pending_activation'`,
    [shipment.merchantId, shipment.terminalId, now],
  );
  return true;
}

/**
 * The parcel will not arrive. A lost device is gone for good: its key is never taken on the line again; a refused one comes back.
 * Reported again, or after the parcel has come to its end, it changes nothing.
 */
async function endShipment(
  env: Env,
  tx: Tx,
  shipment: Shipment,
  how: 'lost' | 'refused',
): Promise<{ delivered: boolean }> {
  const now = at(env.clock.now());
  const moved = await tx.execute(
    `UPDATE terminals.shipment SET state = $3, moved_at = $4 WHERE merchant_id = $1 AND shipment_id = $2 AND state IN ('ordered', 'collected', 'in_transit')`,
    [shipment.merchantId, shipment.shipmentId, how, now],
  );
  if (moved === 0) return { delivered: false };
  await tx.execute(
    `UPDATE terminals.device SET state = $2, merchant_id = NULL, terminal_id = NULL, changed_at = $3 WHERE serial_no = $1 AND state IN ('allocated', 'shipped')`,
    [shipment.serialNo, how === 'lost' ? 'lost' : 'returned', now],
  );
  await env.jobs.emit(tx, {
    kind: 'shipment.failed',
    audience: [`merchant:${shipment.merchantId}`, 'console'],
    payload: { merchantId: shipment.merchantId, shipmentId: shipment.shipmentId, state: how },
  });
  return { delivered: false };
}
