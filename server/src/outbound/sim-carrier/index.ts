import type { SimCarrier } from '../../modules/servicing/index.ts';
import { callPartner, type Partner } from '../http-partner.ts';

const CLIENT_ERROR = 400;
const SERVER_ERROR = 500;

/** A carrier's platform over HTTP: `POST /cards/:iccid/data {on}`. Only its own "no" is a refusal. */
export function createSimCarrier(partner: Partner): SimCarrier {
  return {
    async setData({ iccid, on }) {
      const answer = await callPartner(partner, 'POST', `/cards/${iccid}/data`, { on });
      if (answer.kind === 'unknown') return answer;
      const json = answer.json as { on?: unknown; error?: string } | undefined;
      if (answer.status === 200 && json?.on === on) return { kind: 'done' };
      const reason = (typeof json?.error === 'string' ? json.error : `status ${answer.status}`).slice(0, 120);
      const isRefused = answer.status >= CLIENT_ERROR && answer.status < SERVER_ERROR;
      return isRefused ? { kind: 'refused', reason } : { kind: 'unknown', reason };
    },
  };
}
