import type { StateOf } from '../../../kernel/machine.ts';
import type { activationMachine } from './activation-machines.ts';

export type NextActivationStep = 'deposit' | 'account' | 'acknowledge' | 'active';

/**
 * What the host waits for. Pure. A corporate account is bound at the device by whoever knows its end and holds the merchant's
 * phone; a personal card has shown its owner in review and needs no such step.
 */
export function nextStep(facts: {
  readonly state: StateOf<typeof activationMachine>;
  readonly accountKind: 'personal' | 'corporate' | undefined;
}): NextActivationStep {
  switch (facts.state) {
    case 'deposit_secured':
      return facts.accountKind === 'corporate' ? 'account' : 'acknowledge';
    case 'account_bound':
      return 'acknowledge';
    case 'active':
    case 'test_sale_ok':
      return 'active';
    default:
      return 'deposit';
  }
}
