import type { Courier } from '../../modules/terminals/index.ts';
import { callPartner, type Partner } from '../http-partner.ts';

export function createCourier(partner: Partner): Courier {
  const ask = async (path: string, input: object): ReturnType<Courier['order']> => {
    const answer = await callPartner(partner, 'POST', path, input);
    if (answer.kind === 'unknown') return { kind: 'unknown', reason: answer.reason };
    const json = answer.json as { waybillNo?: string; courier?: string } | undefined;
    if (answer.status !== 200 || json?.waybillNo === undefined)
      return { kind: 'unknown', reason: `status ${answer.status}` };
    return { kind: 'accepted', waybillNo: json.waybillNo, courier: json.courier ?? '' };
  };
  return { order: (input) => ask('/orders', input), collect: (input) => ask('/collections', input) };
}
