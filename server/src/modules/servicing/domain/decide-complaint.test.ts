import { describe, expect, it } from 'vitest';
import { decideComplaint } from './decide-complaint.ts';

const none = { same: undefined, openOfSale: 0, openOfPhone: 0 };

describe('a cardholder’s complaint', () => {
  it('is opened', () => expect(decideComplaint(none)).toMatchObject({ value: { open: true } }));
  it('said again while it is open is the one that was said, whatever else is full', () =>
    expect(decideComplaint({ same: 'tkt_1', openOfSale: 3, openOfPhone: 5 })).toMatchObject({
      value: { again: 'tkt_1' },
    }));
  it.each([
    [{ ...none, openOfSale: 2 }, false],
    [{ ...none, openOfSale: 3 }, true],
    [{ ...none, openOfPhone: 4 }, false],
    [{ ...none, openOfPhone: 5 }, true],
  ])('of %o is refused: %s', (facts, refused) => expect(decideComplaint(facts).refused).toBe(refused));
});
