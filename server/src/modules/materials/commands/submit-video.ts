import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { decideVideo, type VideoFacts, type VideoLimits, type VideoRefusal } from '../domain/decide-video.ts';
import type { VideoKind } from '../domain/material-kinds.ts';
import type { Material } from '../queries/material-of.ts';
import { keepMaterial } from './keep-material.ts';
import type { Reading } from './submit-photo.ts';

/** What the video pipeline saw: the container's facts and what is written in the frames. */
export type VideoReading =
  | ({ readonly kind: 'read'; readonly lines: Reading['lines']; readonly elapsedMs: number } & VideoFacts)
  | { readonly kind: 'unreadable'; readonly reason: 'file_corrupt' | 'file_type' };

export interface VideoJudge {
  judgeVideo(input: { video: Uint8Array }): Promise<VideoReading>;
}

/** Ten seconds at 8 Mbit/s are 10 MB; phones that film in 4K go beyond that, and are asked to use the app's recorder. */
export const VIDEO_BYTES_MAX = 24 * 1024 * 1024;
const LINES_MAX = 200;

export type SubmitVideoRefusal = VideoRefusal | Refusal<'materials.video_unreadable' | 'materials.video_too_large'>;

/** Judges one video: of the shop (S26), or the answers of an interview; a good one replaces the earlier. Refused ones are not kept. */
export async function submitVideo(
  env: Env & { readonly videos: VideoJudge },
  input: { applicantId: string; kind: VideoKind; content: Uint8Array; contentType: string; limits: VideoLimits },
): Promise<Outcome<Material, SubmitVideoRefusal>> {
  if (input.content.length > VIDEO_BYTES_MAX)
    return refuse('materials.video_too_large', { megabytesMax: VIDEO_BYTES_MAX / 1024 / 1024 });
  const reading = await env.videos.judgeVideo({ video: input.content });
  if (reading.kind === 'unreadable') return refuse('materials.video_unreadable', { reason: reading.reason });
  const decision = decideVideo(reading, env.clock.now(), input.limits);
  if (decision.refused) return decision;
  const { durationMs, width, height, codec, recordedAt, still } = reading;
  return accept(
    await keepMaterial(env, {
      ...input,
      quality: { verdict: 'good', findings: [], scores: {} },
      reading: { fields: {}, lines: reading.lines.slice(0, LINES_MAX), seals: [] },
      video: { durationMs, width, height, codec, still, ...(recordedAt === undefined ? {} : { recordedAt }) },
      elapsedMs: reading.elapsedMs,
    }),
  );
}
