import type { BankPayIn, PayInBank } from '../../modules/deposits/index.ts';
import { fen } from '../../kernel/fen.ts';
import { instant } from '../../kernel/instant.ts';
import { callPartner, type Partner } from '../http-partner.ts';

interface PayInJson extends Readonly<
  Record<'entryId' | 'amountFen' | 'payerName' | 'payerAccount' | 'remark', string>
> {
  readonly at: number;
}

const toPayIn = (row: PayInJson): BankPayIn => ({
  entryId: row.entryId,
  amount: fen(BigInt(row.amountFen)),
  payerName: row.payerName,
  payerAccount: row.payerAccount,
  remark: row.remark,
  at: instant(row.at),
});

/** What came in on the acquirer's own account, and its way back. */
export function payInsAt(partner: Partner): PayInBank {
  return {
    async payIns(fromDate) {
      const answer = await callPartner(partner, 'GET', `/own/credits?from=${encodeURIComponent(fromDate)}`);
      if (answer.kind === 'unknown' || answer.status !== 200)
        throw new Error(`list of pay-ins not to be had: ${answer.kind === 'unknown' ? answer.reason : answer.status}`);
      return ((answer.json ?? []) as PayInJson[]).map(toPayIn);
    },
    async returnPayIn(entryId) {
      const answer = await callPartner(partner, 'POST', '/own/returns', { entryId });
      if (answer.kind === 'unknown') return answer;
      if (answer.status === 200) return { kind: 'accepted' };
      const json = answer.json as { error?: string } | undefined;
      if (answer.status === 422) return { kind: 'refused', reason: json?.error ?? 'refused' };
      return { kind: 'unknown', reason: `status ${answer.status}` };
    },
  };
}
