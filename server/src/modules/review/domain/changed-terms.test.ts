import { describe, expect, it } from 'vitest';
import { decideTerms } from './changed-terms.ts';

const draft = { kind: 'company', deviceModel: 'smart_pos', settlement: 't0' } as const;

describe('terms that a reviewer changes', () => {
  it('are only what differs from what was filed', () => {
    expect(decideTerms(draft, { settlement: 't1', deviceModel: 'smart_pos' })).toEqual({
      refused: false,
      value: { settlement: 't1' },
    });
    expect(decideTerms(draft, { settlement: 't0' })).toMatchObject({ refusal: { code: 'review.terms_same' } });
    expect(decideTerms(draft, {})).toMatchObject({ refusal: { code: 'review.terms_same' } });
  });
  it('never leave an account without the device that binds it', () => {
    expect(decideTerms(draft, { deviceModel: 'esign_pos' })).toMatchObject({
      refusal: { code: 'review.terms_not_fitting' },
    });
    expect(decideTerms({ ...draft, kind: 'individual' }, { deviceModel: 'esign_pos' }).refused).toBe(false);
  });
});
