import { closedBy, type OriginalFacts, type Ruling } from './standing.ts';

export interface CompletionFacts {
  readonly amountFen: bigint;
  /** The network's rule: 115. */
  readonly percentMax: bigint;
  readonly original: (OriginalFacts & { readonly sameCard: boolean; readonly lapsed: boolean }) | undefined;
}

/** Pure. A completion turns a pre-authorisation into a sale, once, of at most so many percent of it. */
export function decideCompletion({ amountFen, percentMax, original }: CompletionFacts): Ruling {
  if (original === undefined) return { code: '25', text: '未找到原预授权' };
  const closed = closedBy(original);
  if (closed === 'under_way') return { code: '09', text: '原预授权正在处理' };
  if (closed === 'completed') return { code: '12', text: '预授权已完成' };
  if (closed === 'voided') return { code: '12', text: '预授权已撤销' };
  if (original.kind !== 'pre_auth' || original.state !== 'approved') return { code: '12', text: '原预授权无效' };
  if (original.lapsed) return { code: '12', text: '预授权已过期' };
  if (!original.sameCard) return { code: '14', text: '卡号与原交易不符' };
  if (amountFen * 100n > original.amountFen * percentMax)
    return { code: '61', text: `完成金额超过预授权的${percentMax}%` };
  return { code: '00' };
}
