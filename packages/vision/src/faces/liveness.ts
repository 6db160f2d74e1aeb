import { resize } from '../pixels/decode.ts';
import type { LivenessAction, LivenessFrame, LivenessFrameScore, LivenessJudgement, LivenessReason } from '../types.ts';
import { bandOf, BANDS, embedLargest, facesIn, type FacesInPicture } from './compare.ts';
import { cosine, type FaceEngine } from './engine.ts';
import { poseOf } from './pose.ts';

/**
 * A photograph held before the camera, or a recording, cannot follow a challenge that was drawn a moment ago: so the clip
 * must show the asked actions in their order, by one person, in plausible time. Passive anti-spoofing is not tried.
 */
export const LIVENESS_LIMITS = {
  framesMin: 6,
  /** 20 s at 3 a second. */
  framesMax: 60,
  clipMsMin: 1_500,
  clipMsMax: 20_000,
  /** Change against the clip's beginning. Warped test faces reach 0.15 to 0.30; rest frames stay within 0.02. */
  yawMin: 0.12,
  /** Warped test faces reach 0.17 to 0.55; turning moves it by up to 0.06. */
  mouthMin: 0.12,
  /** Warped test faces reach 0.12 to 0.17; the other actions move it by up to 0.04. */
  pitchMin: 0.08,
  identityMin: BANDS.pass,
  /** Mean difference of 32 x 32 thumbnails, in brightness steps: sensor noise alone stays below 1. */
  diversityMin: 1.5,
  /** Frames that may lose the face, e.g. to motion blur at the far end of a turn. */
  facelessShareMax: 0.2,
  /** A second face this large, in parts of the first one's area, stands beside the applicant and not behind. */
  secondFaceMin: 0.35,
} as const;

const FRAME_SIDE = 640;
const THUMBNAIL = 32;

export interface LivenessInput {
  readonly frames: readonly LivenessFrame[];
  readonly challenge: readonly LivenessAction[];
  readonly reference?: Uint8Array;
}

/** Judges a clip. Frames come unmirrored, in time order, and begin with the face at rest. Never throws on its content. */
export async function judgeLiveness(engine: FaceEngine, input: LivenessInput): Promise<LivenessJudgement> {
  const early = refuseByTime(input.frames);
  if (early !== undefined) return { passed: false, reason: early, scores: [], bestFrame: -1 };
  const seen = await lookAt(engine, input.frames);
  const scores = seen.map((frame) => frame.score);
  const bestFrame = mostFrontal(scores);
  const fail = (reason: LivenessReason, more: Partial<LivenessJudgement> = {}): LivenessJudgement => ({
    passed: false,
    reason,
    scores,
    bestFrame,
    ...more,
  });
  const byPicture = refuseByPicture(seen);
  if (byPicture !== undefined) return fail(byPicture);
  const missingAction = firstMissing(scores, input.challenge);
  if (missingAction !== undefined) return fail('action_missing', { missingAction });
  const identity = await identityThrough(engine, seen);
  if (identity < LIVENESS_LIMITS.identityMin) return fail('identity_changed', { identity });
  if (input.reference === undefined) return { passed: true, identity, scores, bestFrame };
  const reference = await embedLargest(engine, await facesIn(engine, input.reference));
  if (reference === undefined) return fail('reference_no_face', { identity });
  const live = await embedLargest(engine, seen[bestFrame]!.found);
  const similarity = live === undefined ? 0 : cosine(reference, live);
  const facts = { similarity, band: bandOf(similarity), identity };
  return facts.band === 'fail' ? fail('reference_mismatch', facts) : { passed: true, ...facts, scores, bestFrame };
}

function refuseByTime(frames: readonly LivenessFrame[]): LivenessReason | undefined {
  if (frames.length < LIVENESS_LIMITS.framesMin) return 'too_few_frames';
  if (frames.length > LIVENESS_LIMITS.framesMax) return 'too_many_frames';
  // Written so that a NaN fails as well.
  if (!frames.every((frame, i) => i === 0 || frame.atMs > frames[i - 1]!.atMs)) return 'time_not_rising';
  const total = frames.at(-1)!.atMs - frames[0]!.atMs;
  if (!(total >= LIVENESS_LIMITS.clipMsMin)) return 'too_short';
  return total > LIVENESS_LIMITS.clipMsMax ? 'too_long' : undefined;
}

interface SeenFrame {
  readonly found: FacesInPicture;
  readonly score: LivenessFrameScore;
  readonly thumbnail: Uint8Array;
}

