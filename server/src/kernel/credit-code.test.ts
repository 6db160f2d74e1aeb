import { describe, expect, it } from 'vitest';
import { creditCodeFault } from './credit-code.ts';

// Well-known public codes, as printed in annual reports.
const PUBLIC = ['914403001922038216', '9144030071526726XG', '91330100799655058B', '91110000802100433B'];

describe('a unified social credit code', () => {
  it('of a well-known company is right', () => {
    for (const code of PUBLIC) expect([code, creditCodeFault(code)]).toEqual([code, undefined]);
  });
  it('with any one place misread is found wrong', () => {
    const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
    for (const code of PUBLIC)
      for (let place = 0; place < 18; place += 1)
        for (const other of alphabet) {
          if (other === code[place]) continue;
          expect(creditCodeFault(code.slice(0, place) + other + code.slice(place + 1))).toBeDefined();
        }
  });
  it('has 18 places and no I, O, S, V or Z', () => {
    expect(creditCodeFault('91440300192203821')).toBe('length');
    expect(creditCodeFault('91440300192203821O')).toBe('characters');
  });
});
