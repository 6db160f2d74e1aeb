import { describe, expect, it } from 'vitest';
import { remedyOf } from './reasons.ts';

describe('the remedy of several reasons', () => {
  it('is the one that answers them all: who records a video need not take the photo again', () => {
    expect(remedyOf(['img_blurry', 'scene_insufficient'])).toBe('record_video');
    expect(remedyOf(['id_name_mismatch', 'id_damaged'])).toBe('replace');
    expect(remedyOf(['img_glare'])).toBe('retake');
  });
  it('of a final reason is none, whatever else is wrong; of an unknown one it is to correct it', () => {
    expect(remedyOf(['img_glare', 'doc_forged'])).toBe('none');
    expect(remedyOf(['gossip'])).toBe('correct');
  });
});
