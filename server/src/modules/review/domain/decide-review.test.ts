import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../kernel/instant.ts';
import { decideReview, type CheckItem, type ReviewFacts } from './decide-review.ts';
import { FIX_REASONS } from './fix-reasons.ts';

const good: ReviewFacts = {
  today: civilDate('2026-11-23'),
  validityMonthsMin: 3,
  person: { name: '林小满', idNumber: '11010519491231002X', idValidTo: '长期' },
  read: { name: '林小满', idNumber: '11010519491231002X', cardNumber: '6225880212345678' },
  card: { number: '6225880212345678', luhnValid: true, kind: 'debit' },
  fourElement: { result: 'match', wrong: [] },
  face: { state: 'face_passed', similarity: 0.7 },
  quality: [
    { item: 'id_front', verdict: 'good' },
    { item: 'scene', verdict: 'warn' },
  ],
  sceneLineCount: 4,
};

const item = (facts: Partial<ReviewFacts>, check: CheckItem['check']): CheckItem | undefined =>
  decideReview({ ...good, ...facts }).items.find((one) => one.check === check);

describe('machine review', () => {
  it('approves when everything passes, and says so in nine lines', () => {
    const decision = decideReview(good);
    expect(decision.outcome).toBe('approved');
    expect(decision.items.map((one) => one.verdict)).toEqual(Array.from({ length: 9 }, () => 'pass'));
  });

  it('S09: a bank that does not answer leaves the check unverified: a person decides, the machine never approves', () => {
    expect(item({ fourElement: { result: 'unavailable', wrong: [] } }, 'four_element')).toMatchObject({
      verdict: 'unverified',
    });
    expect(decideReview({ ...good, fourElement: { result: 'unavailable', wrong: [] } }).outcome).toBe('human');
  });

  it('S08: a telephone that the bank does not know names the telephone; used-up tries are unverified, not wrong', () => {
    expect(item({ fourElement: { result: 'mismatch', wrong: ['phone'] } }, 'four_element')).toMatchObject({
      verdict: 'fail',
      reason: 'phone_not_reserved',
    });
    expect(item({ fourElement: { result: 'tries_used', wrong: [] } }, 'four_element')).toMatchObject({
      verdict: 'unverified',
    });
  });

  it('S08: the name is named before the telephone, the class of the card last', () => {
    expect(item({ fourElement: { result: 'mismatch', wrong: ['phone', 'name'] } }, 'four_element')?.reason).toBe(
      'card_holder_mismatch',
    );
    expect(item({ fourElement: { result: 'mismatch', wrong: ['class', 'phone'] } }, 'four_element')?.reason).toBe(
      'phone_not_reserved',
    );
    expect(item({ fourElement: { result: 'mismatch', wrong: [] } }, 'four_element')?.reason).toBe(
      'card_four_element_failed',
    );
  });

  it('S10: a class-II account is refused with that reason', () => {
    expect(item({ fourElement: { result: 'mismatch', wrong: ['class'] } }, 'four_element')).toMatchObject({
      verdict: 'fail',
      reason: 'card_not_class1',
    });
  });

  it('S11: a credit card as settlement card fails hard; a prefix nobody knows is for a person', () => {
    expect(item({ card: { ...good.card, kind: 'credit' } }, 'card_kind')).toMatchObject({
      verdict: 'fail',
      hard: true,
      reason: 'card_is_credit',
    });
    expect(item({ card: { ...good.card, kind: 'unknown' } }, 'card_kind')).toMatchObject({ verdict: 'human' });
    expect(decideReview({ ...good, card: { ...good.card, kind: 'unknown' } }).outcome).toBe('human');
  });

  it('S07: a variant of the name is for a person, and so is a card that could not be read', () => {
    expect(
      item({ read: { ...good.read, name: '林小滿' }, person: { ...good.person, name: '林小满' } }, 'id_document')
        ?.verdict,
    ).toBe('human');
    expect(item({ read: {} }, 'id_document')).toMatchObject({
      verdict: 'human',
      evidence: { name: 'unread', number: 'unread' },
    });
  });

  it('an expired card fails hard, a number that does not add up too', () => {
    expect(item({ person: { ...good.person, idValidTo: '2026-11-22' } }, 'id_validity')).toMatchObject({
      hard: true,
      reason: 'id_expired',
    });
    expect(item({ person: { ...good.person, idValidTo: '2027-02-22' } }, 'id_validity')).toMatchObject({
      hard: true,
      reason: 'id_expiring_soon',
    });
    expect(item({ person: { ...good.person, idValidTo: '2027-02-23' } }, 'id_validity')).toMatchObject({
      verdict: 'pass',
    });
    expect(item({ person: { ...good.person, idNumber: '110105194912310020' } }, 'id_number')).toMatchObject({
      verdict: 'fail',
      hard: true,
    });
  });

  it('a card number that fails its check digit fails hard; one that differs from the photo is for a person', () => {
    expect(item({ card: { ...good.card, luhnValid: false } }, 'card_number')).toMatchObject({
      verdict: 'fail',
      hard: true,
    });
    expect(item({ read: { ...good.read, cardNumber: '6225880212345670' } }, 'card_number')).toMatchObject({
      verdict: 'human',
    });
  });

  it('a face in the band between, a blurred photo, a scene without a word on it go to a person', () => {
    expect(item({ face: { state: 'face_human', similarity: 0.35 } }, 'face')?.verdict).toBe('human');
    expect(item({ quality: [{ item: 'scene', verdict: 'refuse' }] }, 'quality')?.verdict).toBe('human');
    expect(item({ sceneLineCount: 0 }, 'scene')).toMatchObject({ verdict: 'human', reason: 'scene_insufficient' });
  });

  it('evidence carries no personal number and no name', () => {
    const text = JSON.stringify(
      decideReview({ ...good, fourElement: { result: 'mismatch', wrong: ['name'] } }).items.map((one) => one.evidence),
    );
    for (const personal of [good.person.idNumber, good.person.name, good.card.number])
      expect(text).not.toContain(personal);
  });

  it('approves exactly if all lines pass, and every line that does not pass has a reason', () => {
    const facts = fc.record({
      card: fc.record({
        number: fc.constant('6225880212345678'),
        luhnValid: fc.boolean(),
        kind: fc.constantFrom('debit' as const, 'credit' as const, 'unknown' as const),
      }),
      fourElement: fc.record({
        result: fc.constantFrom('match' as const, 'mismatch' as const, 'unavailable' as const, 'tries_used' as const),
        wrong: fc.subarray(['name', 'idNumber', 'phone', 'class']),
      }),
      face: fc.record({
        state: fc.constantFrom('face_passed' as const, 'face_human' as const),
        similarity: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      sceneLineCount: fc.nat({ max: 3 }),
    });
    fc.assert(
      fc.property(facts, (some) => {
        const decision = decideReview({ ...good, ...some });
        expect(decision.outcome === 'approved').toBe(decision.items.every((one) => one.verdict === 'pass'));
        for (const one of decision.items) expect(one.reason === undefined).toBe(one.verdict === 'pass');
      }),
    );
  });

  it('asks for no fix reason twice in one item', () => {
    for (const reasons of Object.values(FIX_REASONS)) expect(new Set(reasons).size).toBe(reasons.length);
  });
});
