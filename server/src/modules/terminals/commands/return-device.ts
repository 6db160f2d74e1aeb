import { step as stepOf } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import {
  decideReturn,
  deviceReturnMachine,
  stateOfArrived,
  type DeviceReturnState,
  type ReturnReason,
  type ReturnRefusal,
} from '../domain/device-return.ts';
import type { DeviceState } from '../domain/terminal-machines.ts';
import { openReturnOf, returnOf, type DeviceReturn } from '../queries/returns-of.ts';
import { MAIN_PLACE } from '../queries/stock-of.ts';
import type { Courier, ShipmentStep } from './ship-device.ts';

/**
 * Orders the label under which a device goes back; the event `return.ordered` has the courier asked for it. A device that is on its way
 * already keeps its label: the same return is answered. The device stays what it is until it has arrived.
 */
export async function orderReturn(
  env: Env,
  tx: Tx,
  input: {
    readonly merchantId: string;
    readonly terminalId: string;
    readonly serialNo: string;
    readonly reason: ReturnReason;
    readonly by: string;
  },
): Promise<Outcome<{ returnId: string }, ReturnRefusal>> {
  const { merchantId, serialNo } = input;
  const device = await lockDevice(tx, serialNo);
  const open = await openReturnOf(tx, serialNo);
  const decision = decideReturn({ device, merchantId, openReturnId: open?.returnId });
  if (decision.refused) return decision;
  if (decision.value === 'ordered_already') return accept({ returnId: open?.returnId ?? '' });
  const returnId = env.ids.next('ret');
  const now = at(env.clock.now());
  await tx.execute(
    `INSERT INTO terminals.device_return (merchant_id, return_id, terminal_id, serial_no, reason, state, ordered_by, ordered_at, moved_at)
     VALUES ($1, $2, $3, $4, $5, 'ordered', $6, $7, $7)`,
    [merchantId, returnId, input.terminalId, serialNo, input.reason, input.by, now],
  );
  await env.jobs.emit(tx, {
    kind: 'return.ordered',
    audience: [`merchant:${merchantId}`, 'console'],
    payload: { merchantId, returnId, serialNo, reason: input.reason },
  });
  return accept({ returnId });
}

async function lockDevice(
  tx: Tx,
  serialNo: string,
): Promise<{ state: DeviceState; merchantId: string | undefined } | undefined> {
  const rows = await tx.query<{ state: DeviceState; merchant_id: string | null }>(
    'SELECT state, merchant_id FROM terminals.device WHERE serial_no = $1 FOR UPDATE',
    [serialNo],
  );
  const row = rows[0];
  return row === undefined ? undefined : { state: row.state, merchantId: row.merchant_id ?? undefined };
}

/** Asks the courier for the label. Silence throws, and the queue asks again under the same reference. Returns it once it is known. */
export async function askForLabel(
  env: Env & { readonly courier: Pick<Courier, 'collect'> },
  input: { readonly returnId: string } & Omit<Parameters<Courier['collect']>[0], 'reference' | 'serialNo'>,
): Promise<DeviceReturn | undefined> {
  const { returnId, ...parcel } = input;
  const found = await returnOf(env.db, returnId);
  if (found === undefined || found.state !== 'ordered' || found.waybillNo !== undefined) return undefined;
  const answer = await env.courier.collect({ ...parcel, reference: returnId, serialNo: found.serialNo });
  if (answer.kind === 'unknown') throw new Error(`courier gave no answer: ${answer.reason}`);
  const { waybillNo, courier } = answer;
  const kept = await withTx(env, async (tx) => {
    const labelled = await tx.execute(
      'UPDATE terminals.device_return SET waybill_no = $3, courier = $4 WHERE merchant_id = $1 AND return_id = $2 AND waybill_no IS NULL',
      [found.merchantId, returnId, waybillNo, courier],
    );
    if (labelled === 1) await tell(env, tx, found, found.state);
    return labelled === 1;
  });
  return kept ? { ...found, waybillNo, courier } : undefined;
}

