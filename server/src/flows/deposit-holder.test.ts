import { describe, expect, it } from 'vitest';
import { decideHolder } from './deposit-holder.ts';

describe('S34: whose card a deposit is frozen on', () => {
  it('is another’s when the register knows the card under another name or number', () => {
    expect(decideHolder({ kind: 'mismatch', wrong: ['name', 'idNumber', 'phone'] })).toBe('other');
    expect(decideHolder({ kind: 'mismatch', wrong: ['idNumber'] })).toBe('other');
  });
  it('is one’s own with another phone: banks keep old numbers', () =>
    expect(decideHolder({ kind: 'mismatch', wrong: ['phone'] })).toBe('own'));
  it('is unknown while the register is silent, which refuses nobody', () =>
    expect(decideHolder({ kind: 'unavailable', reason: 'silence' })).toBe('unknown'));
  it('is one’s own when everything agrees', () => expect(decideHolder({ kind: 'match' })).toBe('own'));
});
