import { filingsOfApplicant, type Filing } from '../modules/channels/index.ts';
import type { World } from './ports.ts';

interface Key {
  readonly applicantId: string;
  readonly applicationId: string;
}

/** The filing behind an application; undefined for one that came online. */
export async function filingBehind(world: World, key: Key): Promise<Filing | undefined> {
  const filings = await filingsOfApplicant(world.db, key.applicantId);
  return filings.find((one) => one.applicationId === key.applicationId && one.state !== 'withdrawn');
}

/** Who filed an application at a counter or with an agent; undefined for one that came online. */
export const filerOf = async (world: World, key: Key): Promise<string | undefined> =>
  (await filingBehind(world, key))?.openedBy;

/** The bank or agent behind an application, as `bank:<id>` or `agent:<id>`; undefined for one that came online. */
export async function filingOrganisation(world: World, key: Key): Promise<string | undefined> {
  const filing = await filingBehind(world, key);
  if (filing?.agentId !== undefined) return `agent:${filing.agentId}`;
  return filing?.bankId === undefined ? undefined : `bank:${filing.bankId}`;
}
