import { describe, expect, it } from 'vitest';
import { reasonRemedy } from '../../kit/reasons.ts';
import { standardNote, storedNote } from './notes.ts';

describe('the note to the applicant', () => {
  it('is not stored where it is the standard one: it is then read in the reader’s language', () => {
    expect(storedNote(['img_blurry'], '')).toBe('');
    expect(storedNote(['img_blurry'], reasonRemedy('img_blurry', 'en'))).toBe('');
  });
  it('is stored as it was written', () => expect(storedNote(['img_blurry'], ' 请拍右下角 ')).toBe('请拍右下角'));
  it('of several reasons names all but the first, whose title the app shows, and is stored', () => {
    const note = storedNote(['img_blurry', 'id_expired'], '');
    expect(note).toBe(standardNote(['img_blurry', 'id_expired'], 'zh-CN'));
    expect(note).toContain('身份证已过期');
  });
  it('is never longer than the server takes', () =>
    expect(
      storedNote(
        Array.from({ length: 30 }, () => 'id_expired'),
        '',
      ).length,
    ).toBeLessThanOrEqual(300));
});
