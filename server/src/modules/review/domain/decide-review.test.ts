import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../kernel/instant.ts';
import type { Revision } from '../../applications/index.ts';
import { decideReview } from './decide-review.ts';
import { FIX_REASONS } from './fix-reasons.ts';
import type { CheckItem, ReviewFacts } from './review-facts.ts';
import type { ReviewPolicy } from './review-policy.ts';

const person = { name: '林小满', idNumber: '11010519491231002X', idValidTo: '长期', phone: '13800138000', idHash: 'h' };
const revision: Revision = {
  draft: {
    kind: 'individual',
    deviceModel: 'esign_pos',
    depositConfirmed: true,
    settlement: 't1',
    planId: 'standard',
    accountKind: 'personal',
    card: { materialId: 'c', number: '6225880212345678', reservedPhone: '13800138000' },
    scene: { materialId: 'd' },
    business: { tradeName: '小满煎饼', mcc: '5814', region: '330100', address: '文三路 90 号' },
  },
  person,
  face: { state: 'face_passed', similarity: 0.7, fileId: null },
  materials: { id_front: 'a', id_back: 'b', bank_card: 'c', scene: 'd' },
  signedAt: '2026-11-23T02:00:00Z',
};
const card = { luhnValid: true, kind: 'debit' } as const;
const read = {
  id_front: { name: '林小满', idNumber: '11010519491231002X' },
  bank_card: { cardNumber: '6225880212345678' },
};
const good: ReviewFacts = {
  today: civilDate('2026-11-23'),
  validityMonthsMin: 3,
  revision,
  read,
  seals: {},
  quality: { id_front: 'good', scene: 'warn' },
  scene: { lines: ['小满煎饼', '八元一份'] },
  card,
  fourElement: { kind: 'match' },
};
const policy: ReviewPolicy = {
  checks: {},
  people: { companySmartPos: 2, t0: 2, override: 2, samplePercent: 0 },
  machine: { approves: true, asksFix: [] },
};
const decide = (facts: ReviewFacts) => decideReview(facts, policy, false);
const withPerson = (some: Partial<Revision['person']>): Partial<ReviewFacts> => ({
  revision: { ...revision, person: { ...person, ...some } },
});

const item = (facts: Partial<ReviewFacts>, check: CheckItem['check']): CheckItem | undefined =>
  decide({ ...good, ...facts }).items.find((one) => one.check === check);

