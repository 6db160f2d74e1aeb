import type { CivilDate } from '../../../kernel/instant.ts';
import { step, type EventOf } from '../../../kernel/machine.ts';
import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import { certificateMachine, type CertificateState } from '../domain/channel-machines.ts';

export async function createAgent(env: Env, input: { name: string; phone: string; address: string }): Promise<string> {
  const agentId = env.ids.next('agt');
  const now = at(env.clock.now());
  await env.db.execute(
    `INSERT INTO channels.agent (agent_id, name, phone, address, state, created_at, changed_at) VALUES ($1, $2, $3, $4, 'active', $5, $5)`,
    [agentId, input.name, input.phone, input.address, now],
  );
  return agentId;
}

export async function addAgentPerson(
  env: Env,
  input: { staffId: string; agentId: string; name: string },
): Promise<void> {
  await env.db.execute(
    `INSERT INTO channels.agent_person (staff_id, agent_id, name, created_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (staff_id) DO UPDATE SET agent_id = excluded.agent_id, name = excluded.name`,
    [input.staffId, input.agentId, input.name, at(env.clock.now())],
  );
}

/** 授权服务证书. Numbers read KTA-YYYY-NNNNNN; the six digits are of chance, so that nobody can count agents or guess a neighbour. */
export async function issueCertificate(
  env: Env,
  input: { agentId: string; cities: readonly string[]; validFrom: CivilDate; validTo: CivilDate },
): Promise<{ certificateId: string; number: string }> {
  const certificateId = env.ids.next('crt');
  const number = `KTA-${input.validFrom.slice(0, 4)}-${env.chance.digits(6)}`;
  await env.db.execute(
    `INSERT INTO channels.certificate (agent_id, certificate_id, number, cities, valid_from, valid_to, state, issued_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'valid', $7)`,
    [input.agentId, certificateId, number, input.cities, input.validFrom, input.validTo, at(env.clock.now())],
  );
  return { certificateId, number };
}

/** Suspends, resumes or revokes one certificate; the agent's others stay. False when it is not in a state for that. */
export async function moveCertificate(
  env: Env,
  input: { certificateId: string; event: EventOf<typeof certificateMachine> },
): Promise<boolean> {
  const rows = await env.db.query<{ agent_id: string; state: CertificateState }>(
    'SELECT agent_id, state FROM channels.certificate WHERE certificate_id = $1',
    [input.certificateId],
  );
  const row = rows[0];
  const to = row === undefined ? undefined : step(certificateMachine, row.state, input.event);
  if (row === undefined || to === undefined) return false;
  const moved = await env.db.execute(
    'UPDATE channels.certificate SET state = $4 WHERE agent_id = $1 AND certificate_id = $2 AND state = $3',
    [row.agent_id, input.certificateId, row.state, to],
  );
  return moved === 1;
}
