import { adjusted, claimedFen, closedBy, type OriginalFacts, type Ruling } from './standing.ts';
import type { TransactionKind } from './transaction-kinds.ts';

export interface AdjustmentFacts {
  /** A tip adds its amount to a sale, an adjustment takes it off. */
  readonly kind: 'tip' | 'adjustment';
  readonly amountFen: bigint;
  readonly businessDate: string;
  readonly batchNo: string;
  /** Of a tip, of the sale; 0: no tips. */
  readonly percentMax: bigint;
  readonly original:
    | (OriginalFacts & { readonly businessDate: string; readonly batchNo: string; readonly sameCard: boolean })
    | undefined;
}

const ADJUSTABLE: readonly TransactionKind[] = ['sale', 'offline_sale'];

/**
 * Pure. A sale of the open batch is changed once, as long as nothing else was built on it: raised by a tip that the policy allows, or
 * lowered. The customer has seen the first amount only; what raises it more than by a tip is another sale.
 */
export function decideAdjustment(facts: AdjustmentFacts): Ruling {
  const { kind, amountFen, original, percentMax } = facts;
  if (original === undefined) return { code: '25', text: '未找到原交易' };
  const closed = closedBy(original);
  if (closed === 'voided') return { code: 'C9', text: '原交易已撤销' };
  if (original.state === 'reversed' || original.state === 'reversing') return { code: 'CA', text: '原交易已冲正' };
  if (closed === 'under_way') return { code: '09', text: '原交易正在处理' };
  if (!ADJUSTABLE.includes(original.kind) || original.state !== 'approved')
    return { code: '12', text: '原交易不可调整' };
  if (original.batchNo !== facts.batchNo || original.businessDate !== facts.businessDate)
    return { code: '12', text: '只能调整本批次当日交易' };
  if (adjusted(original)) return { code: '12', text: '原交易已调整' };
  if (claimedFen(original, 'refund') > 0n) return { code: '12', text: '原交易已有退货' };
  if (kind === 'adjustment' && original.paidEarly === true) return { code: '12', text: '原交易已T+0结算，请做退货' };
  if (!original.sameCard) return { code: '14', text: '卡号与原交易不符' };
  if (kind === 'tip' && amountFen * 100n > original.amountFen * percentMax)
    return { code: '61', text: `小费超过原金额的${percentMax}%` };
  if (kind === 'adjustment' && amountFen >= original.amountFen) return { code: '64', text: '调减金额须小于原金额' };
  return { code: '00' };
}
