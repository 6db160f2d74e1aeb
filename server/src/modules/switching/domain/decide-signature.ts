import { watermarkOf } from '@kaitong/iso8583';
import type { Ruling } from './standing.ts';
import type { TransactionState } from './transaction-machine.ts';

export interface SignatureFacts {
  /** Field 15, MMDD. */
  readonly date: string;
  readonly rrn: string;
  readonly amountFen: bigint | undefined;
  readonly imageBytes: number;
  readonly original:
    | {
        readonly state: TransactionState;
        readonly amountFen: bigint;
        readonly sameCard: boolean;
        readonly signed: boolean;
        /** Days that a terminal may have taken for its own: settlement and calendar, MMDD. */
        readonly dates: readonly string[];
      }
    | undefined;
}

/** Pure. A signature belongs to an approved transaction, once, and was drawn under that transaction's watermark. */
export function decideSignature({ date, rrn, amountFen, imageBytes, original }: SignatureFacts): Ruling {
  if (imageBytes === 0) return { code: '30', text: '缺少签名' };
  if (original === undefined) return { code: '25', text: '未找到原交易' };
  if (original.signed) return { code: '94', text: '已签名' };
  if (original.state !== 'approved') return { code: '12', text: '原交易未成功' };
  if (amountFen !== undefined && amountFen !== original.amountFen) return { code: '13', text: '金额与原交易不符' };
  if (!original.sameCard) return { code: '14', text: '卡号与原交易不符' };
  const watermark = watermarkOf(date, rrn);
  const expected = original.dates.map((one) => watermarkOf(one, rrn));
  return watermark !== undefined && expected.includes(watermark)
    ? { code: '00' }
    : { code: '30', text: '特征码与原交易不符' };
}
