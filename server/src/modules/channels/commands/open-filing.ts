import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { ChannelPerson } from '../domain/decide-filing.ts';

/** A filing that waits for the merchant's consent; until then it opens nothing of theirs. Returns its id. */
export async function openFiling(
  env: Env,
  tx: Tx,
  input: { readonly applicantId: string; readonly person: ChannelPerson; readonly region: string },
): Promise<string> {
  const { applicantId, person, region } = input;
  const filingId = env.ids.next('fil');
  const now = at(env.clock.now());
  const officer = person.kind === 'officer';
  await tx.execute('INSERT INTO channels.filing_directory (filing_id, applicant_id) VALUES ($1, $2)', [
    filingId,
    applicantId,
  ]);
  await tx.execute(
    `INSERT INTO channels.filing (applicant_id, filing_id, channel, bank_id, outlet_id, agent_id, region, opened_by, state, opened_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'awaiting_consent', $9, $9)`,
    [
      applicantId,
      filingId,
      officer ? 'counter' : 'agent',
      officer ? person.bankId : null,
      officer ? person.outletId : null,
      officer ? null : person.agentId,
      region,
      person.staffId,
      now,
    ],
  );
  await env.jobs.emit(tx, {
    kind: 'filing.moved',
    audience: [`applicant:${applicantId}`],
    payload: { filingId, state: 'awaiting_consent' },
  });
  return filingId;
}
