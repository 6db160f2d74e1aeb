import { dateInShanghai } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { decideStanding, type StandingRefusal } from '../domain/certificate-status.ts';
import { agentOf } from './people-of.ts';

/** Whether this agent may act in this city today. */
export async function standingOf(
  env: Pick<Env, 'db' | 'clock'>,
  agentId: string,
  city: string,
): Promise<Outcome<true, StandingRefusal>> {
  const agent = await agentOf(env.db, agentId);
  if (agent === undefined) return refuse('channels.certificate_invalid');
  const today = dateInShanghai(env.clock.now());
  return decideStanding({ agentState: agent.state, certificates: agent.certificates, today, city });
}

/** Whether a person of a bank or an agent may use their session at all: a suspended agent's people may not. */
export async function mayUseSession(env: Pick<Env, 'db'>, agentId: string): Promise<boolean> {
  const rows = await env.db.query<{ state: string }>('SELECT state FROM channels.agent WHERE agent_id = $1', [agentId]);
  return rows[0]?.state === 'active';
}

export const standingOfOfficer = (): Outcome<true, StandingRefusal> => accept(true as const);
