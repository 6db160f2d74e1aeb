import { describe, expect, it } from 'vitest';
import { reasonRemedy } from '../../kit/reasons.ts';
import { standardNote, storedNote } from './notes.ts';

describe('the note to the applicant', () => {
  it('is not stored where it is the standard one: it is then read in the reader’s language', () => {
    expect(storedNote(['img_blurry'], '')).toBe('');
    expect(storedNote(['img_blurry'], reasonRemedy('img_blurry', 'en'))).toBe('');
  });
  it('is stored as it was written', () => expect(storedNote(['img_blurry'], ' 请拍右下角 ')).toBe('请拍右下角'));
  it('of several reasons says what to do about each, and is not stored either', () => {
    expect(standardNote(['img_blurry', 'id_expired'], 'zh-CN')).toContain('身份证已过期');
    expect(storedNote(['img_blurry', 'id_expired'], standardNote(['img_blurry', 'id_expired'], 'zh-CN'))).toBe('');
    expect(storedNote(['img_blurry', 'id_expired'], '')).toBe('');
  });
  it('is never longer than the server takes', () =>
    expect(storedNote(['id_expired'], '补'.repeat(400))).toHaveLength(300));
});
