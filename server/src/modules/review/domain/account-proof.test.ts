import { describe, expect, it } from 'vitest';
import { decideProof } from './account-proof.ts';

const facts = { sentFen: 37n, triesMax: 3 };
const code = (saidFen: bigint, tryNo: number): string => {
  const done = decideProof({ ...facts, saidFen, tryNo });
  return done.refused ? done.refusal.code : 'proved';
};

describe('the proof of a corporate account', () => {
  it('is the amount on its statement, to the fen', () => {
    expect(code(37n, 1)).toBe('proved');
    expect(code(38n, 1)).toBe('review.proof_wrong');
  });
  it('says how many tries are left, and ends with the third wrong one; a right third counts', () => {
    expect(decideProof({ ...facts, saidFen: 1n, tryNo: 2 })).toMatchObject({ refusal: { facts: { triesLeft: 1 } } });
    expect(code(1n, 3)).toBe('review.proof_tries_used');
    expect(code(37n, 3)).toBe('proved');
  });
});