const tell = (env: Env, tx: Tx, of: DeviceReturn, state: DeviceReturnState): Promise<unknown> =>
  env.jobs.emit(tx, {
    kind: state === 'arrived' ? 'return.arrived' : 'return.moved',
    audience: [`merchant:${of.merchantId}`, 'console'],
    payload: {
      merchantId: of.merchantId,
      returnId: of.returnId,
      terminalId: of.terminalId,
      serialNo: of.serialNo,
      reason: of.reason,
      state,
    },
  });

const EVENTS = { collected: 'collect', in_transit: 'move', delivered: 'arrive', lost: 'lose' } as const;

/**
 * What the courier reports of a device on its way back. Told twice, late or out of order it changes nothing. Arrived, the device is
 * `returned`, or `in_repair` where it was broken; it belongs to nobody any more, and `return.arrived` says so. Lost, it is lost for good.
 */
export async function recordReturnStep(
  env: Env,
  input: { readonly returnId: string; readonly step: ShipmentStep },
): Promise<{ arrived: boolean } | undefined> {
  return withTx(env, async (tx) => {
    const found = await returnOf(tx, input.returnId, 'for update');
    if (found === undefined) return undefined;
    const next = input.step === 'refused' ? undefined : stepOf(deviceReturnMachine, found.state, EVENTS[input.step]);
    if (next === undefined) return { arrived: false };
    await moveReturn(env, tx, found, { to: next, placeId: next === 'arrived' ? MAIN_PLACE : undefined });
    return { arrived: next === 'arrived' };
  });
}

/**
 * The device is put into the hands of an agent or an outlet: it has come back, and stands at their place. Refused where no return of it
 * is ordered, or where the courier has it.
 */
export async function handInDevice(
  env: Env,
  tx: Tx,
  input: { readonly serialNo: string; readonly placeId: string; readonly by: string },
): Promise<Outcome<DeviceReturn, Refusal<'terminals.return_unknown' | 'terminals.return_elsewhere'>>> {
  const open = await openReturnOf(tx, input.serialNo, 'for update');
  if (open === undefined) return refuse('terminals.return_unknown');
  const to = stepOf(deviceReturnMachine, open.state, 'hand_in');
  if (to === undefined) return refuse('terminals.return_elsewhere', { state: open.state });
  await moveReturn(env, tx, open, { to, placeId: input.placeId, by: input.by });
  return accept({ ...open, state: to });
}

/** Nothing goes back after all. False once the courier has it. */
export async function cancelReturn(env: Env, tx: Tx, returnId: string): Promise<boolean> {
  const found = await returnOf(tx, returnId, 'for update');
  if (found?.state !== 'ordered') return false;
  await moveReturn(env, tx, found, { to: 'cancelled', placeId: undefined });
  return true;
}

async function moveReturn(
  env: Env,
  tx: Tx,
  of: DeviceReturn,
  how: { readonly to: DeviceReturnState; readonly placeId: string | undefined; readonly by?: string },
): Promise<void> {
  const now = at(env.clock.now());
  await tx.execute(
    `UPDATE terminals.device_return SET state = $3, moved_at = $4, place_id = $5, taken_by = $6
      WHERE merchant_id = $1 AND return_id = $2 AND state = $7`,
    [of.merchantId, of.returnId, how.to, now, how.placeId ?? null, how.by ?? null, of.state],
  );
  const device = how.to === 'arrived' || how.to === 'lost' ? await lockDevice(tx, of.serialNo) : undefined;
  const became = device === undefined ? undefined : how.to === 'lost' ? 'lost' : stateOfArrived(device.state);
  // one that has meanwhile been found lost, or was taken in by hand, stays what it is
  if (became !== undefined && device?.merchantId === of.merchantId)
    await tx.execute(
      `UPDATE terminals.device SET state = $2, merchant_id = NULL, terminal_id = NULL, place_id = coalesce($3, place_id), changed_at = $4
        WHERE serial_no = $1 AND state IN ('delivered', 'bound', 'faulty')`,
      [of.serialNo, became, how.placeId ?? null, now],
    );
  await tell(env, tx, of, how.to);
}
