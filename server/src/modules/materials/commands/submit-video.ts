import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { decideVideo, type VideoFacts, type VideoLimits, type VideoRefusal } from '../domain/decide-video.ts';
import type { VideoKind } from '../domain/material-kinds.ts';
import { decideSize, type SizeRefusal } from '../domain/upload-parts.ts';
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

const LINES_MAX = 200;

export type SubmitVideoRefusal = VideoRefusal | SizeRefusal | Refusal<'materials.video_unreadable'>;

/** Judges one video: of the shop (S26), or the answers of an interview; a good one replaces the earlier. Refused ones are not kept. */
export async function submitVideo(
  env: Env & { readonly videos: VideoJudge },
  input: { applicantId: string; kind: VideoKind; content: Uint8Array; contentType: string; limits: VideoLimits },
): Promise<Outcome<Material, SubmitVideoRefusal>> {
  const size = decideSize(input.kind, input.content.length);
  if (size.refused) return size;
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
