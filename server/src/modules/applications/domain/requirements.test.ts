import { describe, expect, it } from 'vitest';
import { draftSchema, emptyDraft, type Draft } from './draft.ts';
import { requirementsOf, type Requirement, type RequirementFacts } from './requirements.ts';

const full: Draft = {
  kind: 'individual',
  deviceModel: 'esign_pos',
  depositConfirmed: true,
  settlement: 't1',
  planId: 'standard',
  card: { materialId: 'mat_1', number: '6225880212345678', reservedPhone: '13800138000' },
  scene: { materialId: 'mat_2' },
  business: { tradeName: '小满煎饼', mcc: '5814', region: '330100', address: '文三路 90 号夜市' },
};
const done: RequirementFacts = {
  draft: full,
  identityState: 'face_passed',
  consents: ['privacy', 'third_party_check'],
  fixes: [],
};
const statusOf = (facts: RequirementFacts): Partial<Record<Requirement['item'], string>> =>
  Object.fromEntries(requirementsOf(facts).map((one) => [one.item, one.status]));

describe('the checklist', () => {
  it('of an empty draft misses everything', () => {
    const all = requirementsOf({ draft: emptyDraft, identityState: 'none', consents: [], fixes: [] });
    expect(all.map((one) => one.status)).toEqual(Array.from({ length: 8 }, () => 'missing'));
    expect(new Set(all.map((one) => one.item)).size).toBe(8);
  });
  it('of a full draft misses nothing', () =>
    expect(new Set(Object.values(statusOf(done)))).toEqual(new Set(['submitted'])));
  it('asks a person with an accepted face for no face again, be it by the machine or for a person to compare', () => {
    expect(statusOf({ ...done, identityState: 'face_human' }).face).toBe('submitted');
    expect(statusOf({ ...done, identityState: 'id_confirmed' })).toMatchObject({
      identity_card: 'submitted',
      face: 'missing',
    });
  });
  it('counts a device only once its deposit rule is confirmed, and a card only with its photo', () => {
    expect(statusOf({ ...done, draft: { ...full, depositConfirmed: false } }).device).toBe('missing');
    expect(
      statusOf({ ...done, draft: { ...full, card: { number: '6225880212345678', reservedPhone: '13800138000' } } })
        .bank_card,
    ).toBe('missing');
  });
  it('wants both consents: privacy and the check at third parties', () => {
    expect(statusOf({ ...done, consents: ['privacy'] }).third_party_consent).toBe('missing');
    expect(statusOf({ ...done, consents: ['third_party_check'] }).third_party_consent).toBe('missing');
  });
  it('shows a fix that was asked for with its reason, and nothing else is asked for again', () => {
    const facts = {
      ...done,
      fixes: [{ item: 'scene', reason: 'scene_insufficient', note: '请拍到招牌', answered: false }],
    };
    expect(requirementsOf(facts).filter((one) => one.status !== 'submitted')).toEqual([
      { item: 'scene', step: 'scene', status: 'fix_needed', reason: 'scene_insufficient', note: '请拍到招牌' },
    ]);
    expect(
      statusOf({ ...facts, fixes: [{ ...facts.fixes[0], item: 'scene', reason: 'x', note: '', answered: true }] })
        .scene,
    ).toBe('submitted');
  });
});

describe('a draft', () => {
  it('takes what is known of it and refuses what is not', () => {
    expect(draftSchema.safeParse(full).success).toBe(true);
    expect(draftSchema.safeParse({ ...full, role: 'admin' }).success).toBe(false);
    expect(draftSchema.safeParse({ card: { number: '62258802123456ab', reservedPhone: '13800138000' } }).success).toBe(
      false,
    );
    expect(draftSchema.safeParse({ card: { number: '6225880212345678', reservedPhone: '23800138000' } }).success).toBe(
      false,
    );
  });
});
