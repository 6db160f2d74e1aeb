import type { World } from '../../../flows/ports.ts';
import { personOf } from '../../../modules/channels/index.ts';

/** The agent that a signed-in person works for. */
export async function agentIdOf(world: World, staffId: string): Promise<string> {
  const person = await personOf(world.db, staffId);
  if (person?.kind !== 'agent') throw new Error(`${staffId} belongs to no agent`);
  return person.agentId;
}
