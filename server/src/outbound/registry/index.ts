import type { FourElementAnswer, Registry } from '../../modules/review/index.ts';
import { callPartner, type Partner } from '../http-partner.ts';

/** Four-element check over HTTP. No answer, or one that is not the protocol's, is "unavailable": for a person, never a no (S09). */
export function createRegistry(partner: Partner): Registry {
  return {
    async fourElement(input): Promise<FourElementAnswer> {
      const answer = await callPartner(partner, 'POST', '/four-element', input);
      if (answer.kind === 'unknown') return { kind: 'unavailable', reason: answer.reason };
      const json = answer.json as { result?: string; wrong?: string[] } | undefined;
      if (answer.status === 200 && json?.result === 'match') return { kind: 'match' };
      if (answer.status === 200 && json?.result === 'mismatch') return { kind: 'mismatch', wrong: json.wrong ?? [] };
      return { kind: 'unavailable', reason: `status ${answer.status}` };
    },
  };
}
