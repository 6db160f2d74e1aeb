import { holderOf } from './micro-transfer.ts';

/** What somebody types into their own bank's form to pay the acquirer. */
export interface PayInWish {
  readonly fromAccount: string;
  readonly amountFen: string;
  readonly remark: string;
}

/** A credit of the acquirer's own account, as its statement lists it. */
export interface PayIn {
  readonly type: 'pay-in';
  readonly entryId: string;
  readonly payerAccount: string;
  readonly payerName: string;
  readonly amountFen: string;
  readonly remark: string;
  readonly at: number;
}

export interface PayInReturn {
  readonly type: 'pay-in-return';
  readonly entryId: string;
  readonly at: number;
}

/** The payer's name comes from the account, never from what was typed: that is what makes it worth comparing. */
export function judgePayIn(wish: PayInWish): { payerName: string } | { error: string } {
  const holder = holderOf(wish.fromAccount);
  if (holder === undefined) return { error: '付款账号不存在' };
  if (!/^[1-9]\d{0,11}$/.test(wish.amountFen)) return { error: '金额应为大于零的分' };
  if (wish.remark.length > 60) return { error: '附言最多60字' };
  return { payerName: holder.name };
}
