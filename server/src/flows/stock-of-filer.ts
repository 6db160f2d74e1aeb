import type { Filing } from '../modules/channels/index.ts';
import { MAIN_PLACE, placeOfOwner } from '../modules/terminals/index.ts';
import type { World } from './ports.ts';

/** Where a device may come from: the shelf of the outlet or the agent that filed the application first, then the warehouse. */
export async function placesFor(world: World, filing: Filing | undefined): Promise<string[]> {
  const { outletId, agentId } = filing ?? {};
  const own =
    outletId !== undefined
      ? await placeOfOwner(world.db, 'outlet', outletId)
      : agentId === undefined
        ? undefined
        : await placeOfOwner(world.db, 'agent', agentId);
  return own === undefined ? [MAIN_PLACE] : [own, MAIN_PLACE];
}
