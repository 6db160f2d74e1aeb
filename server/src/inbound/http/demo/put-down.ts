import type { World } from '../../../flows/ports.ts';
import { must } from '../../../kernel/assert.ts';
import { terminalOf, type Shipment } from '../../../modules/terminals/index.ts';
import type { Demo } from './demo.ts';

const WAIT_MS = 5_000;

/**
 * In the demo a device that a bank or an agent handed over has to stand somewhere, as one does that a parcel brought. Nothing outside
 * the demo. A world that does not answer changes nothing of the hand-over.
 */
export async function putDown(world: World, demo: Demo | undefined, shipment: Shipment): Promise<void> {
  const address = demo?.simulators.address('courier');
  if (address === undefined) return;
  const { merchantId, terminalId, serialNo } = shipment;
  const { model } = must(await terminalOf(world.db, merchantId, terminalId), 'terminal of a shipment');
  const put = await fetch(`http://${address}/handed-over`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ serialNo, model }),
    signal: AbortSignal.timeout(WAIT_MS),
  }).catch((error: unknown) => error);
  if (!(put instanceof Response) || !put.ok)
    world.log.warn({ serialNo, put: String(put) }, 'the demo could not put a device down');
}
