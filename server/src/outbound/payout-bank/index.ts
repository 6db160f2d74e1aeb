import type { MicroTransfer } from '../../modules/review/index.ts';
import type { PayInBank } from '../../modules/deposits/index.ts';
import type { BankEntry, PayoutBank } from '../../modules/settlement/index.ts';
import { callPartner, type Partner } from '../http-partner.ts';
import { payInsAt } from './pay-ins.ts';

const OUT_OF_ORDER = 500;

/** The bank of the reserve account over its signed HTTP interface. 422 is the bank's no; 5xx and silence are unknown. */
export function createPayoutBank(partner: Partner): PayoutBank & MicroTransfer & PayInBank {
  return {
    async microTransfer(input) {
      const answer = await callPartner(partner, 'POST', '/micro-transfer', {
        ...input,
        amountFen: input.amountFen.toString(),
      });
      if (answer.kind === 'unknown') return answer;
      const json = answer.json as { result?: string; reason?: string } | undefined;
      if (answer.status === 200 && json?.result === 'accepted') return { kind: 'accepted' };
      if (answer.status === 200 && json?.result === 'failed') return { kind: 'refused', reason: json.reason ?? '' };
      return { kind: 'unknown', reason: `status ${answer.status}` };
    },
    async submit(order) {
      const answer = await callPartner(partner, 'POST', '/payment-orders', {
        ...order,
        amountFen: order.amountFen.toString(),
      });
      if (answer.kind === 'unknown') return answer;
      const json = answer.json as { reference?: string; error?: string } | undefined;
      if (answer.status === 200 && json?.reference !== undefined)
        return { kind: 'accepted', reference: json.reference };
      if (answer.status === 422) return { kind: 'refused', reason: json?.error ?? 'refused' };
      return { kind: 'unknown', reason: `status ${answer.status}` };
    },
    async status(requestKey) {
      const answer = await callPartner(partner, 'GET', `/payment-orders/${encodeURIComponent(requestKey)}`);
      if (answer.kind === 'unknown') return answer;
      const json = answer.json as { status?: string; reason?: string } | undefined;
      if (answer.status === 200 && json?.status === 'paid') return { kind: 'paid' };
      if (answer.status === 200 && json?.status === 'returned') return { kind: 'returned', reason: json.reason ?? '' };
      if (answer.status === 200 && json?.status === 'processing') return { kind: 'processing' };
      return { kind: 'unknown', reason: `status ${answer.status}` };
    },
    async credits(valueDate) {
      const answer = await callPartner(partner, 'GET', `/reserve/credits?valueDate=${encodeURIComponent(valueDate)}`);
      if (answer.kind === 'unknown' || answer.status >= OUT_OF_ORDER)
        throw new Error(`bank statement not to be had: ${answer.kind === 'unknown' ? answer.reason : answer.status}`);
      const rows = (answer.json ?? []) as {
        entryId: string;
        amountFen: string;
        purpose: string;
        reference: string;
        at: number;
      }[];
      return rows.map((row): BankEntry => ({
        entryId: row.entryId,
        amountFen: BigInt(row.amountFen),
        purpose: row.purpose,
        reference: row.reference,
        at: row.at,
      }));
    },
    ...payInsAt(partner),
    async simulator() {
      const answer = await callPartner(partner, 'GET', '/reserve/credits?valueDate=1970-01-01');
      return answer.kind === 'answered' && answer.simulator;
    },
  };
}
