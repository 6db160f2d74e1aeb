import { claimedFen, closedBy, type OriginalFacts, type Ruling } from './standing.ts';
import { codePayments, type TransactionKind } from './transaction-kinds.ts';

export interface RefundFacts {
  readonly amountFen: bigint;
  readonly original: (OriginalFacts & { readonly sameCard: boolean }) | undefined;
}

const REFUNDABLE: readonly TransactionKind[] = [
  'sale',
  'test_sale',
  'completion',
  'completion_advice',
  'offline_sale',
  ...codePayments,
];

/** Pure. A refund gives back a part or the whole, several times, together at most the original less what was taken off it and what disputes have taken; refunds on their way count. */
export function decideRefund({ amountFen, original }: RefundFacts): Ruling {
  if (original === undefined) return { code: '25', text: '未找到原交易' };
  const closed = closedBy(original);
  if (closed === 'voided') return { code: 'C9', text: '原交易已撤销' };
  if (original.state === 'reversed' || original.state === 'reversing') return { code: 'CA', text: '原交易已冲正' };
  if (closed === 'under_way') return { code: '09', text: '原交易正在处理' };
  if (!REFUNDABLE.includes(original.kind) || original.state !== 'approved')
    return { code: '12', text: '原交易不可退货' };
  if (!original.sameCard) return { code: '14', text: '卡号与原交易不符' };
  const gone = claimedFen(original, 'refund') + claimedFen(original, 'adjustment');
  const charged = original.chargedFen ?? 0n;
  if (charged > 0n && gone + charged + amountFen > original.amountFen)
    return { code: '64', text: '原交易已退单，不可重复退款' };
  if (gone + amountFen > original.amountFen) return { code: '64', text: '退货超过原交易金额' };
  return { code: '00' };
}
