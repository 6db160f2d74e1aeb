/** The wallets of the people around a device. They live at the card network; here they are only reached. */
import type { AdminAnswer, AdminRoute } from '../kit/index.ts';

const waitMs = 5_000;

/** The same question to the card network, and its answer; 404 while it is away. */
export function walletRoutes(network: () => string | undefined): Record<string, AdminRoute> {
  const ask = async (path: string, body?: unknown): Promise<AdminAnswer> => {
    const address = network();
    if (address === undefined) return { status: 404, json: { error: 'no card network' } };
    try {
      const response = await fetch(`http://${address}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        signal: AbortSignal.timeout(waitMs),
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      return { status: response.status, json: await response.json() };
    } catch {
      return { status: 503, json: { error: 'the card network does not answer' } };
    }
  };
  const pass =
    (what: 'pay' | 'answer'): AdminRoute =>
    ({ params, body }) =>
      ask(`/wallets/${encodeURIComponent(params['key'] ?? '')}/${what}`, body ?? {});
  return {
    'GET /wallets': () => ask('/wallets'),
    'POST /wallets/:key/pay': pass('pay'),
    'POST /wallets/:key/answer': pass('answer'),
  };
}
