import { createHmac } from 'node:crypto';

/** Kaitong-Signature: the second of sending and HMAC-SHA-256 of `<second>.<body>` under the partner's secret. */
export function signWebhook(input: { secret: string; second: number; body: string }): string {
  const mac = createHmac('sha256', input.secret).update(`${input.second}.${input.body}`).digest('hex');
  return `t=${input.second},v1=${mac}`;
}
