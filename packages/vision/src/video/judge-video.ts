import { cpuUsage } from 'node:process';
import { readDocument } from '../documents/read-document.ts';
import type { OcrModels } from '../ocr/recognise.ts';
import { decode } from '../pixels/decode.ts';
import type { Raster } from '../pixels/raster.ts';
import { judgePixels } from '../quality/index.ts';
import { shrink } from '../quality/find-document.ts';
import { lumaOf } from '../quality/measures.ts';
import type { VideoFrame, VideoJudgement } from '../types.ts';
import { containerFacts } from './container.ts';
import { framesOf } from './frames.ts';

/** 60 s at 8 Mbit/s; what is larger does not come from the capture page. */
const BYTES_MAX = 64 * 1_024 * 1_024;

/** Side of the thumbnails that are compared: averaging takes out sensor noise and compression. */
const THUMBNAIL_SIDE = 96;
/** The liveliest part of a frame counts: a parcel over a counter changes a hundredth of the picture. */
const LIVELY_SHARE = 0.005;
/** Below this many levels nothing moves; where measured stands in docs/domain/vision.md. */
const STILL_MAX = 8;

/**
 * Judges a clip of a shop: facts of its container, eight frames through the quality gate, whether anything moves, and the text
 * of the sharpest frame. Never throws on the clip's content. `elapsedMs` is this process's CPU time, without the decoder's.
 */
export async function judgeVideo(models: OcrModels, input: { readonly video: Uint8Array }): Promise<VideoJudgement> {
  const started = cpuUsage();
  const { video } = input;
  if (video.length > BYTES_MAX) return { kind: 'unreadable', reason: 'file_corrupt' };
  const facts = await containerFacts(video);
  if ('refused' in facts) return { kind: 'unreadable', reason: facts.refused };
  const frames: (VideoFrame & { readonly image: Uint8Array; readonly raster: Raster })[] = [];
  for (const { atMs, image } of await framesOf(video, facts)) {
    const decoded = await decode(image);
    if ('refused' in decoded) continue;
    const { raster } = decoded;
    frames.push({ atMs, image, raster, quality: judgePixels({ ...raster, kind: 'scene_photo' }) });
  }
  const best = [...frames].sort(bySharpness)[0];
  if (best === undefined) return { kind: 'unreadable', reason: 'file_corrupt' };
  const frameDifference = differenceOf(frames.map((frame) => frame.raster));
  const { lines } = await readDocument(models, { image: best.image, kind: 'scene_photo' });
  const used = cpuUsage(started);
  const { demuxer: _demuxer, ...told } = facts;
  return {
    kind: 'read',
    ...told,
    still: frameDifference < STILL_MAX,
    frameDifference,
    frames: frames.map(({ atMs, quality }) => ({ atMs, quality })),
    bestFrame: new Uint8Array(best.image),
    lines,
    elapsedMs: Math.round((used.user + used.system) / 1_000),
  };
}

function bySharpness(a: VideoFrame, b: VideoFrame): number {
  const refused = (frame: VideoFrame) => (frame.quality.verdict === 'refuse' ? 1 : 0);
  return refused(a) - refused(b) || (a.quality.scores['reblur'] ?? 1) - (b.quality.scores['reblur'] ?? 1);
}

/** Levels by which the liveliest part of the picture changes from frame to frame; the second largest change, so that one cut between two photographs is none. */
function differenceOf(frames: readonly Raster[]): number {
  const thumbnails = frames.map((frame) => {
    const small = shrink(frame, THUMBNAIL_SIDE);
    const luma = lumaOf(small);
    const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
    const spread = Math.sqrt(luma.reduce((sum, value) => sum + (value - mean) ** 2, 0) / luma.length);
    // Exposure that breathes is no movement: all thumbnails to one brightness and contrast.
    return luma.map((value) => 128 + ((value - mean) * 50) / Math.max(8, spread));
  });
  const changes = thumbnails.slice(1).map((thumbnail, i) => {
    const before = thumbnails[i]!;
    const levels = thumbnail.map((value, k) => Math.abs(value - (before[k] ?? value))).sort();
    return levels[Math.floor(levels.length * (1 - LIVELY_SHARE))] ?? 0;
  });
  const ordered = changes.sort((a, b) => b - a);
  return ordered[Math.min(1, ordered.length - 1)] ?? 0;
}
