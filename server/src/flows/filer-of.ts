import { filingsOfApplicant } from '../modules/channels/index.ts';
import type { World } from './ports.ts';

/** Who filed an application at a counter or with an agent; undefined for one that came online. */
export async function filerOf(
  world: World,
  key: { readonly applicantId: string; readonly applicationId: string },
): Promise<string | undefined> {
  const filings = await filingsOfApplicant(world.db, key.applicantId);
  return filings.find((one) => one.applicationId === key.applicationId && one.state !== 'withdrawn')?.openedBy;
}
