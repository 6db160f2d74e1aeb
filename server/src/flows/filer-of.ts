import type { World } from './ports.ts';

/** Who filed an application at a counter or with an agent; undefined for one that came online. */
export async function filerOf(
  _world: World,
  _key: { readonly applicantId: string; readonly applicationId: string },
): Promise<string | undefined> {
  return Promise.resolve(undefined);
}
