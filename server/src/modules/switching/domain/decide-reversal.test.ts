import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { step } from '../../../kernel/machine.ts';
import { decideReversal } from './decide-reversal.ts';
import type { OriginalFacts } from './standing.ts';
import { askedByHost, hostKinds, transactionKinds, type TransactionKind } from './transaction-kinds.ts';
import { cardTransactionMachine, type TransactionState } from './transaction-machine.ts';

const sale = (state: TransactionState, amountFen = 1n, some: Partial<OriginalFacts> = {}): OriginalFacts => ({
  kind: 'sale',
  state,
  amountFen,
  followers: [],
  ...some,
});

describe('a reversal', () => {
  it.each([
    ['sent', { answer: '00', act: 'reverse' }],
    ['unknown', { answer: '00', act: 'reverse' }],
    ['approved', { answer: '00', act: 'reverse' }],
    ['reversing', { answer: '00', act: 'nothing' }],
    ['reversed', { answer: '00', act: 'nothing' }],
    ['declined', { answer: '12', act: 'nothing' }],
  ] as const)('of an original that is %s', (state, expected) => {
    expect(decideReversal({ original: sale(state, 100n), amountFen: 100n })).toEqual(expected);
  });

  it('knows every state of the machine, and reverses exactly those that the machine lets be reversed', () => {
    for (const state of Object.keys(cardTransactionMachine.states) as TransactionState[]) {
      const { act } = decideReversal({ original: sale(state), amountFen: 1n });
      expect(act === 'reverse').toBe(step(cardTransactionMachine, state, 'reverse') !== undefined);
    }
  });

  it('of what is settled moves nothing here: the device hears 00 and people see to it, unless it is refunded, reversed or declined already', () => {
    const settled = (state: TransactionState, some: Partial<OriginalFacts> = {}) =>
      decideReversal({ original: { ...sale(state, 100n, some), settled: true }, amountFen: 100n });
    expect(settled('approved')).toEqual({ answer: '00', act: 'to_people' });
    expect(settled('reversed')).toEqual({ answer: '00', act: 'nothing' });
    expect(settled('declined')).toEqual({ answer: '12', act: 'nothing' });
    for (const state of ['sent', 'unknown'] as const) expect(settled(state)).toEqual({ answer: '00', act: 'reverse' });
    const refunded = { relation: 'refund', state: 'approved', amountFen: 100n } as const;
    expect(settled('approved', { followers: [refunded] })).toEqual({ answer: '12', act: 'nothing' });
  });

  it('before its original is remembered and answered 25', () =>
    expect(decideReversal({ original: undefined, amountFen: 1n })).toEqual({ answer: '25', act: 'tombstone' }));

  it('of another amount does nothing, whatever the state', () => {
    for (const state of Object.keys(cardTransactionMachine.states) as TransactionState[]) {
      expect(decideReversal({ original: sale(state, 100n), amountFen: 101n })).toEqual({
        answer: '13',
        act: 'nothing',
      });
    }
  });

  it('of what was voided, completed or partly refunded is 12, also while that is under way; what came to nothing does not count', () => {
    for (const relation of ['void', 'completion', 'refund'] as const) {
      const followed = (state: TransactionState) =>
        decideReversal({
          original: sale('approved', 1n, { followers: [{ relation, state, amountFen: 1n }] }),
          amountFen: 1n,
        });
      for (const state of ['sent', 'unknown', 'approved', 'reversing'] as const)
        expect(followed(state)).toEqual({ answer: '12', act: 'nothing' });
      for (const state of ['declined', 'reversed'] as const) expect(followed(state).act).toBe('reverse');
    }
  });

  it('takes back every kind but an inquiry and what is repeated instead', () => {
    const refused = (Object.keys(transactionKinds) as TransactionKind[]).filter(
      (kind) => decideReversal({ original: sale('approved', 1n, { kind }), amountFen: 1n }).act !== 'reverse',
    );
    const ofTerminals = refused.filter((kind) => !askedByHost(kind));
    expect(ofTerminals).toEqual(['balance', 'refund', 'completion_advice', 'offline_sale', 'tip', 'adjustment']);
    expect(hostKinds.every((kind) => refused.includes(kind))).toBe(true);
  });

  it('ends the same in every order: request, approval and any number of reversals leave no approved sale', () => {
    type Event = 'request' | 'approve' | 'reverse';
    interface World {
      readonly state: TransactionState | undefined;
      readonly tombstone: boolean;
      readonly balance: number;
    }
    /** The host as it is written: an intent is refused where a tombstone lies, an approval counts only from sent. */
    const apply = (world: World, event: Event): World => {
      if (event === 'request')
        return world.state !== undefined || world.tombstone ? world : { ...world, state: 'sent' };
      if (event === 'approve')
        return world.state === 'sent' ? { ...world, state: 'approved', balance: world.balance + 1 } : world;
      const { act } = decideReversal({
        original: world.state === undefined ? undefined : sale(world.state),
        amountFen: 1n,
      });
      if (act === 'tombstone') return { ...world, tombstone: true };
      return act === 'reverse'
        ? { ...world, state: 'reversing', balance: world.state === 'approved' ? world.balance - 1 : world.balance }
        : world;
    };
    const events = fc.shuffledSubarray<Event>(['request', 'approve', 'approve', 'reverse', 'reverse', 'reverse'], {
      minLength: 6,
    });
    fc.assert(
      fc.property(events, (order) => {
        const end = order.reduce(apply, { state: undefined, tombstone: false, balance: 0 });
        expect(end.balance).toBe(0);
        expect([undefined, 'reversing', 'reversed']).toContain(end.state);
      }),
    );
  });
});
