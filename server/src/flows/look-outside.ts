/** A worker looks at what of the outside it can reach, so that merchants can be told what is down. */
import { isBankSilent } from '../modules/settlement/index.ts';
import { noteOutside } from '../platform/outside.ts';
import type { World } from './ports.ts';

/** Writes down what this process knows; of a line that it does not have it says nothing. */
export async function lookOutside(world: World): Promise<void> {
  const { sms, network } = world.lines ?? {};
  if (sms !== undefined) await noteOutside(world, 'sms', sms());
  if (network !== undefined) await noteOutside(world, 'network', network());
  await noteOutside(world, 'bank', !(await isBankSilent(world.db)));
}