describe('machine review', () => {
  it('approves when everything passes, and says so in nine lines', () => {
    const decision = decide(good);
    expect(decision.people).toBe(0);
    expect(decision.outcome).toBe('approved');
    expect(decision.items.map((one) => one.verdict)).toEqual(Array.from({ length: 9 }, () => 'pass'));
  });

  it('fails a check that a partner forces in the sandbox, says so, and leaves the others as they are', () => {
    const decision = decide({ ...good, forced: ['scene'] });
    expect(decision.outcome).toBe('human');
    expect(decision.items.filter((one) => one.verdict !== 'pass')).toMatchObject([
      { check: 'scene', verdict: 'fail', reason: 'scene_insufficient', evidence: { forced: true } },
    ]);
  });

  it('refuses on the black list for good, and puts what is on the watch list before a person', () => {
    const listed = (watch: readonly string[], observed: readonly string[]): Partial<ReviewFacts> => ({
      standing: {
        watch,
        observed,
        shared: { persons: 0, micro: 0, companies: 0, accounts: 0 },
        limits: { persons: 1, accounts: 1, microRefused: 0 },
        sceneElsewhere: 0,
        corporate: false,
        micro: true,
      },
    });
    expect(item(listed(['phone'], ['account']), 'watch_list')).toMatchObject({ verdict: 'fail', hard: true });
    expect(item(listed([], ['account']), 'watch_list')).toMatchObject({
      verdict: 'warn',
      evidence: { hits: 'account' },
    });
    expect(item(listed([], []), 'watch_list')?.verdict).toBe('pass');
  });

  it('S14: leaves a person’s next merchant to people, and refuses the third without a licence where policy draws that line', () => {
    const standing = (micro: number, microRefused: number): Partial<ReviewFacts> => ({
      standing: {
        watch: [],
        shared: { persons: micro, micro, companies: 0, accounts: 0 },
        limits: { persons: 1, accounts: 1, microRefused },
        sceneElsewhere: 0,
        corporate: false,
        micro: true,
      },
    });
    expect(item(standing(0, 2), 'duplicates')?.verdict).toBe('pass');
    expect(item(standing(1, 2), 'duplicates')).toMatchObject({ verdict: 'warn', reason: 'dup_subject' });
    expect(item(standing(2, 2), 'duplicates')).toMatchObject({ verdict: 'fail', hard: true, reason: 'dup_subject' });
    expect(item(standing(9, 0), 'duplicates')?.verdict).toBe('warn');
  });

  it('S15: refuses the sixth acquirer; a register that is silent leaves it to a person', () => {
    const known = (others: number) => item({ acquirers: { kind: 'found', others, max: 5 } }, 'acquirers');
    expect(known(4)?.verdict).toBe('pass');
    expect(known(5)).toMatchObject({ verdict: 'fail', hard: true });
    expect(item({ acquirers: { kind: 'unavailable', reason: 'closed', max: 5 } }, 'acquirers')?.verdict).toBe('skip');
    expect(item({}, 'acquirers')).toBeUndefined();
  });

  it('S09: a bank that does not answer leaves the check undone: a person decides, the machine never approves', () => {
    expect(item({ fourElement: { kind: 'unavailable', reason: 'closed' } }, 'four_element')).toMatchObject({
      verdict: 'skip',
    });
    expect(decide({ ...good, fourElement: { kind: 'unavailable', reason: 'closed' } }).outcome).toBe('human');
  });

  it('S08: a telephone that the bank does not know names the telephone; used-up tries leave it undone, not wrong', () => {
    expect(item({ fourElement: { kind: 'mismatch', wrong: ['phone'] } }, 'four_element')).toMatchObject({
      verdict: 'fail',
      reason: 'phone_not_reserved',
    });
    expect(item({ fourElement: { kind: 'tries_used' } }, 'four_element')).toMatchObject({
      verdict: 'skip',
    });
  });

  it('S08: the name is named before the telephone, the class of the card last', () => {
    expect(item({ fourElement: { kind: 'mismatch', wrong: ['phone', 'name'] } }, 'four_element')?.reason).toBe(
      'card_holder_mismatch',
    );
    expect(item({ fourElement: { kind: 'mismatch', wrong: ['class', 'phone'] } }, 'four_element')?.reason).toBe(
      'phone_not_reserved',
    );
    expect(item({ fourElement: { kind: 'mismatch', wrong: [] } }, 'four_element')?.reason).toBe(
      'card_four_element_failed',
    );
  });

  it('S10: a class-II account is refused with that reason', () => {
    expect(item({ fourElement: { kind: 'mismatch', wrong: ['class'] } }, 'four_element')).toMatchObject({
      verdict: 'fail',
      reason: 'card_not_class1',
    });
  });

  it('S11: a credit card as settlement card fails hard; a prefix nobody knows is for a person', () => {
    expect(item({ card: { ...card, kind: 'credit' } }, 'card_kind')).toMatchObject({
      verdict: 'fail',
      hard: true,
      reason: 'card_is_credit',
    });
    expect(item({ card: { ...card, kind: 'unknown' } }, 'card_kind')).toMatchObject({ verdict: 'warn' });
    expect(decide({ ...good, card: { ...card, kind: 'unknown' } }).outcome).toBe('human');
  });

  it('S07: a variant of the name is for a person, and so is a card that could not be read', () => {
    expect(item({ read: { ...read, id_front: { ...read.id_front, name: '林小滿' } } }, 'id_document')?.verdict).toBe(
      'warn',
    );
    expect(item({ read: {} }, 'id_document')).toMatchObject({
      verdict: 'warn',
      evidence: { name: 'unread', number: 'unread' },
    });
  });

  it('an expired card fails hard, a number that does not add up too', () => {
    expect(item(withPerson({ idValidTo: '2026-11-22' }), 'id_validity')).toMatchObject({
      hard: true,
      reason: 'id_expired',
    });
    expect(item(withPerson({ idValidTo: '2027-02-22' }), 'id_validity')).toMatchObject({
      hard: true,
      reason: 'id_expiring_soon',
    });
    expect(item(withPerson({ idValidTo: '2027-02-23' }), 'id_validity')).toMatchObject({
      verdict: 'pass',
    });
    expect(item(withPerson({ idNumber: '110105194912310020' }), 'id_number')).toMatchObject({
      verdict: 'fail',
      hard: true,
    });
  });

  it('a card number that fails its check digit fails hard; one that differs from the photo is for a person', () => {
    expect(item({ card: { ...card, luhnValid: false } }, 'card_number')).toMatchObject({
      verdict: 'fail',
      hard: true,
    });
    expect(item({ read: { ...read, bank_card: { cardNumber: '6225880212345670' } } }, 'card_number')).toMatchObject({
      verdict: 'warn',
    });
  });

  it('a face in the band between, a blurred photo, a scene without a word on it go to a person', () => {
    expect(
      item({ revision: { ...revision, face: { state: 'face_human', similarity: 0.35, fileId: null } } }, 'face')
        ?.verdict,
    ).toBe('warn');
    expect(item({ quality: { scene: 'refuse' } }, 'quality')?.verdict).toBe('warn');
    expect(item({ scene: { lines: [] } }, 'scene')).toMatchObject({ verdict: 'warn', reason: 'scene_insufficient' });
  });

  it('evidence carries no personal number and no name', () => {
    const text = JSON.stringify(
      decide({ ...good, fourElement: { kind: 'mismatch', wrong: ['name'] } }).items.map((one) => one.evidence),
    );
    for (const personal of [person.idNumber, person.name, '6225880212345678']) expect(text).not.toContain(personal);
  });

  it('approves exactly if all lines pass, and every line that does not pass has a reason', () => {
    const facts = fc.record({
      card: fc.record({
        luhnValid: fc.boolean(),
        kind: fc.constantFrom('debit' as const, 'credit' as const, 'unknown' as const),
      }),
      fourElement: fc.oneof(
        fc.constant({ kind: 'match' as const }),
        fc.constant({ kind: 'unavailable' as const, reason: 'x' }),
        fc.constant({ kind: 'tries_used' as const }),
        fc.record({
          kind: fc.constant('mismatch' as const),
          wrong: fc.subarray(['name', 'idNumber', 'phone', 'class']),
        }),
      ),
      scene: fc.record({ lines: fc.array(fc.constant('煎饼'), { maxLength: 3 }) }),
    });
    fc.assert(
      fc.property(facts, (some) => {
        const decision = decide({ ...good, ...some });
        expect(decision.outcome === 'approved').toBe(decision.items.every((one) => one.verdict === 'pass'));
        for (const one of decision.items) expect(one.reason === undefined).toBe(one.verdict === 'pass');
      }),
    );
  });

  it('asks for no fix reason twice in one item', () => {
    for (const reasons of Object.values(FIX_REASONS)) expect(new Set(reasons).size).toBe(reasons.length);
  });
});
