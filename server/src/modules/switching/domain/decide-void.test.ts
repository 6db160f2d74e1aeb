import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideVoid, type VoidFacts } from './decide-void.ts';
import { transactionKinds, type TransactionKind } from './transaction-kinds.ts';
import { cardTransactionMachine, type TransactionState } from './transaction-machine.ts';

const original: NonNullable<VoidFacts['original']> = {
  kind: 'sale',
  state: 'approved',
  amountFen: 100n,
  followers: [],
  businessDate: '2026-11-23',
  sameCard: true,
  lapsed: false,
};
const facts: VoidFacts = { kind: 'sale_void', amountFen: 100n, businessDate: '2026-11-23', original };
const codeOf = (some: Partial<NonNullable<VoidFacts['original']>>, more: Partial<VoidFacts> = {}): string =>
  decideVoid({ ...facts, ...more, original: { ...original, ...some } }).code;
const voided = { relation: 'void', state: 'approved', amountFen: 100n } as const;

describe('a void', () => {
  it('of an approved sale of today, whole and by the same card, is taken', () => expect(codeOf({})).toBe('00'));
  it('of nothing that is known is 25', () => expect(decideVoid({ ...facts, original: undefined }).code).toBe('25'));
  it('of a voided one is C9, of a reversed one CA, of any other that is not approved 12', () => {
    expect(codeOf({ followers: [voided] })).toBe('C9');
    const codes = (Object.keys(cardTransactionMachine.states) as TransactionState[]).map((state) => [
      state,
      codeOf({ state }),
    ]);
    expect(Object.fromEntries(codes)).toEqual({
      sent: '12',
      unknown: '12',
      approved: '00',
      declined: '12',
      reversing: 'CA',
      reversed: 'CA',
    });
  });
  it('says what the field says first: voided before reversed before amount before card', () => {
    expect(codeOf({ followers: [voided], state: 'reversed', amountFen: 1n, sameCard: false })).toBe('C9');
    expect(codeOf({ state: 'reversed', amountFen: 1n, sameCard: false })).toBe('CA');
    expect(codeOf({ businessDate: '2026-11-22', amountFen: 1n, sameCard: false })).toBe('12');
    expect(codeOf({ amountFen: 1n, sameCard: false })).toBe('13');
    expect(codeOf({ sameCard: false })).toBe('14');
  });
  it('of a sale while another void of it is under way is 09, and open again once that came to nothing', () => {
    for (const state of ['sent', 'unknown', 'reversing'] as const)
      expect(codeOf({ followers: [{ ...voided, state }] })).toBe('09');
    for (const state of ['declined', 'reversed'] as const)
      expect(codeOf({ followers: [{ ...voided, state }] })).toBe('00');
  });
  it('of a sale that was partly refunded is 12', () =>
    expect(codeOf({ followers: [{ relation: 'refund', state: 'approved', amountFen: 1n }] })).toBe('12'));
  it('fits its own kind of original and no other', () => {
    const fitting = (kind: VoidFacts['kind']) =>
      (Object.keys(transactionKinds) as TransactionKind[]).filter((one) => codeOf({ kind: one }, { kind }) === '00');
    expect(fitting('sale_void')).toEqual(['sale', 'test_sale', 'offline_sale']);
    expect(fitting('qr_void')).toEqual(['qr_passive', 'qr_active']);
    expect(fitting('pre_auth_void')).toEqual(['pre_auth']);
    expect(fitting('completion_void')).toEqual(['completion', 'completion_advice']);
  });
  it('of a pre-authorisation may come on another day, but not after its completion and not after it has lapsed', () => {
    const held = { kind: 'pre_auth', businessDate: '2026-11-01' } as const;
    const kind = 'pre_auth_void' as const;
    expect(codeOf(held, { kind })).toBe('00');
    expect(codeOf({ ...held, lapsed: true }, { kind })).toBe('12');
    const completed = { relation: 'completion', state: 'approved', amountFen: 115n } as const;
    expect(codeOf({ ...held, followers: [completed] }, { kind })).toBe('12');
    expect(codeOf({ ...held, followers: [{ ...completed, state: 'reversed' }] }, { kind })).toBe('00');
  });
  it('is never taken twice, whatever came before', () => {
    const state = fc.constantFrom(...(Object.keys(cardTransactionMachine.states) as TransactionState[]));
    fc.assert(
      fc.property(
        fc.array(fc.record({ relation: fc.constant('void' as const), state, amountFen: fc.constant(100n) })),
        (followers) => {
          const claimed = followers.some((one) => one.state !== 'declined' && one.state !== 'reversed');
          expect(codeOf({ followers }) === '00').toBe(!claimed);
        },
      ),
    );
  });
});
