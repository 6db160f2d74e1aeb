import { accept, refuse, type Outcome } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import { decideWork, type WorkRefusal } from '../domain/decide-filing.ts';
import { filingOf, type Filing } from '../queries/filing-of.ts';
import { personOf } from '../queries/people-of.ts';
import { standingOf, standingOfOfficer } from '../queries/standing-of.ts';

/**
 * The one question before anybody but the merchant touches an application: may this person read or write it through this filing
 * now? Whoever may write is noted on the filing, so that they can never be its second officer.
 */
export async function mayWorkOn(
  env: Env,
  input: { readonly staffId: string; readonly filingId: string; readonly intent: 'read' | 'write' },
): Promise<Outcome<Filing, WorkRefusal>> {
  const person = await personOf(env.db, input.staffId);
  const filing = await filingOf(env.db, input.filingId);
  if (person === undefined || filing === undefined) return refuse('channels.filing_unknown');
  const standing = person.kind === 'agent' ? await standingOf(env, person.agentId, filing.region) : standingOfOfficer();
  const decision = decideWork({ filing, person, intent: input.intent, standing });
  if (decision.refused) return decision;
  if (input.intent === 'write') await noteHand(env, filing, input.staffId);
  return accept(filing);
}

async function noteHand(env: Env, filing: Filing, staffId: string): Promise<void> {
  await env.db.execute(
    `INSERT INTO channels.filing_hand (applicant_id, filing_id, staff_id, first_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [filing.applicantId, filing.filingId, staffId, at(env.clock.now())],
  );
}
