import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { step } from '../../../kernel/machine.ts';
import {
  BLOCKERS,
  decideBlockers,
  decideNext,
  pointPassed,
  type Blocker,
  type BlockerFacts,
} from './decide-blockers.ts';
import { deregistrationMachine, type DeregistrationState } from './deregistration-machine.ts';

const NONE: BlockerFacts = {
  dueFen: 0n,
  frozenFen: 0n,
  debtFen: 0n,
  batches: [{ terminalNo: '10000001', rows: 0 }],
  undecided: 0,
  disputes: [],
  complaints: [],
  riskCases: [],
  devices: [],
  deposits: [{ depositId: 'dep_1', amountFen: 9_900n, ended: true }],
};
/** One fact for each blocker, and no more. */
const ALONE: Readonly<Record<(typeof BLOCKERS)[number], Partial<BlockerFacts>>> = {
  unsettled_batch: { batches: [{ terminalNo: '10000001', rows: 2 }] },
  open_dispute: { disputes: [{ disputeId: 'dsp_1', amountFen: 12_800n }] },
  open_complaint: { complaints: ['tkt_1'] },
  risk_hold: { riskCases: ['rsk_1'] },
  negative_balance: { debtFen: 500n },
  funds_pending: { dueFen: 1_230n },
  device_not_returned: { devices: ['KT1'] },
  deposit_open: { deposits: [{ depositId: 'dep_1', amountFen: 9_900n, ended: false }] },
};

describe('what stands in the way of a deregistration', () => {
  it.each(BLOCKERS)('%s stands alone where its fact does, and nothing does where none', (name) => {
    expect(decideBlockers(NONE)).toEqual([]);
    expect(decideBlockers({ ...NONE, ...ALONE[name] }).map((one) => one.name)).toEqual([name]);
  });

  it('says its figures', () => {
    const all = decideBlockers({ ...NONE, ...ALONE.funds_pending, ...ALONE.open_dispute, undecided: 1 });
    expect(all).toEqual([
      { name: 'unsettled_batch', count: 1, subjects: [] },
      { name: 'open_dispute', count: 1, amountFen: 12_800n, subjects: ['dsp_1'] },
      { name: 'funds_pending', amountFen: 1_230n, subjects: [] },
    ]);
  });

  it('holds money that is frozen without a case as well', () =>
    expect(decideBlockers({ ...NONE, frozenFen: 1n }).map((one) => one.name)).toEqual(['risk_hold']));
});

const blocker = (name: (typeof BLOCKERS)[number]): Blocker => ({ name, subjects: [] });

describe('a look at a deregistration', () => {
  it('stops sales once only money, devices and deposits are left, and unbinds once nothing is', () => {
    const money = [blocker('funds_pending'), blocker('device_not_returned'), blocker('deposit_open')];
    expect(decideNext({ state: 'requested', blockers: [blocker('open_dispute'), ...money], left: 1 })).toBe('block');
    expect(decideNext({ state: 'blocked', blockers: [blocker('open_dispute')], left: 1 })).toBeUndefined();
    expect(decideNext({ state: 'blocked', blockers: money, left: 1 })).toBe('settle');
    expect(decideNext({ state: 'settling', blockers: money, left: 1 })).toBeUndefined();
    expect(decideNext({ state: 'settling', blockers: [], left: 1 })).toBe('unbind');
  });

  it('is blocked again by a chargeback that comes while it settles, and not once it is unbinding', () => {
    const blockers = [blocker('open_dispute')];
    expect(decideNext({ state: 'settling', blockers, left: 0 })).toBe('block');
    expect(decideNext({ state: 'unbinding', blockers, left: 1 })).toBeUndefined();
    expect(decideNext({ state: 'unbinding', blockers, left: 0 })).toBe('finish');
  });

  it('never leads where the machine does not, and never unbinds or ends what something stands in the way of', () => {
    const states = Object.keys(deregistrationMachine.states) as DeregistrationState[];
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.subarray([...BLOCKERS]), fc.nat({ max: 3 }), (state, names, left) => {
        const event = decideNext({ state, blockers: names.map(blocker), left });
        if (event !== undefined) expect(step(deregistrationMachine, state, event)).toBeDefined();
        if (event === 'unbind') expect(names).toEqual([]);
        if (event === 'finish') expect([state, left]).toEqual(['unbinding', 0]);
      }),
    );
  });
});

describe('the point of no return', () => {
  it('is a device out of hand, or the unbinding; before that it is taken back', () => {
    const facts = { state: 'settling', merchantWas: 'active', deviceEnded: false } as const;
    expect(pointPassed(facts)).toBeUndefined();
    expect(pointPassed({ ...facts, state: 'blocked', merchantWas: undefined })).toBeUndefined();
    expect(pointPassed({ ...facts, merchantWas: 'restricted' })).toBeUndefined();
    expect(pointPassed({ ...facts, deviceEnded: true })).toBe('device_ended');
    expect(pointPassed({ ...facts, state: 'unbinding' })).toBe('unbinding');
  });

  it('has passed for a merchant whose sales had been stopped by people: this door does not take it up again', () =>
    expect(pointPassed({ state: 'settling', merchantWas: 'suspended', deviceEnded: false })).toBe('not_active'));
});
