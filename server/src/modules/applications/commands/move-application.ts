import type { InstantMs } from '../../../kernel/instant.ts';
import { step, type EventOf } from '../../../kernel/machine.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { applicationMachine, type ApplicationState } from '../domain/application-machine.ts';

/** Moves an application by one event of its machine, expecting the state it is in. Returns false when it is elsewhere by now. */
export async function moveApplication(
  env: Env,
  tx: Tx,
  input: {
    applicantId: string;
    applicationId: string;
    from: ApplicationState;
    event: EventOf<typeof applicationMachine>;
    by: string;
    /** With `ask_fix`: until when the fixes are waited for. */
    fixDueAt?: InstantMs;
  },
): Promise<boolean> {
  const to = step(applicationMachine, input.from, input.event);
  if (to === undefined) return false;
  const decided = to === 'approved' || to === 'rejected';
  const moved = await tx.execute(
    `UPDATE applications.application SET state = $4, decided_at = coalesce($5, decided_at), decided_by = coalesce($6, decided_by),
            fix_due_at = coalesce($7, fix_due_at)
      WHERE applicant_id = $1 AND application_id = $2 AND state = $3`,
    [
      input.applicantId,
      input.applicationId,
      input.from,
      to,
      decided ? at(env.clock.now()) : null,
      decided ? input.by : null,
      input.fixDueAt === undefined ? null : at(input.fixDueAt),
    ],
  );
  if (moved === 0) return false;
  await env.jobs.emit(tx, {
    kind: to === 'approved' ? 'application.approved' : 'application.moved',
    audience: [`applicant:${input.applicantId}`, 'console'],
    payload: { applicantId: input.applicantId, applicationId: input.applicationId, state: to },
  });
  return true;
}
