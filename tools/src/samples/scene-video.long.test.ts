import { createEngines } from '@kaitong/vision/engines';
import { personOf } from '@kaitong/simulators/src/population/index.ts';
import type { VideoJudgement } from '@kaitong/vision';
import { expect, test } from 'vitest';
import { encodeClip, renderVideo, videoCatalogue } from './index.ts';

const engines = createEngines();
const nowMs = Date.parse('2026-05-20T04:00:00Z');
type Read = Extract<VideoJudgement, { kind: 'read' }>;

async function judged(name: string): Promise<Read> {
  const result = await engines.run('judgeVideo', { video: await renderVideo(name, { nowMs }) });
  if (result.kind !== 'read') throw new Error(result.reason);
  return result;
}

test('a clip of a stall tells its length, size, codec and time, moves, and its sign can be read', async () => {
  const clip = await judged('lin-scene-video');
  expect(clip).toMatchObject({ durationMs: 6_000, width: 960, height: 720, codec: 'avc', still: false });
  expect(clip.recordedAt).toBe('2026-05-20T03:00:00Z');
  expect(clip.frames).toHaveLength(8);
  expect(clip.frames.map((frame) => frame.quality.verdict)).not.toContain('refuse');
  expect(clip.lines.map((line) => line.text)).toContain('晓梅小吃');
  expect(Buffer.from(clip.bestFrame.subarray(0, 3)).toString('hex')).toBe('ffd8ff');
});

test('a browser’s recording, without a length in its header and without a time, is read all the same', async () => {
  const clip = await judged('lin-scene-video-webm');
  expect(clip).toMatchObject({ codec: 'vp8', still: false });
  expect(Math.abs(clip.durationMs - 6_000)).toBeLessThan(150);
  expect(clip.recordedAt).toBeUndefined();
});

test('a long clip, an old one and a photograph shown as a clip say so', async () => {
  expect((await judged('lin-scene-video-long')).durationMs).toBe(12_000);
  expect((await judged('lin-scene-video-old')).recordedAt).toBe('2026-05-12T04:00:00Z');
  const still = await judged('lin-scene-video-still');
  expect(still).toMatchObject({ still: true });
  expect(still.frameDifference).toBeLessThan(1);
});

test('a WebM that names its time tells it', async () => {
  const recordedAt = '2026-05-19T11:22:33Z';
  const clip = {
    person: personOf('wang'),
    kind: 'scene_video',
    container: 'webm',
    seconds: 1,
    moves: true,
    recordedAt,
  } as const;
  const result = await engines.run('judgeVideo', { video: await encodeClip(clip) });
  expect(result).toMatchObject({ kind: 'read', recordedAt });
});

test('a clip cut off in the middle is damaged or shows what is left, and never an error', async () => {
  const whole = await renderVideo('lin-scene-video', { nowMs });
  for (const share of [0.02, 0.3, 0.8]) {
    const result = await engines.run('judgeVideo', { video: whole.subarray(0, Math.floor(whole.length * share)) });
    if (result.kind === 'unreadable') expect(result.reason).toBe('file_corrupt');
    else expect(result.frames.length).toBeGreaterThan(0);
  }
});

test('the answers of an interview move, and say no time of recording', async () => {
  const clip = await judged('lin-interview');
  expect(clip).toMatchObject({ still: false });
  expect(clip.recordedAt).toBeUndefined();
  expect(clip.durationMs).toBeGreaterThan(11_000);
}, 60_000);

test('every person has a clip, and every fault is shown once', () => {
  const clips = videoCatalogue();
  expect(new Set(clips.map((clip) => clip.name)).size).toBe(clips.length);
  expect(new Set(clips.map((clip) => clip.expect))).toEqual(
    new Set(['good', 'video_too_long', 'video_too_old', 'video_still']),
  );
});
