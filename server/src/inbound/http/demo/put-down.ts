import type { World } from '../../../flows/ports.ts';
import { must } from '../../../kernel/assert.ts';
import { deviceOf, terminalOf, type Shipment } from '../../../modules/terminals/index.ts';
import type { Demo } from './demo.ts';

const WAIT_MS = 5_000;

/**
 * In the demo a device that a bank or an agent handed over has to stand somewhere, as one does that a parcel brought. Nothing outside
 * the demo. A world that does not answer changes nothing of the hand-over.
 */
export async function putDown(world: World, demo: Demo | undefined, shipment: Shipment): Promise<void> {
  const { merchantId, terminalId, serialNo } = shipment;
  const { model } = must(await terminalOf(world.db, merchantId, terminalId), 'terminal of a shipment');
  await tellCourier(world, demo, { path: '/handed-over', serialNo, model });
}

/** The same of a device that an agent gave from its own shelf. */
export async function putDownDevice(world: World, demo: Demo | undefined, serialNo: string): Promise<void> {
  const { model } = must(await deviceOf(world.db, serialNo), 'device that was given');
  await tellCourier(world, demo, { path: '/handed-over', serialNo, model });
}

/** And one that was handed in is carried away. */
export const takeUp = (world: World, demo: Demo | undefined, serialNo: string): Promise<void> =>
  tellCourier(world, demo, { path: '/handed-in', serialNo });

async function tellCourier(
  world: World,
  demo: Demo | undefined,
  { path, ...body }: { readonly path: string; readonly serialNo: string; readonly model?: string },
): Promise<void> {
  const address = demo?.simulators.address('courier');
  if (address === undefined) return;
  const told = await fetch(`http://${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(WAIT_MS),
  }).catch((error: unknown) => error);
  if (!(told instanceof Response) || !told.ok)
    world.log.warn(
      { serialNo: body.serialNo, told: String(told) },
      'the demo could not put a device down or take it up',
    );
}
