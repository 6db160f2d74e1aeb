import type { World } from '../../../flows/ports.ts';
import { staffOf } from '../../../modules/identity/index.ts';

/** How these people are called, each looked up once; nobody known is called by the id. */
export async function staffNames(world: World, ids: readonly (string | undefined)[]): Promise<(id: string) => string> {
  const names = new Map<string, string>();
  for (const id of new Set(ids)) if (id !== undefined) names.set(id, (await staffOf(world, id))?.displayName ?? id);
  return (id) => names.get(id) ?? id;
}
