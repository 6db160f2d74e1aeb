import { describe, expect, it } from 'vitest';
import { decideShare } from './decide-share.ts';

const facts = { known: false, ofSale: 0, ofDay: 0, ofSaleMax: 5, ofDayMax: 200 };

describe('a receipt by SMS', () => {
  it('is sent', () => expect(decideShare(facts)).toMatchObject({ value: 'send' }));
  it('asked for again under the same key is the one that was sent, also at the limit', () =>
    expect(decideShare({ ...facts, known: true, ofSale: 5, ofDay: 200 })).toMatchObject({ value: 'sent_before' }));
  it.each([
    [{ ofSale: 4 }, undefined],
    [{ ofSale: 5 }, 'servicing.share_limit_sale'],
    [{ ofDay: 199 }, undefined],
    [{ ofDay: 200 }, 'servicing.share_limit_day'],
  ])('with %o: %s', (change, code) => {
    const decided = decideShare({ ...facts, ...change });
    expect(decided.refused ? decided.refusal.code : undefined).toBe(code);
  });
});
