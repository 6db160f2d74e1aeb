/**
 * How fast one terminal may speak on a plain line, where anybody who is on the line can speak in its name: a bucket of tokens a
 * terminal, in this process. A device in a shop sends one message a second at most; a download of parameters some tens in a row.
 */
export const PER_TERMINAL_S = 100;

/** Seconds of the rate that may come at once. */
const BURST_S = 3;
/** Buckets of about 100 bytes: 5 MB. The oldest goes first, which gives its terminal a full bucket and no more. */
const BUCKETS_MAX = 50_000;

/** `slow`: answered that there is no room. `flood`: as many again were refused already; not worth an answer. */
export type Pace = 'fine' | 'slow' | 'flood';

interface Bucket {
  tokens: number;
  atMs: number;
}

/** `take` says whether a message of a terminal may come now; a refused one costs a token too, down to a whole bucket owed. */
export function terminalRate(
  perSecond: number,
  nowMs: () => number,
  bucketsMax: number = BUCKETS_MAX,
): { take(terminalNo: string): Pace } {
  const most = perSecond * BURST_S;
  const buckets = new Map<string, Bucket>();
  return {
    take(terminalNo) {
      const now = nowMs();
      let bucket = buckets.get(terminalNo);
      if (bucket === undefined) {
        bucket = { tokens: most, atMs: now };
        if (buckets.size >= bucketsMax) buckets.delete(buckets.keys().next().value ?? '');
        buckets.set(terminalNo, bucket);
      }
      // a clock that is set back fills nothing
      bucket.tokens = Math.min(most, bucket.tokens + (Math.max(0, now - bucket.atMs) / 1_000) * perSecond);
      bucket.atMs = now;
      if (bucket.tokens <= -most) return 'flood';
      bucket.tokens -= 1;
      return bucket.tokens >= 0 ? 'fine' : 'slow';
    },
  };
}
