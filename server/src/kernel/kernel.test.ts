/** Outcomes, secrets, ids, masks, assertions: small pieces that everything stands on. */
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assert, Bug, must, unreachable } from './assert.ts';
import { timeOfId, timeOrderedId } from './ids.ts';
import { maskPan, maskPhone } from './masks.ts';
import { accept, refuse } from './outcome.ts';
import { secret } from './secret.ts';

describe('a secret', () => {
  it('prints as stars wherever it slips: template, JSON, inspect, keys', () => {
    const hidden = secret('330106199003070465');
    expect(
      `${String(hidden)} ${JSON.stringify({ hidden })} ${inspect(hidden)} ${inspect({ deep: { hidden } })} ${Object.keys(hidden).join('')}`,
    ).not.toContain('3301');
    expect(hidden.expose('a test')).toBe('330106199003070465');
  });
});

describe('an id', () => {
  it('says when it was made, and nothing where it is of another shape', () => {
    fc.assert(
      fc.property(fc.nat({ max: 4_000_000_000_000 }), fc.uint8Array({ minLength: 16, maxLength: 16 }), (at, chance) => {
        expect(timeOfId(timeOrderedId('txn', at, chance))).toBe(at);
      }),
    );
    expect(['jrn_rel_bat_20261123_mer_1', 'txn_1', ''].map(timeOfId)).toEqual([undefined, undefined, undefined]);
  });

  it('sorts by the time of making and keeps its prefix', () => {
    const chance = new Uint8Array(16).fill(255);
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 48 }), fc.integer({ min: 1, max: 1e9 }), (at, ms) => {
        const early = timeOrderedId('jrn', at, chance);
        const late = timeOrderedId('jrn', at + ms, new Uint8Array(16));
        expect(early < late).toBe(true);
        expect(early).toMatch(/^jrn_[0-9A-HJKMNP-TV-Z]{26}$/);
      }),
    );
  });
});

describe('masks', () => {
  it('a card shows six and four, a telephone three and four', () => {
    expect(maskPan('6225880212345678')).toBe('622588******5678');
    expect(maskPan('6228480402564890018')).toBe('622848*********0018');
    expect(maskPhone('13800138000')).toBe('138****8000');
  });
});

describe('answers and bugs', () => {
  it('a refusal carries a code and facts; an acceptance a value', () => {
    expect(refuse('a.b', { n: 1 })).toEqual({ refused: true, refusal: { code: 'a.b', facts: { n: 1 } } });
    expect(refuse('a.b')).toEqual({ refused: true, refusal: { code: 'a.b' } });
    expect(accept(1)).toEqual({ refused: false, value: 1 });
  });
  it('a broken promise is a Bug, with the name of the promise', () => {
    expect(() => assert(false, 'two is one')).toThrow(new Bug('two is one'));
    expect(() => must(undefined, 'row')).toThrow(/row/);
    expect(must(0, 'zero')).toBe(0);
    expect(() => unreachable('x' as never)).toThrow(Bug);
  });
});
