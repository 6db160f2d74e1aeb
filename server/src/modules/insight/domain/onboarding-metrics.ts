/** One application as times (milliseconds since the epoch) and counts; nothing personal. */
export interface Passage {
  readonly channel: 'online' | 'counter' | 'agent';
  readonly state: string;
  readonly firstTapAt: number;
  readonly submittedAt: number | null;
  readonly decidedAt: number | null;
  readonly deliveredAt: number | null;
  readonly activatedAt: number | null;
  readonly revisions: number;
  /** Waiting for the applicant after something was asked for. */
  readonly fixMs: number;
  readonly secondLooks: number;
  readonly overturns: number;
}

/** Where the time between the first tap and the active terminal goes. */
export const STEPS = ['filling_in', 'review', 'fixes', 'delivery', 'activation'] as const;
export type StepName = (typeof STEPS)[number];

export interface Spread {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export interface ChannelMetrics {
  readonly channel: Passage['channel'];
  readonly applications: number;
  readonly submitted: number;
  readonly approved: number;
  readonly active: number;
  /** Of those decided: approved as they were first handed in, in percent; null while none is decided. */
  readonly firstPassPercent: number | null;
  /** Submission to decision, without the time that the applicant was waited for. */
  readonly decision: Spread;
  /** First tap to active terminal. */
  readonly elapsed: Spread;
  /** Of that, the time in which the applicant was the one to act. */
  readonly ownEffort: Spread;
  readonly steps: Readonly<Record<StepName, Spread>>;
  readonly slowestStep: StepName | null;
  /** Of second looks, those that sent the case back, in percent; null while there are none. */
  readonly overturnPercent: number | null;
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { count: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95) };
}

const between = (from: number | null, to: number | null): number[] =>
  from === null || to === null ? [] : [Math.max(0, to - from)];

const stepTimes: Readonly<Record<StepName, (one: Passage) => number[]>> = {
  filling_in: (one) => between(one.firstTapAt, one.submittedAt),
  review: (one) => between(one.submittedAt, one.decidedAt).map((ms) => Math.max(0, ms - one.fixMs)),
  fixes: (one) => (one.fixMs > 0 ? [one.fixMs] : []),
  delivery: (one) => between(one.decidedAt, one.deliveredAt),
  activation: (one) => between(one.deliveredAt, one.activatedAt),
};

const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1000) / 10;

/** Pure: the figures of one channel. */
export function channelMetrics(channel: Passage['channel'], all: readonly Passage[]): ChannelMetrics {
  const own = all.filter((one) => one.channel === channel);
  const decided = own.filter((one) => one.state === 'approved' || one.state === 'rejected');
  const approved = own.filter((one) => one.state === 'approved');
  const steps = Object.fromEntries(STEPS.map((step) => [step, spread(own.flatMap(stepTimes[step]))])) as Record<
    StepName,
    Spread
  >;
  const timed = STEPS.filter((step) => steps[step].count > 0).sort((a, b) => steps[b].p50Ms - steps[a].p50Ms);
  const sum = (of: (one: Passage) => number): number => own.reduce((total, one) => total + of(one), 0);
  return {
    channel,
    applications: own.length,
    submitted: own.filter((one) => one.submittedAt !== null).length,
    approved: approved.length,
    active: own.filter((one) => one.activatedAt !== null).length,
    firstPassPercent: percent(approved.filter((one) => one.revisions === 1).length, decided.length),
    decision: steps.review,
    elapsed: spread(own.flatMap((one) => between(one.firstTapAt, one.activatedAt))),
    ownEffort: spread(
      own.flatMap((one) => {
        if (one.activatedAt === null) return [];
        const parts = [stepTimes.filling_in(one), [one.fixMs], stepTimes.activation(one)];
        return [parts.flat().reduce((total, ms) => total + ms, 0)];
      }),
    ),
    steps,
    slowestStep: timed[0] ?? null,
    overturnPercent: percent(
      sum((one) => one.overturns),
      sum((one) => one.secondLooks),
    ),
  };
}
