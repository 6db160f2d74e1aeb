import type { Machine } from '../../../kernel/machine.ts';

/** connected is the device's own business; the server's steps begin when the code is accepted. The test sale is tracked, never a condition. */
export const activationMachine = {
  name: 'activation',
  column: 'activation.activation.state',
  initial: 'code_accepted',
  final: ['test_sale_ok', 'abandoned'],
  states: {
    code_accepted: { load_keys: 'keys_loaded', abandon: 'abandoned' },
    keys_loaded: { secure_deposit: 'deposit_secured', load_keys: 'keys_loaded', abandon: 'abandoned' },
    deposit_secured: {
      bind_account: 'account_bound',
      acknowledge: 'active',
      unfreeze: 'keys_loaded',
      abandon: 'abandoned',
    },
    account_bound: { acknowledge: 'active', unfreeze: 'keys_loaded', abandon: 'abandoned' },
    active: { test_sale: 'test_sale_ok' },
    test_sale_ok: {},
    abandoned: {},
  },
} as const satisfies Machine;

/** Kept as a keyed hash only. `claimed`: a device has proved itself with it and may come back without typing it again. */
export const activationCodeMachine = {
  name: 'activation code',
  column: 'activation.activation_code.state',
  initial: 'issued',
  final: ['redeemed', 'expired', 'revoked'],
  states: {
    issued: { send: 'sent', claim: 'claimed', expire: 'expired', revoke: 'revoked', lock: 'locked' },
    sent: { claim: 'claimed', expire: 'expired', revoke: 'revoked', lock: 'locked' },
    locked: { unlock: 'sent', expire: 'expired', revoke: 'revoked' },
    claimed: { redeem: 'redeemed', revoke: 'revoked' },
    redeemed: {},
    expired: {},
    revoked: {},
  },
} as const satisfies Machine;
