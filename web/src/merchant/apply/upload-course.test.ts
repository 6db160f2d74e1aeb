import { describe, expect, it } from 'vitest';
import {
  afterFailure,
  begun,
  freshCourse,
  nextStep,
  partSent,
  percentOf,
  waitMs,
  type Course,
} from './upload-course.ts';

const unreachable = { code: 'network.unreachable', status: 0 };
const twoOfThree: Course = begun(freshCourse, { uploadId: 'upl_1', parts: [0, 2], partCount: 3 });

describe('the course of an upload', () => {
  it('begins, sends what is missing in order, and ends', () => {
    expect(nextStep(freshCourse)).toEqual({ do: 'begin' });
    expect(nextStep(twoOfThree)).toEqual({ do: 'send', partNo: 1 });
    expect(nextStep(partSent(twoOfThree, 1))).toEqual({ do: 'complete' });
  });

  it('a dead line is waited for without end, longer each time, and forgotten once something gets through', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map(waitMs)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    let course = twoOfThree;
    for (let tries = 0; tries < 100; tries += 1) {
      const after = afterFailure(course, unreachable);
      if (after.what !== 'wait') throw new Error('gave up');
      course = after.course;
      expect(nextStep(course)).toEqual({ do: 'send', partNo: 1 });
    }
    expect(partSent(course, 1).failures).toBe(0);
  });

  it('a server that is busy or broken is asked again a few times, then a person is told', () => {
    for (const problem of [
      { code: 'materials.upload_in_judgement', status: 409 },
      { code: 'http.fault', status: 500 },
    ]) {
      expect(afterFailure(twoOfThree, problem).what).toBe('wait');
      expect(afterFailure({ ...twoOfThree, failures: 6 }, problem).what).toBe('stop');
    }
  });

  it('an upload that the server no longer has is begun again from the copy on the phone, twice at most', () => {
    const gone = { code: 'materials.upload_unknown', status: 404 };
    const again = afterFailure(twoOfThree, gone);
    expect(again).toEqual({ what: 'begin_again', course: { ...freshCourse, restarts: 1 } });
    expect(afterFailure({ ...twoOfThree, restarts: 2 }, gone)).toEqual({ what: 'stop' });
  });

  it('a refusal of the material itself is for a person to read', () => {
    for (const code of ['materials.video_still', 'materials.photo_refused', 'identity.sign_in_needed'])
      expect(afterFailure(twoOfThree, { code, status: 422 })).toEqual({ what: 'stop' });
  });

  it('its meter counts bytes, and never goes back when it goes on', () => {
    const size = { bytes: 250, partBytes: 100 };
    expect(percentOf(freshCourse, size, 0)).toBe(0);
    expect(percentOf(twoOfThree, size, 0)).toBe(60); // 100 and the last 50
    expect(percentOf(twoOfThree, size, 99)).toBe(99);
    expect(percentOf(partSent(twoOfThree, 1), size, 0)).toBe(100);
  });
});
