import { describe, expect, it } from 'vitest';
import { businesses } from '../population/index.ts';
import { judgePayIn } from './pay-in.ts';

const company = businesses.find((one) => one.account !== undefined);
const fromAccount = company?.account?.accountNumber ?? '';

describe('a transfer to the acquirer', () => {
  it('bears the name of the account that it comes from', () =>
    expect(judgePayIn({ fromAccount, amountFen: '29900', remark: 'KT10000001' })).toEqual({
      payerName: company?.name,
    }));
  it.each([
    [{ fromAccount: '1' }, '付款账号不存在'],
    [{ amountFen: '0' }, '金额应为大于零的分'],
    [{ amountFen: '1.5' }, '金额应为大于零的分'],
    [{ remark: 'x'.repeat(61) }, '附言最多60字'],
  ])('is refused for %o', (wish, error) =>
    expect(judgePayIn({ fromAccount, amountFen: '29900', remark: '', ...wish })).toEqual({ error }),
  );
});
