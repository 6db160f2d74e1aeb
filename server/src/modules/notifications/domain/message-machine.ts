import type { Machine } from '../../../kernel/machine.ts';

/** waiting -> handed to the SMS centre -> what the handset said. `failed` is the centre's own no. */
export const messageMachine = {
  name: 'message',
  column: 'notifications.message.state',
  initial: 'waiting',
  final: ['delivered', 'undelivered', 'failed'],
  states: {
    waiting: { accept: 'sent', refuse: 'failed' },
    sent: { deliver: 'delivered', fail: 'undelivered' },
    delivered: {},
    undelivered: {},
    failed: {},
  },
} as const satisfies Machine;
