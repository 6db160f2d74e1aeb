import { HOUR_MS, MINUTE_MS } from '../../../kernel/instant.ts';

/** How long to wait after the first, second … try that was not accepted. After the last there is no other. */
export const RETRY_AFTER_MS: readonly number[] = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 12 * HOUR_MS];

export type DeliveryDecision =
  | { readonly event: 'accepted' | 'drop' }
  | { readonly event: 'not_accepted'; readonly retryAfterMs: number };

/** Pure: what follows from one try. Only 2xx is an acceptance. */
export function decideDelivery(facts: {
  readonly tryNo: number;
  readonly status: number | undefined;
}): DeliveryDecision {
  if (facts.status !== undefined && facts.status >= 200 && facts.status < 300) return { event: 'accepted' };
  const retryAfterMs = RETRY_AFTER_MS[facts.tryNo - 1];
  return retryAfterMs === undefined ? { event: 'drop' } : { event: 'not_accepted', retryAfterMs };
}

const TOLD = ['approve', 'fix', 'reject'];

/**
 * Pure: what a partner is told of an event, or undefined where it is not for them: nothing of what the application holds, and
 * nothing of the steps between reviewers.
 */
export function partnerNews(event: {
  readonly eventId: string;
  readonly kind: string;
  readonly at: string;
  readonly payload: Readonly<Record<string, unknown>>;
}): object | undefined {
  const { eventId, kind, at, payload } = event;
  const news = { id: eventId, kind, at, applicationId: payload['applicationId'] };
  if (kind === 'review.decided')
    return TOLD.includes(String(payload['decision'])) ? { ...news, decision: payload['decision'] } : undefined;
  return { ...news, state: payload['state'] };
}
