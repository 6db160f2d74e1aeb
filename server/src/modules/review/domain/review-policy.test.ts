import { describe, expect, it } from 'vitest';
import type { CheckItem } from './review-facts.ts';
import { decideByPolicy, heldAgainst, reviewPolicySchema, type ReviewPolicy } from './review-policy.ts';

const policy: ReviewPolicy = {
  checks: {},
  people: { companySmartPos: 2, t0: 2, override: 2, samplePercent: 5 },
  machine: { approves: true, asksFix: [] },
};
const shape = { kind: 'individual', deviceModel: 'esign_pos', settlement: 't1' };
const item = (check: CheckItem['check'], verdict: CheckItem['verdict'], some: Partial<CheckItem> = {}): CheckItem => ({
  check,
  item: 'bank_card',
  verdict,
  evidence: {},
  ...some,
});
const clean = [item('id_number', 'pass'), item('four_element', 'pass')];
const phone = item('four_element', 'fail', { reason: 'phone_not_reserved' });

describe('a review policy', () => {
  it('lets the machine approve what is clean, unless it says otherwise or chance picked it', () => {
    expect(decideByPolicy(clean, shape, policy, false)).toEqual({ outcome: 'approved', people: 0 });
    expect(decideByPolicy(clean, shape, policy, true)).toEqual({ outcome: 'human', people: 1 });
    const careful = { ...policy, machine: { approves: false, asksFix: [] } };
    expect(decideByPolicy(clean, shape, careful, false)).toEqual({ outcome: 'human', people: 1 });
  });
  it('gives a company with a smart POS and T+0 as many people as it says', () => {
    expect(decideByPolicy(clean, { ...shape, settlement: 't0' }, policy, false).people).toBe(2);
    const company = { ...shape, kind: 'company', deviceModel: 'smart_pos' };
    expect(decideByPolicy(clean, company, policy, false).people).toBe(2);
    const light = { ...policy, people: { ...policy.people, companySmartPos: 0 } };
    expect(decideByPolicy(clean, company, light, false)).toEqual({ outcome: 'approved', people: 0 });
  });
  it('S25: lets the machine ask the applicant itself where only such checks complain, and never over another doubt', () => {
    const asking: ReviewPolicy = { ...policy, machine: { approves: true, asksFix: ['four_element'] } };
    expect(decideByPolicy([phone], shape, asking, false).outcome).toBe('fix');
    expect(decideByPolicy([phone, item('face', 'warn', { item: 'face' })], shape, asking, false).outcome).toBe('human');
    expect(decideByPolicy([item('four_element', 'skip')], shape, asking, false).outcome).toBe('human'); // no reason to give
    expect(decideByPolicy([phone], shape, policy, false).outcome).toBe('human');
  });
  it('shows an advising check without sending anybody to look', () => {
    const advising: ReviewPolicy = { ...policy, checks: { four_element: 'advise' } };
    expect(decideByPolicy([phone], shape, advising, false)).toEqual({ outcome: 'approved', people: 0 });
  });
  it('holds what passed against its thresholds: below them it is a doubt, with the reason of its item', () => {
    const face = item('face', 'pass', { item: 'face', evidence: { state: 'face_passed', similarity: 0.52 } });
    const scene = item('scene', 'pass', { item: 'scene', evidence: { lines: 2 } });
    const outcome = (thresholds: ReviewPolicy['thresholds'], items = [face, scene]) =>
      decideByPolicy(items, shape, { ...policy, thresholds }, false).outcome;
    expect(outcome(undefined)).toBe('approved');
    expect(outcome({ faceSimilarity: 0.52, sceneLines: 2 })).toBe('approved');
    expect(outcome({ faceSimilarity: 0.53 })).toBe('human');
    expect(outcome({ sceneLines: 3 })).toBe('human');
    expect(heldAgainst(scene, { ...policy, thresholds: { sceneLines: 3 } })).toMatchObject({
      verdict: 'warn',
      reason: 'scene_insufficient',
    });
    const seen = { ...face, evidence: { state: 'face_witnessed', similarity: 0 } };
    expect(outcome({ faceSimilarity: 0.9 }, [seen])).toBe('approved');
    expect(reviewPolicySchema.safeParse({ ...policy, thresholds: { faceSimilarity: 1.2 } }).success).toBe(false);
  });
  it('is refused with a check that nobody knows or more people than there are', () => {
    expect(reviewPolicySchema.safeParse({ ...policy, checks: { gossip: 'on' } }).success).toBe(false);
    expect(reviewPolicySchema.safeParse({ ...policy, people: { ...policy.people, t0: 3 } }).success).toBe(false);
  });
});
