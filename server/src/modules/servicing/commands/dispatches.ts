import { step } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { dispatchMachine, type DispatchEvent, type DispatchState } from '../domain/dispatch-machine.ts';
import { stepTicket } from './tickets.ts';

export type DispatchRefusal = Refusal<
  'servicing.ticket_unknown' | 'servicing.ticket_elsewhere' | 'servicing.dispatch_elsewhere'
>;

/** Sends an agent; the ticket waits for them. */
export async function sendAgent(
  env: Env,
  tx: Tx,
  input: { readonly ticketId: string; readonly agentId: string; readonly by: string },
): Promise<Outcome<{ dispatchId: string }, DispatchRefusal>> {
  const moved = await stepTicket(env, tx, { ticketId: input.ticketId, event: 'dispatch', by: input.by });
  if (moved.refused) return moved;
  const now = at(env.clock.now());
  await tx.execute(
    `UPDATE servicing.dispatch SET state = 'withdrawn', moved_by = $2, moved_at = $3 WHERE ticket_id = $1 AND state IN ('offered', 'accepted', 'on_site')`,
    [input.ticketId, input.by, now],
  );
  const dispatchId = env.ids.next('dsp');
  await tx.execute(
    `INSERT INTO servicing.dispatch (ticket_id, dispatch_id, agent_id, state, sent_by, sent_at, moved_at) VALUES ($1, $2, $3, 'offered', $4, $5, $5)`,
    [input.ticketId, dispatchId, input.agentId, input.by, now],
  );
  return accept({ dispatchId });
}

/** What an agent does with what it was sent to. Arrived, the ticket is in work; declined, it stands open again. Another agent's is unknown. */
export async function stepDispatch(
  env: Env,
  tx: Tx,
  input: {
    readonly ticketId: string;
    readonly agentId: string;
    readonly event: Exclude<DispatchEvent, 'withdraw'>;
    readonly by: string;
  },
): Promise<Outcome<DispatchState, DispatchRefusal>> {
  const { ticketId, by } = input;
  const rows = await tx.query<{ dispatch_id: string; state: DispatchState }>(
    `SELECT dispatch_id, state FROM servicing.dispatch WHERE ticket_id = $1 AND agent_id = $2 ORDER BY dispatch_id DESC LIMIT 1 FOR UPDATE`,
    [ticketId, input.agentId],
  );
  const found = rows[0];
  if (found === undefined) return refuse('servicing.ticket_unknown');
  const to = step(dispatchMachine, found.state, input.event);
  if (to === undefined) return refuse('servicing.dispatch_elsewhere', { state: found.state });
  const event = to === 'on_site' ? 'arrive' : to === 'declined' ? 'come_back' : undefined;
  if (event !== undefined) {
    const moved = await stepTicket(env, tx, { ticketId, event, by });
    if (moved.refused) return moved;
  }
  await tx.execute(
    'UPDATE servicing.dispatch SET state = $3, moved_by = $4, moved_at = $5 WHERE ticket_id = $1 AND dispatch_id = $2',
    [ticketId, found.dispatch_id, to, by, at(env.clock.now())],
  );
  return accept(to);
}
