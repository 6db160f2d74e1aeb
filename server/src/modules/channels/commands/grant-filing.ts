import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { giveConsents, type ConsentKind } from '../../identity/index.ts';
import type { Filing } from '../queries/filing-of.ts';
import { moveFiling } from './move-filing.ts';

/** What is asked for at a counter: the face is seen by people there, so no consent to measuring it is wanted. */
export const COUNTER_CONSENTS = ['privacy', 'id_images', 'third_party_check'] as const satisfies readonly ConsentKind[];
export const AGENT_CONSENTS = [...COUNTER_CONSENTS, 'face'] as const satisfies readonly ConsentKind[];
export const CONSENT_TEXT_VERSION = '2026-11';

/**
 * The merchant agrees: consents are written with how they were given, the filing opens, and any other that was at work on the
 * same application ends, because the merchant has now chosen this one.
 */
export async function grantFiling(
  env: Env,
  tx: Tx,
  input: { readonly filing: Filing; readonly applicationId: string; readonly via: 'own_phone' | 'counter' },
): Promise<Outcome<true, Refusal<'channels.filing_not_open'>>> {
  const { filing, applicationId } = input;
  const others = await tx.query<{
    filing_id: string;
    state: 'open';
    outlet_id: string | null;
    agent_id: string | null;
  }>(
    `SELECT filing_id, state, outlet_id, agent_id FROM channels.filing
      WHERE applicant_id = $1 AND filing_id <> $2 AND state IN ('open', 'awaiting_officer', 'awaiting_merchant') FOR UPDATE`,
    [filing.applicantId, filing.filingId],
  );
  for (const other of others) {
    const its = { outletId: other.outlet_id ?? undefined, agentId: other.agent_id ?? undefined, state: other.state };
    await moveFiling(
      env,
      tx,
      { applicantId: filing.applicantId, filingId: other.filing_id, ...its },
      { event: 'withdraw' },
    );
  }
  if (!(await moveFiling(env, tx, filing, { event: 'consent' })))
    return refuse('channels.filing_not_open', { state: filing.state });
  await tx.execute(
    'UPDATE channels.filing SET application_id = $3, consented_at = $4 WHERE applicant_id = $1 AND filing_id = $2',
    [filing.applicantId, filing.filingId, applicationId, at(env.clock.now())],
  );
  await giveConsents(env, tx, {
    applicantId: filing.applicantId,
    kinds: filing.channel === 'counter' ? COUNTER_CONSENTS : AGENT_CONSENTS,
    textVersion: CONSENT_TEXT_VERSION,
    via: input.via === 'counter' ? filing.filingId : 'own_phone',
  });
  return accept(true as const);
}
