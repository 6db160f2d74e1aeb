/** HTTP to a partner: signed, with a time limit, never inside a transaction. Says whether the partner calls itself a simulator. */
import { createHmac } from 'node:crypto';
import { refuseInsideTransaction } from '../platform/postgres/database.ts';

export interface Partner {
  readonly name: string;
  readonly url: string;
  /** HMAC-SHA-256 over the body goes into x-signature. */
  readonly secret: string;
  readonly timeoutMs: number;
}

export type PartnerAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly json: unknown; readonly simulator: boolean }
  | { readonly kind: 'unknown'; readonly reason: string };

export async function callPartner(
  partner: Partner,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<PartnerAnswer> {
  refuseInsideTransaction(partner.name);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (text !== undefined) {
    headers['content-type'] = 'application/json';
    headers['x-signature'] = createHmac('sha256', partner.secret).update(text).digest('hex');
  }
  try {
    const response = await fetch(partner.url + path, {
      method,
      headers,
      signal: AbortSignal.timeout(partner.timeoutMs),
      ...(text === undefined ? {} : { body: text }),
    });
    const simulator = response.headers.get('x-kaitong-simulator') !== null;
    return { kind: 'answered', status: response.status, json: await response.json().catch(() => undefined), simulator };
  } catch (error) {
    return { kind: 'unknown', reason: String((error as Error).cause ?? error).slice(0, 120) };
  }
}
