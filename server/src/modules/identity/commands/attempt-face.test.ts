import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideFace } from './attempt-face.ts';

const bands = { pass: 0.45, human: 0.3, triesMax: 3 };

describe('a face', () => {
  it('that moved as asked and is clearly the card is passed', () =>
    expect(decideFace({ passed: true, similarity: 0.45 }, 1, bands)).toMatchObject({
      value: { state: 'face_passed' },
    }));
  it('in the band between is for a person to compare', () => {
    expect(decideFace({ passed: true, similarity: 0.449 }, 1, bands)).toMatchObject({ value: { state: 'face_human' } });
    expect(decideFace({ passed: true, similarity: 0.3 }, 3, bands)).toMatchObject({ value: { state: 'face_human' } });
  });
  it('that is somebody else is refused and told how many tries are left', () => {
    expect(decideFace({ passed: true, similarity: 0.29 }, 1, bands)).toMatchObject({
      refusal: { code: 'identity.face_mismatch', facts: { triesLeft: 2 } },
    });
  });
  it('that did not move as asked is refused with the reason, however alike it is', () => {
    expect(decideFace({ passed: false, reason: 'no_turn', similarity: 0.99 }, 2, bands)).toMatchObject({
      refusal: { code: 'identity.face_liveness_failed', facts: { reason: 'no_turn', triesLeft: 1 } },
    });
  });
  it('S17: the third failure leads to a person, never to a dead end', () => {
    expect(decideFace({ passed: false, similarity: 0.9 }, 3, bands)).toMatchObject({
      refusal: { code: 'identity.face_tries_used' },
    });
    expect(decideFace({ passed: true, similarity: 0.1 }, 3, bands)).toMatchObject({
      refusal: { code: 'identity.face_tries_used' },
    });
  });
  it('is passed only if it lived and is alike; nothing below the human band is ever accepted', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 5 }),
        (passed, similarity, tryNo) => {
          const decision = decideFace({ passed, similarity }, tryNo, bands);
          expect(decision.refused).toBe(!(passed && similarity >= bands.human));
          if (!decision.refused)
            expect(decision.value.state).toBe(similarity >= bands.pass ? 'face_passed' : 'face_human');
        },
      ),
    );
  });
});
