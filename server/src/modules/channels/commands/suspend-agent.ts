import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { endSessionsOf } from '../../identity/index.ts';
import { agentPeople } from '../queries/people-of.ts';
import { standingOf } from '../queries/standing-of.ts';

export const REASSIGN_QUEUE = 'reassign-agent-work';

export type SuspendRefusal = Refusal<
  'channels.agent_unknown' | 'channels.agent_not_active' | 'channels.successor_invalid'
>;

/**
 * Suspends an agent. In one transaction its people's sessions end, its open filings stop and its visits are cancelled; every
 * merchant concerned is noted, and a job tells each of them and passes the work on. The question before every single request
 * (`mayWorkOn`, the guard) reads the same state, so nothing of a request that is under way is left over.
 */
export async function suspendAgent(
  env: Env,
  input: { readonly agentId: string; readonly reason: string; readonly by: string; readonly toAgentId?: string },
): Promise<Outcome<{ stopped: number }, SuspendRefusal>> {
  const { agentId, toAgentId } = input;
  if (toAgentId === agentId) return refuse('channels.successor_invalid');
  return withTx(env, async (tx) => {
    const now = at(env.clock.now());
    const suspended = await tx.execute(
      `UPDATE channels.agent SET state = 'suspended', state_reason = $2, state_by = $3, changed_at = $4 WHERE agent_id = $1 AND state = 'active'`,
      [agentId, input.reason, input.by, now],
    );
    if (suspended === 0) {
      const rows = await tx.query('SELECT 1 FROM channels.agent WHERE agent_id = $1', [agentId]);
      return refuse(rows.length === 0 ? 'channels.agent_unknown' : 'channels.agent_not_active');
    }
    const people = await agentPeople(tx, agentId);
    await endSessionsOf(
      tx,
      'channel',
      people.map((one) => one.staffId),
    );
    const stopped = await stopWork(tx, agentId, now);
    for (const one of stopped) {
      // the successor has to be good for the city of each piece of work; where it is not, the merchant goes on alone
      const fits = toAgentId !== undefined && !(await standingOf(env, toAgentId, one.region)).refused;
      await tx.execute(
        `INSERT INTO channels.reassignment (applicant_id, reassignment_id, subject_id, from_agent, to_agent, region, reason, by_staff, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          one.applicant_id,
          env.ids.next('rea'),
          one.subject_id,
          agentId,
          fits ? toAgentId : null,
          one.region,
          input.reason,
          input.by,
          now,
        ],
      );
    }
    await env.jobs.enqueue(tx, REASSIGN_QUEUE, { agentId });
    await env.jobs.emit(tx, {
      kind: 'agent.suspended',
      audience: ['console', `channel:${agentId}`],
      payload: { agentId },
    });
    return accept({ stopped: stopped.length });
  });
}

interface Stopped {
  readonly applicant_id: string;
  readonly subject_id: string;
  readonly region: string;
}

async function stopWork(tx: Tx, agentId: string, now: string): Promise<Stopped[]> {
  const filings = await tx.query<Stopped>(
    `UPDATE channels.filing SET state = 'stopped', changed_at = $2
      WHERE agent_id = $1 AND state IN ('awaiting_consent', 'open', 'awaiting_officer', 'awaiting_merchant')
      RETURNING applicant_id, filing_id AS subject_id, region`,
    [agentId, now],
  );
  const visits = await tx.query<Stopped>(
    `UPDATE channels.visit SET state = 'cancelled', changed_at = $2 WHERE agent_id = $1 AND state IN ('requested', 'accepted', 'checked_in')
      RETURNING applicant_id, visit_id AS subject_id, region`,
    [agentId, now],
  );
  return [...filings, ...visits];
}

export async function resumeAgent(
  env: Env,
  input: { readonly agentId: string; readonly by: string },
): Promise<Outcome<true, Refusal<'channels.agent_unknown'>>> {
  const moved = await env.db.execute(
    `UPDATE channels.agent SET state = 'active', state_reason = NULL, state_by = $2, changed_at = $3 WHERE agent_id = $1 AND state = 'suspended'`,
    [input.agentId, input.by, at(env.clock.now())],
  );
  return moved === 1 ? accept(true as const) : refuse('channels.agent_unknown');
}

export interface Reassignment {
  readonly applicantId: string;
  readonly reassignmentId: string;
  readonly subjectId: string;
  readonly fromAgent: string;
  readonly toAgent: string | undefined;
  readonly region: string;
}

const BATCH = 50;

/** Work of a suspended agent whose merchants have not been told yet; at most 50 at a time. */
export async function openReassignments(env: Pick<Env, 'db'>, agentId: string): Promise<Reassignment[]> {
  const rows = await env.db.query<{
    applicant_id: string;
    reassignment_id: string;
    subject_id: string;
    to_agent: string | null;
    region: string;
  }>(
    `SELECT applicant_id, reassignment_id, subject_id, to_agent, region FROM channels.reassignment
      WHERE from_agent = $1 AND told_at IS NULL ORDER BY reassignment_id LIMIT ${BATCH}`,
    [agentId],
  );
  return rows.map((row) => ({
    applicantId: row.applicant_id,
    reassignmentId: row.reassignment_id,
    subjectId: row.subject_id,
    fromAgent: agentId,
    toAgent: row.to_agent ?? undefined,
    region: row.region,
  }));
}

/** Marks one as told; false when another worker was faster, and then nothing more may be done for it. */
export async function closeReassignment(env: Env, tx: Tx, one: Reassignment): Promise<boolean> {
  const closed = await tx.execute(
    'UPDATE channels.reassignment SET told_at = $3 WHERE applicant_id = $1 AND reassignment_id = $2 AND told_at IS NULL',
    [one.applicantId, one.reassignmentId, at(env.clock.now())],
  );
  return closed === 1;
}
