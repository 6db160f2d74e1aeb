import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** A key that is revoked stays so: a partner is given another one. */
export const apiKeyMachine = {
  name: 'api key',
  column: 'identity.api_key.state',
  initial: 'active',
  final: ['revoked'],
  states: { active: { revoke: 'revoked' }, revoked: {} },
} as const satisfies Machine;
export type ApiKeyState = StateOf<typeof apiKeyMachine>;
