import { filingsOfApplicant } from '../modules/channels/index.ts';
import { MAIN_PLACE, placeOfOwner } from '../modules/terminals/index.ts';
import type { World } from './ports.ts';

/** Where a device for this application may come from: the shelf of the outlet or the agent that filed it first, then the warehouse. */
export async function placesFor(
  world: World,
  key: { readonly applicantId: string; readonly applicationId: string },
): Promise<string[]> {
  const filings = await filingsOfApplicant(world.db, key.applicantId);
  const filing = filings.find((one) => one.applicationId === key.applicationId && one.state !== 'withdrawn');
  const { outletId, agentId } = filing ?? {};
  const own =
    outletId !== undefined
      ? await placeOfOwner(world.db, 'outlet', outletId)
      : agentId === undefined
        ? undefined
        : await placeOfOwner(world.db, 'agent', agentId);
  return own === undefined ? [MAIN_PLACE] : [own, MAIN_PLACE];
}
