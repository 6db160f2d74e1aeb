import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideCaseOutcome, decideVerdict, type CaseFacts, type ItemVerdict } from './decide-case.ts';

const said = (item: string, verdict: ItemVerdict['verdict'], reasons: string[] = []): ItemVerdict => ({
  item: item as 'scene',
  verdict,
  reasons,
  note: '',
  internalNote: '',
});
const facts: CaseFacts = {
  stage: 1,
  staffId: 'anna',
  firstBy: undefined,
  filedBy: undefined,
  items: ['identity_card', 'face', 'scene'],
  checks: [
    { item: 'identity_card', check: 'id_number', verdict: 'pass', hard: false },
    { item: 'face', check: 'face', verdict: 'warn', hard: false },
  ],
  verdicts: [said('face', 'pass')],
  people: 1,
  peopleOverride: 2,
  termsChanged: false,
};
const outcome = (some: Partial<CaseFacts>): string => {
  const done = decideCaseOutcome({ ...facts, ...some });
  return done.refused ? done.refusal.code : done.value;
};
const failed = { item: 'face', check: 'face', verdict: 'fail', hard: false } as const;

describe('the decision of a case', () => {
  it('follows from the verdicts: any refusal refuses, else any fix asks, else it is approved', () => {
    expect(outcome({})).toBe('approve');
    expect(outcome({ verdicts: [said('face', 'pass'), said('scene', 'fix')] })).toBe('fix');
    expect(outcome({ verdicts: [said('face', 'reject'), said('scene', 'fix')] })).toBe('reject');
  });
  it('with changed terms asks for the merchant’s signature, after the second yes where policy wants two', () => {
    expect(outcome({ termsChanged: true })).toBe('change_terms');
    expect(outcome({ termsChanged: true, people: 2 })).toBe('need_second');
    expect(outcome({ termsChanged: true, people: 2, stage: 2, firstBy: 'bo' })).toBe('change_terms');
    expect(outcome({ termsChanged: true, verdicts: [said('face', 'reject')] })).toBe('reject');
  });
  it('wants a verdict for every item with a doubt, and none for one that no check complains about', () => {
    expect(decideCaseOutcome({ ...facts, verdicts: [] })).toMatchObject({
      refusal: { code: 'review.verdict_missing', facts: { items: ['face'] } },
    });
    expect(outcome({ checks: [], verdicts: [] })).toBe('approve');
  });
  it('S24: who filed it, or decided it before, never decides it, whatever the verdicts', () => {
    for (const some of [{ firstBy: 'anna' }, { filedBy: 'anna' }])
      for (const verdict of ['pass', 'fix', 'reject'] as const)
        expect(outcome({ ...some, verdicts: [said('face', verdict)] })).toBe('review.four_eyes');
  });
  it('by one person over a failed check only hands it to a second', () => {
    expect(outcome({ checks: [failed] })).toBe('need_second');
    expect(outcome({ checks: [failed], stage: 2, firstBy: 'bo' })).toBe('approve');
  });
  it('where policy wants two people is approved by the second alone', () => {
    expect(outcome({ people: 2 })).toBe('need_second');
    expect(outcome({ people: 2, stage: 2, firstBy: 'bo' })).toBe('approve');
  });
  it('over a hard failure cannot be an approval, of nobody', () => {
    for (const stage of [1, 2] as const)
      expect(outcome({ stage, checks: [{ ...failed, hard: true }] })).toBe('review.hard_failure');
  });
  it('of the second person that is no plain yes sends the case back', () => {
    expect(outcome({ stage: 2, firstBy: 'bo', verdicts: [said('face', 'reject')] })).toBe('send_back');
    expect(outcome({ stage: 2, firstBy: 'bo', verdicts: [said('face', 'pass'), said('scene', 'fix')] })).toBe(
      'send_back',
    );
  });
  it('is never an approval by one person where two are wanted, nor past a failed check without a second', () => {
    const verdicts = fc
      .subarray(['identity_card', 'face', 'scene'])
      .chain((items) =>
        fc.tuple(...items.map((item) => fc.constantFrom('pass', 'fix', 'reject').map((v) => said(item, v as 'pass')))),
      );
    const checks = fc.array(
      fc.record({
        item: fc.constantFrom('identity_card', 'face', 'scene'),
        check: fc.constant('c'),
        verdict: fc.constantFrom('pass' as const, 'warn' as const, 'fail' as const, 'skip' as const),
        hard: fc.boolean(),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(verdicts, checks, fc.constantFrom(0, 1, 2), (some, seen, people) => {
        const done = outcome({ verdicts: some, checks: seen, people });
        if (done !== 'approve') return;
        expect(people).toBeLessThan(2);
        expect(seen.every((check) => check.verdict !== 'fail')).toBe(true);
        expect(some.every((one) => one.verdict === 'pass')).toBe(true);
      }),
    );
  });
});

describe('a verdict', () => {
  it('that is not a pass names reasons that fit its item', () => {
    const code = (verdict: ItemVerdict): string => {
      const done = decideVerdict(verdict, { items: facts.items, knownReasons: ['doc_forged', 'img_blurry'] });
      return done.refused ? done.refusal.code : 'ok';
    };
    expect(code(said('scene', 'pass'))).toBe('ok');
    expect(code(said('scene', 'fix', ['scene_insufficient', 'img_blurry']))).toBe('ok');
    expect(code(said('scene', 'fix'))).toBe('review.fix_reason_unknown');
    expect(code(said('scene', 'fix', ['face_mismatch']))).toBe('review.fix_reason_unknown');
    expect(code(said('face', 'reject', ['doc_forged']))).toBe('ok');
    expect(code(said('licence', 'pass'))).toBe('review.item_not_asked');
  });
});
