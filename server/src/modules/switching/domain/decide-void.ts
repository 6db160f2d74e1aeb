import { adjusted, claimedFen, closedBy, type OriginalFacts, type Ruling } from './standing.ts';
import type { FollowingKind, TransactionKind } from './transaction-kinds.ts';

export interface VoidFacts {
  readonly kind: Extract<FollowingKind, 'sale_void' | 'pre_auth_void' | 'completion_void' | 'qr_void'>;
  readonly amountFen: bigint;
  readonly businessDate: string;
  readonly original:
    | (OriginalFacts & { readonly businessDate: string; readonly sameCard: boolean; readonly lapsed: boolean })
    | undefined;
}

const VOIDS: Readonly<Record<VoidFacts['kind'], readonly TransactionKind[]>> = {
  sale_void: ['sale', 'test_sale', 'offline_sale'],
  pre_auth_void: ['pre_auth'],
  completion_void: ['completion', 'completion_advice'],
  qr_void: ['qr_passive', 'qr_active'],
};

/**
 * Pure. A void takes back a whole transaction: of a sale, a completion or a payment by code on its own business day, of a pre-authorisation as long as
 * it lives. The checks stand in the order in which the field makes them: C9, CA, 12, 13, 14.
 */
export function decideVoid({ kind, amountFen, businessDate, original }: VoidFacts): Ruling {
  if (original === undefined) return { code: '25', text: '未找到原交易' };
  const closed = closedBy(original);
  if (closed === 'voided') return { code: 'C9', text: '原交易已撤销' };
  if (original.state === 'reversed' || original.state === 'reversing') return { code: 'CA', text: '原交易已冲正' };
  if (closed === 'under_way') return { code: '09', text: '原交易正在处理' };
  if (!VOIDS[kind].includes(original.kind) || original.state !== 'approved')
    return { code: '12', text: '原交易不可撤销' };
  if (closed === 'completed') return { code: '12', text: '预授权已完成' };
  if (claimedFen(original, 'refund') > 0n) return { code: '12', text: '原交易已有退货' };
  if (original.paidEarly === true) return { code: '12', text: '原交易已T+0结算，请做退货' };
  if (adjusted(original)) return { code: '12', text: '原交易已调整' };
  if (original.lapsed) return { code: '12', text: '预授权已过期' };
  if (kind !== 'pre_auth_void' && original.businessDate !== businessDate)
    return { code: '12', text: '只能撤销当日交易' };
  if (original.amountFen !== amountFen) return { code: '13', text: '金额与原交易不符' };
  if (!original.sameCard) return { code: '14', text: '卡号与原交易不符' };
  return { code: '00' };
}
