/** HTTP to an address that a partner chose: never into our own networks, no redirects followed, nothing of the answer read but its status. */
import { lookup as lookUp } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { WebhookSender } from '../../modules/openplatform/index.ts';
import { refuseInsideTransaction } from '../../platform/postgres/database.ts';
import { isPrivateAddress } from '../../platform/private-addresses.ts';

interface Options {
  /** A demo may call the machine it runs on. */
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
}

/** Looks a name up and refuses it where any of its addresses is ours: what is connected to is what was looked at. */
const openLookup: LookupFunction = (hostname, options, callback) =>
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) return callback(error ?? new Error('no address'), []);
    if (addresses.some(({ address }) => isPrivateAddress(address))) return callback(new Error('private address'), []);
    return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
  });

export function createWebhookSender({ allowPrivate, timeoutMs }: Options): WebhookSender {
  return {
    send({ url, headers, body }) {
      refuseInsideTransaction('webhook');
      const { protocol, hostname } = new URL(url);
      if (!allowPrivate && (protocol !== 'https:' || isPrivateAddress(hostname)))
        return Promise.resolve({ kind: 'unknown', reason: 'private address' });
      const request = protocol === 'https:' ? requestHttps : requestHttp;
      return new Promise((resolve) => {
        const sending = request(
          url,
          {
            method: 'POST',
            headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
            signal: AbortSignal.timeout(timeoutMs),
            agent: false,
            ...(allowPrivate ? {} : { lookup: openLookup }),
          },
          (answer) => {
            resolve({ kind: 'answered', status: answer.statusCode ?? 0 });
            answer.destroy();
          },
        );
        sending.once('error', (error) => resolve({ kind: 'unknown', reason: String(error).slice(0, 120) }));
        sending.end(body);
      });
    },
  };
}
