import { describe, expect, it } from 'vitest';
import { DATA_CLASSES, decideErasure, erasesAnything, type ErasureFacts } from './decide-erasure.ts';

const counts = { replaced: 2, identity: 6, decided: 1, money: 3, sign_ins: 4 };
const verdicts = (facts: Partial<ErasureFacts>) =>
  Object.fromEntries(
    decideErasure({ stage: 'none', held: false, counts, ...facts }).map((one) => [one.of, one.keptBecause ?? 'erased']),
  );

describe('an erasure', () => {
  it('of somebody who is no merchant takes all but the proof of a decision and the log', () =>
    expect(verdicts({})).toEqual({
      replaced: 'erased',
      identity: 'erased',
      decided: 'proof',
      money: 'law',
      sign_ins: 'log',
    }));
  it('takes nothing that is being judged', () =>
    expect(verdicts({ stage: 'judged' })).toMatchObject({ identity: 'in_review', replaced: 'erased' }));
  it('of a merchant keeps identity and decisions by law, and takes photos that were never sent in', () =>
    expect(verdicts({ stage: 'merchant' })).toMatchObject({ identity: 'law', decided: 'law', replaced: 'erased' }));
  it('waits while a hold stands, whatever the stage', () => {
    for (const stage of ['none', 'filling_in', 'judged', 'merchant'] as const)
      expect(Object.values(verdicts({ stage, held: true }))).not.toContain('erased');
  });
  it('is refused where nothing would be erased, and not where only a hold is in the way', () => {
    const none = { ...counts, replaced: 0, identity: 0 };
    expect(erasesAnything(decideErasure({ stage: 'none', held: false, counts: none }))).toBe(false);
    expect(erasesAnything(decideErasure({ stage: 'none', held: true, counts }))).toBe(true);
    expect(erasesAnything(decideErasure({ stage: 'merchant', held: false, counts: { ...none, identity: 5 } }))).toBe(
      false,
    );
  });
  it('says something of every class', () =>
    expect(Object.keys(verdicts({})).toSorted()).toEqual([...DATA_CLASSES].toSorted()));
});
