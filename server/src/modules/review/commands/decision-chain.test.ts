import { describe, expect, it } from 'vitest';
import { CHAIN_START, chainFaults, sealEntry, type DecisionEntry } from './decision-chain.ts';

function chain(length: number): DecisionEntry[] {
  const entries: DecisionEntry[] = [];
  for (let seq = 1; seq <= length; seq += 1)
    entries.push(
      sealEntry({
        applicationId: 'app_1',
        seq,
        revisionNo: seq,
        decidedAt: `2026-11-2${seq}T02:00:00.000Z`,
        decidedBy: `stf_${seq}`,
        decision: seq === length ? 'approve' : 'fix',
        policyDate: '2026-11-23',
        evidenceHash: 'e'.repeat(64),
        detail: { verdicts: [{ item: 'scene', verdict: 'fix', reasons: ['scene_insufficient'] }] },
        previousHash: entries.at(-1)?.hash ?? CHAIN_START,
      }),
    );
  return entries;
}

describe('the log of decisions', () => {
  it('that nobody touched has no faults', () => expect(chainFaults(chain(4))).toEqual([]));
  it('does not depend on the order of keys, which the database changes', () => {
    const [first] = chain(1) as [DecisionEntry];
    const turned = {
      ...first,
      detail: JSON.parse('{"verdicts":[{"reasons":["scene_insufficient"],"verdict":"fix","item":"scene"}]}') as unknown,
    };
    expect(chainFaults([turned])).toEqual([]);
  });
  it('shows the row that was changed, whichever field it was', () => {
    const forged = (change: Partial<DecisionEntry>): DecisionEntry[] =>
      chain(3).map((entry) => (entry.seq === 2 ? { ...entry, ...change } : entry));
    for (const change of [
      { decision: 'approve' },
      { decidedBy: 'stf_9' },
      { revisionNo: 7 },
      { evidenceHash: 'f'.repeat(64) },
      { detail: {} },
    ])
      expect(chainFaults(forged(change))).toEqual([{ kind: 'changed', seq: 2 }]);
  });
  it('shows that a row was taken out', () => {
    const entries = chain(3).filter((entry) => entry.seq !== 2);
    expect(chainFaults(entries)).toEqual([
      { kind: 'gap', seq: 2 },
      { kind: 'broken_link', seq: 3 },
    ]);
  });
  it('shows a row that was rewritten with a fitting hash: the next one no longer follows', () => {
    const entries = chain(3);
    const { hash: _, ...second } = entries[1] as DecisionEntry;
    entries[1] = sealEntry({ ...second, decision: 'approve' });
    expect(chainFaults(entries)).toEqual([{ kind: 'broken_link', seq: 3 }]);
  });
});
