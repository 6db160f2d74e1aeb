import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { ApiKeyState } from './api-key-machine.ts';

export type ApiCallRefusal = Refusal<'partner.key_invalid' | 'partner.ip_not_allowed' | 'partner.scope_missing'>;

export interface ApiCallFacts {
  readonly state: ApiKeyState;
  readonly secretFits: boolean;
  readonly addressAllowed: boolean;
  readonly scopes: readonly string[];
  readonly scope: string;
}

/** Pure: whether a key opens a route. Who does not hold the secret learns nothing else about the key. */
export function decideApiCall(facts: ApiCallFacts): Outcome<true, ApiCallRefusal> {
  if (facts.state !== 'active' || !facts.secretFits) return refuse('partner.key_invalid');
  if (!facts.addressAllowed) return refuse('partner.ip_not_allowed');
  if (!facts.scopes.includes(facts.scope)) return refuse('partner.scope_missing', { scope: facts.scope });
  return accept(true as const);
}
