import { describe, expect, it } from 'vitest';
import { isoText, later, MINUTE_MS, parseIso } from '../../../kernel/instant.ts';
import { decideVideo, type VideoFacts } from './decide-video.ts';

const now = parseIso('2026-11-23T10:00:00+08:00');
const limits = { secondsMax: 10, ageDaysMax: 7 };
const good: VideoFacts = {
  durationMs: 8_000,
  width: 720,
  height: 1280,
  codec: 'h264',
  recordedAt: '2026-11-20T02:00:00Z',
  still: false,
};
const codeOf = (some: Partial<VideoFacts>): string | undefined => {
  const done = decideVideo({ ...good, ...some }, now, limits);
  return done.refused ? done.refusal.code : undefined;
};

describe('S26: a video of the shop', () => {
  it('of ten seconds, recorded this week, in which something moves, is taken', () => {
    expect(codeOf({})).toBeUndefined();
    expect(codeOf({ durationMs: 10_400 })).toBeUndefined(); // a recorder that stops itself at ten ends on the next frame
  });
  it('of twelve seconds is refused with its length', () => {
    expect(codeOf({ durationMs: 12_000 })).toBe('materials.video_too_long');
    expect(decideVideo({ ...good, durationMs: 12_000 }, now, limits)).toMatchObject({
      refusal: { facts: { seconds: 12, secondsMax: 10 } },
    });
  });
  it('recorded more than seven days ago is refused; seven days to the second are not', () => {
    expect(codeOf({ recordedAt: '2026-11-16T02:00:00Z' })).toBeUndefined();
    expect(codeOf({ recordedAt: '2026-11-16T01:59:59Z' })).toBe('materials.video_too_old');
  });
  it('that says it was recorded tomorrow is refused, five minutes ahead are a phone’s clock', () => {
    expect(codeOf({ recordedAt: '2026-11-23T02:04:00Z' })).toBeUndefined();
    expect(codeOf({ recordedAt: '2026-11-24T02:00:00Z' })).toBe('materials.video_from_the_future');
  });
  it('in which nothing moves is a photograph filmed', () =>
    expect(codeOf({ still: true })).toBe('materials.video_still'));
  it('that names no time is taken: a browser’s recorder writes none, and a reviewer sees that', () => {
    const { recordedAt: _, ...untimed } = good;
    expect(decideVideo(untimed, now, limits).refused).toBe(false);
  });

  it('that answers questions is refused where it was recorded before they were asked; a phone’s clock may be a little off', () => {
    const asked = { secondsMax: 60, ageDaysMax: 1, notBefore: now };
    const recorded = (minutesBefore: number) =>
      decideVideo({ ...good, recordedAt: isoText(later(now, -minutesBefore * MINUTE_MS)) }, now, asked);
    expect(recorded(6)).toMatchObject({ refusal: { code: 'materials.video_before_questions' } });
    expect(recorded(4).refused).toBe(false);
  });
});
