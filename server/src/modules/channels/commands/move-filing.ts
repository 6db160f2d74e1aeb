import { step, type EventOf } from '../../../kernel/machine.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { filingMachine, type FilingState } from '../domain/channel-machines.ts';
import type { Filing } from '../queries/filing-of.ts';

/** Columns that a move may write beside the state. */
export interface MoveNotes {
  readonly sentBy?: string;
  readonly confirmedBy?: string;
  readonly note?: string;
}

/** Moves a filing by one event, expecting the state it was read in. False when it is elsewhere by now. */
export async function moveFiling(
  env: Env,
  tx: Tx,
  filing: Pick<Filing, 'applicantId' | 'filingId' | 'outletId' | 'agentId'> & { readonly state: FilingState },
  move: { readonly event: EventOf<typeof filingMachine> } & MoveNotes,
): Promise<boolean> {
  const to = step(filingMachine, filing.state, move.event);
  if (to === undefined) return false;
  const moved = await tx.execute(
    `UPDATE channels.filing SET state = $4, changed_at = $5, sent_by = coalesce($6, sent_by), confirmed_by = coalesce($7, confirmed_by),
            confirmed_at = CASE WHEN $7::text IS NULL THEN confirmed_at ELSE $5::timestamptz END, note = coalesce($8, note)
      WHERE applicant_id = $1 AND filing_id = $2 AND state = $3`,
    [
      filing.applicantId,
      filing.filingId,
      filing.state,
      to,
      at(env.clock.now()),
      move.sentBy ?? null,
      move.confirmedBy ?? null,
      move.note ?? null,
    ],
  );
  if (moved === 0) return false;
  await env.jobs.emit(tx, {
    kind: 'filing.moved',
    audience: [`applicant:${filing.applicantId}`, `channel:${filing.outletId ?? filing.agentId ?? ''}`, 'console'],
    payload: { filingId: filing.filingId, state: to },
  });
  return true;
}
