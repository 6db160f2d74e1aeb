import { describe, expect, it } from 'vitest';
import { step } from '../../../kernel/machine.ts';
import { activationMachine } from './activation-machines.ts';
import { nextStep } from './next-step.ts';

describe('the next step of an activation', () => {
  it.each([
    ['code_accepted', 'deposit', 'deposit'],
    ['keys_loaded', 'deposit', 'deposit'],
    ['deposit_secured', 'acknowledge', 'account'],
    ['account_bound', 'acknowledge', 'acknowledge'],
    ['active', 'active', 'active'],
    ['test_sale_ok', 'active', 'active'],
  ] as const)('from %s is %s with a personal card and %s with a corporate account', (state, personal, corporate) => {
    expect(nextStep({ state, accountKind: 'personal' })).toBe(personal);
    expect(nextStep({ state, accountKind: 'corporate' })).toBe(corporate);
  });

  it('is one that the machine allows: what waits for the acknowledgement can be acknowledged', () => {
    for (const state of Object.keys(activationMachine.states) as (keyof typeof activationMachine.states)[]) {
      const next = nextStep({ state, accountKind: 'corporate' });
      if (next === 'acknowledge') expect(step(activationMachine, state, 'acknowledge')).toBe('active');
      if (next === 'account') expect(step(activationMachine, state, 'bind_account')).toBe('account_bound');
    }
  });
});
