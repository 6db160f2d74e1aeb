import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelMetrics, STEPS, type Passage } from './onboarding-metrics.ts';

const MINUTE = 60_000;
const one: Passage = {
  channel: 'online',
  state: 'approved',
  firstTapAt: 0,
  submittedAt: 10 * MINUTE,
  decidedAt: 70 * MINUTE,
  deliveredAt: 1_000 * MINUTE,
  activatedAt: 1_010 * MINUTE,
  revisions: 1,
  fixMs: 0,
  secondLooks: 0,
  overturns: 0,
};

describe('figures of onboarding', () => {
  it('name the slowest step and count elapsed and own time from the first tap to the active terminal', () => {
    const online = channelMetrics('online', [one]);
    expect(online.slowestStep).toBe('delivery');
    expect([online.elapsed.p50Ms, online.ownEffort.p50Ms]).toEqual([1_010 * MINUTE, 20 * MINUTE]);
    expect(online.firstPassPercent).toBe(100);
  });
  it('do not blame the reviewer for the time that the applicant was waited for', () => {
    const fixed = { ...one, revisions: 2, fixMs: 40 * MINUTE };
    const { decision, firstPassPercent, ownEffort } = channelMetrics('online', [fixed]);
    expect(decision.p50Ms).toBe(20 * MINUTE);
    expect(firstPassPercent).toBe(0);
    expect(ownEffort.p50Ms).toBe(60 * MINUTE);
  });
  it('are empty rather than zero where nothing happened', () => {
    const none = channelMetrics('agent', [one]);
    expect([none.applications, none.firstPassPercent, none.slowestStep, none.overturnPercent]).toEqual([
      0,
      null,
      null,
      null,
    ]);
  });
  it('have a median no greater than the 95th, and both are times that were measured', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 60 }), (times) => {
        const all = times.map((ms) => ({ ...one, submittedAt: ms }));
        const { p50Ms, p95Ms, count } = channelMetrics('online', all).steps.filling_in;
        expect(count).toBe(times.length);
        expect(p50Ms).toBeLessThanOrEqual(p95Ms);
        expect(times).toContain(p50Ms);
        expect(times).toContain(p95Ms);
      }),
    );
  });
  it('know every step', () => expect(Object.keys(channelMetrics('online', []).steps)).toEqual([...STEPS]));
});
