import { requestCode } from '../modules/identity/index.ts';
import { messageState, queueMessage } from '../modules/notifications/index.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** Sends a sign-in code: the code's hash and its message are made in one transaction. */
export function sendSignInCode(world: World, input: { phone: string; address: string }) {
  return requestCode(world, {
    phone: input.phone,
    purpose: 'sign_in',
    address: input.address,
    lost: async (messageId) => ['undelivered', 'failed'].includes((await messageState(world.db, messageId)) ?? ''),
    send: (tx, code) =>
      queueMessage(world, tx, {
        purpose: 'sign_in_code',
        phone: input.phone,
        text: smsTexts.signInCode(code),
        subject: 'sign-in',
      }),
  });
}
