import { describe, expect, it } from 'vitest';
import { holderOf, judgeMicroTransfer } from '../bank/micro-transfer.ts';
import { idCheckCharacter, luhnDigit, neighbourByAccount, neighbourOf, people } from './index.ts';
import { NEIGHBOURS_MAX } from './neighbours.ts';

const SOME = Array.from({ length: 400 }, (_one, i) => neighbourOf(1 + i * 249_993));

describe('the drawn neighbourhood', () => {
  it('the same number is the same shop, and its account says whose it is', () => {
    for (const one of SOME) {
      expect(neighbourOf(one.number)).toEqual(one);
      expect(neighbourByAccount(one.account.number)).toEqual(one);
    }
    expect(new Set(SOME.map((one) => one.phone)).size).toBe(SOME.length);
    expect(new Set(SOME.map((one) => one.kind)).size).toBe(3);
  });

  it('numbers carry true check characters', () => {
    for (const { idNumber, account } of SOME) {
      expect(idNumber.at(-1)).toBe(idCheckCharacter(idNumber.slice(0, 17)));
      if (account.kind === 'personal') expect(account.number.at(-1)).toBe(luhnDigit(account.number.slice(0, -1)));
    }
  });

  it('nobody shares an account or a phone with the drawn people', () => {
    const theirs = people.flatMap((one) => [one.phone, ...one.cards.map(({ pan }) => pan)]);
    for (const one of SOME) expect(theirs).not.toContain(one.account.number);
    for (const pan of theirs) expect(neighbourByAccount(pan)).toBeUndefined();
  });

  it('there is nobody of number nought, and nobody beyond the last', () => {
    for (const number of [0, -1, 1.5, NEIGHBOURS_MAX + 1]) expect(() => neighbourOf(number)).toThrow(RangeError);
    expect(neighbourOf(NEIGHBOURS_MAX).phone).toBe('17099999999');
  });

  it('the bank pays to them under their own name alone', () => {
    for (const { account } of SOME) {
      const order = {
        accountNumber: account.number,
        accountName: account.holder,
        branchCode: account.branchCode ?? '',
      };
      expect(holderOf(account.number)?.name).toBe(account.holder);
      expect(judgeMicroTransfer(order)).toBeUndefined();
      expect(judgeMicroTransfer({ ...order, accountName: '别人' })).toBe('name_mismatch');
    }
    expect(holderOf('6217990000000000110')).toBeUndefined(); // its check digit is another
  });
});
