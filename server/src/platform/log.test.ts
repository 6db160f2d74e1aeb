import { describe, expect, it } from 'vitest';
import { seldom } from './log.ts';

function told() {
  let now = 0;
  const lines: unknown[] = [];
  const log = { error: (facts: unknown) => void lines.push(facts) } as unknown as Parameters<typeof seldom>[0];
  return {
    complain: seldom(log, { everyMs: 10_000, nowMs: () => now }),
    lines,
    pass: (ms: number) => void (now += ms),
  };
}

describe('a fault that comes again and again', () => {
  it('is told at once, then once in ten seconds with how often it came', () => {
    const { complain, lines, pass } = told();
    for (let n = 0; n < 500; n += 1) complain('ECONNREFUSED', 'job queue');
    pass(9_999);
    complain('ECONNREFUSED', 'job queue');
    expect(lines).toEqual([{ error: 'ECONNREFUSED' }]);
    pass(1);
    complain('ECONNREFUSED', 'job queue');
    expect(lines).toEqual([{ error: 'ECONNREFUSED' }, { error: 'ECONNREFUSED', more: 500 }]);
  });
  it('hides no other fault', () => {
    const { complain, lines } = told();
    complain('ECONNREFUSED', 'job queue');
    complain('deadlock detected', 'job queue');
    complain('ECONNREFUSED', 'job queue');
    expect(lines).toEqual([{ error: 'ECONNREFUSED' }, { error: 'deadlock detected' }]);
  });
});
