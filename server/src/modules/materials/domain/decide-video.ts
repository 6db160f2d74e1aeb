import { DAY_MS, type InstantMs, parseIso, SECOND_MS } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';

/** What a video says of itself. `recordedAt` is absent where the container names no time (a browser's own recorder writes none). */
export interface VideoFacts {
  readonly durationMs: number;
  readonly width: number;
  readonly height: number;
  readonly codec: string;
  readonly recordedAt?: string;
  /** A photograph filmed as a video: nothing moves between the frames. */
  readonly still: boolean;
}

export interface VideoLimits {
  readonly secondsMax: number;
  readonly ageDaysMax: number;
  /** Of an interview: when its questions were asked; nobody answers before. */
  readonly notBefore?: InstantMs;
}

/** Encoders round the end of a clip to a frame: a recorder that stops itself at ten seconds writes up to this much more. */
const ROUNDING_MS = 500;
/** Clocks of phones are a little off. */
const OFF_MS = 5 * 60 * SECOND_MS;

export type VideoRefusal = Refusal<
  | 'materials.video_before_questions'
  | 'materials.video_too_long'
  | 'materials.video_too_old'
  | 'materials.video_still'
  | 'materials.video_from_the_future'
>;

/** Pure (S26): at most ten seconds, recorded within seven days, and something in it moves. */
export function decideVideo(facts: VideoFacts, now: InstantMs, limits: VideoLimits): Outcome<true, VideoRefusal> {
  if (facts.durationMs > limits.secondsMax * SECOND_MS + ROUNDING_MS)
    return refuse('materials.video_too_long', {
      seconds: Math.ceil(facts.durationMs / SECOND_MS),
      secondsMax: limits.secondsMax,
    });
  if (facts.recordedAt !== undefined) {
    const age = now - parseIso(facts.recordedAt);
    if (age > limits.ageDaysMax * DAY_MS)
      return refuse('materials.video_too_old', { recordedAt: facts.recordedAt, daysMax: limits.ageDaysMax });
    if (limits.notBefore !== undefined && parseIso(facts.recordedAt) < limits.notBefore - OFF_MS)
      return refuse('materials.video_before_questions', { recordedAt: facts.recordedAt });
    if (age < -OFF_MS) return refuse('materials.video_from_the_future', { recordedAt: facts.recordedAt });
  }
  if (facts.still) return refuse('materials.video_still');
  return accept(true as const);
}
