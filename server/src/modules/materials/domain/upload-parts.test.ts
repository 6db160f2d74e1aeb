import { describe, expect, it } from 'vitest';
import { decideSize, missingParts, partBytesOf, partCountOf, UPLOAD_PART_BYTES } from './upload-parts.ts';

describe('a material in parts', () => {
  it('has parts that add up to it, whatever its length', () => {
    for (const bytes of [1, UPLOAD_PART_BYTES - 1, UPLOAD_PART_BYTES, UPLOAD_PART_BYTES + 1, 24 * 1024 * 1024]) {
      const lengths = Array.from({ length: partCountOf(bytes) }, (_, partNo) => partBytesOf(bytes, partNo));
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(bytes);
      expect(lengths.every((length) => length > 0 && length <= UPLOAD_PART_BYTES)).toBe(true);
      expect(partBytesOf(bytes, lengths.length)).toBe(0);
    }
  });

  it('knows which parts have not come, in order', () => {
    expect(missingParts(3 * UPLOAD_PART_BYTES + 1, [2, 0])).toEqual([1, 3]);
    expect(missingParts(UPLOAD_PART_BYTES, [0])).toEqual([]);
  });

  it('that is larger than its kind may be is refused before a byte is sent', () => {
    expect(decideSize('lease', 12 * 1024 * 1024).refused).toBe(false);
    expect(decideSize('lease', 12 * 1024 * 1024 + 1)).toMatchObject({
      refusal: { code: 'materials.photo_too_large', facts: { megabytesMax: 12 } },
    });
    expect(decideSize('scene_video', 24 * 1024 * 1024 + 1)).toMatchObject({
      refusal: { code: 'materials.video_too_large' },
    });
  });
});
