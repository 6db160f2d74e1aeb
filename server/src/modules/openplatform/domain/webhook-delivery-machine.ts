import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** failed: it will be tried again. A partner may ask for any of them again. */
export const webhookDeliveryMachine = {
  name: 'webhook delivery',
  column: 'openplatform.webhook_delivery.state',
  initial: 'pending',
  final: ['delivered', 'given_up'],
  states: {
    pending: { accepted: 'delivered', not_accepted: 'failed', drop: 'given_up' },
    failed: { accepted: 'delivered', not_accepted: 'failed', drop: 'given_up', replay: 'pending' },
    delivered: { replay: 'pending' },
    given_up: { replay: 'pending' },
  },
} as const satisfies Machine;
export type WebhookDeliveryState = StateOf<typeof webhookDeliveryMachine>;
