import { describe, expect, it } from 'vitest';
import { decideTerms, type TermsChange } from './changed-terms.ts';

const filed = { deviceModel: 'smart_pos', settlement: 't0' } as const;
const decide = (wanted: TermsChange, fits = true) => decideTerms({ filed, wanted, fits });

describe('terms that a reviewer changes', () => {
  it('are only what differs from what was filed', () => {
    expect(decide({ settlement: 't1', deviceModel: 'smart_pos' })).toEqual({
      refused: false,
      value: { settlement: 't1' },
    });
    expect(decide({ settlement: 't0' })).toMatchObject({ refusal: { code: 'review.terms_same' } });
    expect(decide({})).toMatchObject({ refusal: { code: 'review.terms_same' } });
  });
  it('never leave an account without the device that binds it', () => {
    expect(decide({ deviceModel: 'esign_pos' }, false)).toMatchObject({
      refusal: { code: 'review.terms_not_fitting' },
    });
    expect(decide({ deviceModel: 'esign_pos' }).refused).toBe(false);
  });
});
