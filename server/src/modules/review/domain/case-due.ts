import { later, type InstantMs } from '../../../kernel/instant.ts';

/** However long it has been with us, whoever takes a case up again gets this share of the promise. */
const SHARE_MIN = 0.25;

/**
 * When a case is due: the promise is one for the whole application, and the time that it was with the applicant does not count. So what
 * was spent on it before is taken off. Milliseconds.
 */
export const caseDueAt = (now: InstantMs, promiseMs: number, spentMs: number): InstantMs =>
  later(now, Math.max(promiseMs - spentMs, promiseMs * SHARE_MIN));
