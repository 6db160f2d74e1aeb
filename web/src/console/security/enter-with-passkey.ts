import { startAuthentication } from '@simplewebauthn/browser';
import { client, type Answer, type CallInput } from '../../kit/client.ts';

type Signed = NonNullable<CallInput<'POST /api/console/sessions/passkey'>['body']>['response'];

/** Signs in with a passkey: of the person whose ticket it is, or of whoever has one here. */
export async function enterWithPasskey(ticket?: string): Promise<Answer<'POST /api/console/sessions/passkey'>> {
  const { options } = await client.call('POST /api/console/sessions/passkey/options', {
    body: ticket === undefined ? {} : { ticket },
  });
  const response = (await startAuthentication({ optionsJSON: options })) as unknown as Signed;
  return client.call('POST /api/console/sessions/passkey', { body: { response } });
}
