import { describe, expect, it } from 'vitest';
import { decideCaseOutcome } from '../../../../server/src/modules/review/domain/decide-case.ts';
import type { CaseView } from './case-data.ts';
import { outcomeOf } from './items.ts';

type View = Parameters<typeof outcomeOf>[0];
const ITEMS: CaseView['items'] = ['identity_card', 'face', 'scene'];

/** Every case of three items that the two could disagree about. */
function* views(): Generator<View> {
  const checks = [
    [],
    [['face', 'warn', false]],
    [['face', 'fail', false]],
    [['face', 'fail', true]],
    [
      ['face', 'pass', false],
      ['scene', 'skip', false],
    ],
  ] as const;
  const verdicts = [[], ['face pass'], ['scene pass'], ['face fix'], ['face pass', 'scene reject']] as const;
  for (const found of checks)
    for (const said of verdicts)
      for (const stage of [1, 2])
        for (const people of [1, 2])
          for (const peopleOverride of [1, 2])
            yield {
              case: { stage },
              items: ITEMS,
              materials: [],
              people,
              peopleOverride,
              checks: found.map(([item, verdict, hard]) => ({
                check: `${item}_check`,
                item,
                version: 2,
                verdict,
                evidence: { hard },
              })),
              verdicts: said.map((one) => {
                const [item, verdict] = one.split(' ') as ['face', 'pass' | 'fix' | 'reject'];
                return { item, verdict, reasons: [], note: '', internalNote: '' };
              }),
            };
}

describe('what the sheet announces', () => {
  it('is what the server decides, for every mix of checks, verdicts, stage and people', () => {
    let seen = 0;
    for (const view of views()) {
      const decided = decideCaseOutcome({
        ...view,
        stage: view.case.stage as 1 | 2,
        staffId: 'anna',
        firstBy: undefined,
        filedBy: undefined,
        termsChanged: view.changedTerms !== undefined,
        checks: view.checks.map((one) => ({ ...one, hard: one.evidence['hard'] === true })),
        verdicts: view.verdicts.map(({ item, verdict, reasons, note, internalNote }) => ({
          item,
          verdict,
          reasons,
          note,
          internalNote,
        })),
      });
      const server = decided.refused ? decided.refusal.code.replace('review.', '') : decided.value;
      expect(outcomeOf(view).kind, JSON.stringify(view)).toBe(server);
      seen += 1;
    }
    expect(seen).toBe(200);
  });
});
