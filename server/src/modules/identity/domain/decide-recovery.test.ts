import { describe, expect, it } from 'vitest';
import { decideRecovery, type RecoveryFacts } from './decide-recovery.ts';

const right: RecoveryFacts = { known: true, live: true, similarity: 0.5, passFrom: 0.45, tryNo: 1, triesMax: 3 };

describe('an account whose phone is lost', () => {
  it('is given to the living person on its card', () => {
    expect(decideRecovery(right).refused).toBe(false);
  });

  it('is refused alike to a wrong face, a still picture and a name that nobody here has, so that the answer tells nothing', () => {
    const wrong: Partial<RecoveryFacts>[] = [{ similarity: 0.44 }, { live: false }, { known: false }];
    const answers = wrong.map((one) => JSON.stringify(decideRecovery({ ...right, ...one })));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('"triesLeft":2');
  });
});
