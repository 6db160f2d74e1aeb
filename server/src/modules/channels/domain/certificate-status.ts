import type { CivilDate } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { AgentState, CertificateState } from './channel-machines.ts';

export interface CertificateFacts {
  readonly cities: readonly string[];
  readonly validFrom: CivilDate;
  /** Inclusive. */
  readonly validTo: CivilDate;
  readonly state: CertificateState;
}

export type CertificateStatus = 'valid' | 'not_yet' | 'expired' | 'suspended' | 'revoked' | 'wrong_city';

/** Cities are the first four digits of a GB/T 2260 code: a district belongs to its city. */
export const sameCity = (a: string, b: string): boolean => a.slice(0, 4) === b.slice(0, 4);

/** What anybody who asks is shown of a certificate today; with a city, also whether it covers that city. */
export function certificateStatus(
  certificate: CertificateFacts,
  facts: { readonly agentState: AgentState; readonly today: CivilDate; readonly city?: string },
): CertificateStatus {
  if (certificate.state === 'revoked') return 'revoked';
  if (certificate.state === 'suspended' || facts.agentState === 'suspended') return 'suspended';
  if (facts.today > certificate.validTo) return 'expired';
  if (facts.today < certificate.validFrom) return 'not_yet';
  const { city } = facts;
  if (city !== undefined && !certificate.cities.some((one) => sameCity(one, city))) return 'wrong_city';
  return 'valid';
}

export type StandingRefusal = Refusal<
  | 'channels.agent_suspended'
  | 'channels.certificate_expired'
  | 'channels.certificate_invalid'
  | 'channels.city_not_covered'
>;

/** S23: whether an agent may act in a city today. One valid certificate that covers it is enough. */
export function decideStanding(facts: {
  readonly agentState: AgentState;
  readonly certificates: readonly CertificateFacts[];
  readonly today: CivilDate;
  readonly city: string;
}): Outcome<true, StandingRefusal> {
  if (facts.agentState === 'suspended') return refuse('channels.agent_suspended');
  const statuses = facts.certificates.map((one) => certificateStatus(one, facts));
  if (statuses.includes('valid')) return accept(true as const);
  if (statuses.includes('wrong_city')) return refuse('channels.city_not_covered', { city: facts.city });
  return statuses.includes('expired') ? refuse('channels.certificate_expired') : refuse('channels.certificate_invalid');
}