async function lookAt(engine: FaceEngine, frames: readonly LivenessFrame[]): Promise<SeenFrame[]> {
  const seen: SeenFrame[] = [];
  for (const { image, atMs } of frames) {
    const found = await facesIn(engine, image, FRAME_SIDE);
    const [face] = found.faces;
    const pose = face === undefined ? { yaw: 0, pitch: 0, mouth: 0 } : poseOf(face.landmarks);
    const thumbnail =
      found.picture === undefined ? new Uint8Array() : (await resize(found.picture, THUMBNAIL, THUMBNAIL)).data;
    seen.push({ found, score: { atMs, faces: found.faces.length, ...pose }, thumbnail });
  }
  return seen;
}

function refuseByPicture(seen: readonly SeenFrame[]): LivenessReason | undefined {
  if (seen.some((frame) => frame.found.picture === undefined)) return 'unreadable_frame';
  const faceless = seen.filter((frame) => frame.score.faces === 0).length;
  // The first frames are the measure of rest, and first, middle and last prove one person: the ends must show a face.
  const endsShowFace = [seen[0], seen[1], seen.at(-1)].every((frame) => (frame?.score.faces ?? 0) > 0);
  if (!endsShowFace || faceless > seen.length * LIVENESS_LIMITS.facelessShareMax) return 'no_face';
  const crowded = seen.some(({ found }) => {
    const [first, second] = found.faces.map((face) => face.box.width * face.box.height);
    return second !== undefined && second >= first! * LIVENESS_LIMITS.secondFaceMin;
  });
  if (crowded) return 'many_faces';
  const start = seen[0]!.thumbnail;
  const diversity = Math.max(...seen.map((frame) => meanDifference(start, frame.thumbnail)));
  return diversity < LIVENESS_LIMITS.diversityMin ? 'still_image' : undefined;
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}

type PoseKey = 'yaw' | 'pitch' | 'mouth';

const ACTIONS: Readonly<Record<LivenessAction, { readonly of: PoseKey; readonly sign: 1 | -1; readonly min: number }>> =
  {
    turn_left: { of: 'yaw', sign: 1, min: LIVENESS_LIMITS.yawMin },
    turn_right: { of: 'yaw', sign: -1, min: LIVENESS_LIMITS.yawMin },
    open_mouth: { of: 'mouth', sign: 1, min: LIVENESS_LIMITS.mouthMin },
    nod: { of: 'pitch', sign: 1, min: LIVENESS_LIMITS.pitchMin },
  };

/** The first action of the challenge that the clip does not show after the actions before it. */
export function firstMissing(
  scores: readonly LivenessFrameScore[],
  challenge: readonly LivenessAction[],
): LivenessAction | undefined {
  let from = 1;
  for (const action of challenge) {
    const { of, sign, min } = ACTIONS[action];
    const rest = (scores[0]![of] + scores[1]![of]) / 2;
    const isDone = (score: LivenessFrameScore) => score.faces > 0 && (score[of] - rest) * sign >= min;
    const begins = scores.findIndex((score, i) => i >= from && isDone(score));
    if (begins === -1) return action;
    // The next action must begin after this one has let go, so that one grimace cannot count twice.
    const ends = scores.findIndex((score, i) => i > begins && !isDone(score));
    from = ends === -1 ? scores.length : ends;
  }
  return undefined;
}

async function identityThrough(engine: FaceEngine, seen: readonly SeenFrame[]): Promise<number> {
  const withFace = seen.filter((frame) => frame.score.faces > 0);
  const picked = [withFace[0]!, withFace[withFace.length >> 1]!, withFace.at(-1)!];
  const vectors: Float32Array[] = [];
  for (const frame of picked) {
    const vector = await embedLargest(engine, frame.found);
    if (vector !== undefined) vectors.push(vector);
  }
  const [first, middle, last] = vectors as [Float32Array, Float32Array, Float32Array];
  return Math.min(cosine(first, middle), cosine(middle, last), cosine(first, last));
}

/** The frame nearest to the pose at rest, mouth closed: the clip begins with a look into the camera. */
function mostFrontal(scores: readonly LivenessFrameScore[]): number {
  const rest = scores.slice(0, 2).filter((score) => score.faces > 0);
  const from = (score: LivenessFrameScore, of: PoseKey) =>
    Math.abs(score[of] - rest.reduce((sum, r) => sum + r[of], 0) / Math.max(1, rest.length));
  let best = -1;
  let bestCost = Number.POSITIVE_INFINITY;
  scores.forEach((score, i) => {
    const cost = from(score, 'yaw') + from(score, 'pitch') + score.mouth;
    if (score.faces > 0 && cost < bestCost) [best, bestCost] = [i, cost];
  });
  return best;
}
