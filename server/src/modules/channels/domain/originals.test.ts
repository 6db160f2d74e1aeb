import { describe, expect, it } from 'vitest';
import { originalsOf } from './originals.ts';

const photos = [
  { materialId: 'new', kind: 'id_front' },
  { materialId: 'back', kind: 'id_back' },
  { materialId: 'old', kind: 'id_front' },
];

describe('originals', () => {
  it('are the papers of the checklist, each with its newest photos; what is no paper is left out', () =>
    expect(originalsOf(['identity_card', 'face', 'device', 'business', 'licence'], photos)).toEqual([
      { item: 'identity_card', materials: ['new', 'back'] },
      { item: 'licence', materials: [] },
    ]));
  it('that a merchant may come without are asked for only once there is a photo of them', () => {
    expect(originalsOf(['authorisation'], photos, ['authorisation'])).toEqual([]);
    expect(
      originalsOf(['authorisation'], [...photos, { materialId: 'letter', kind: 'auth_letter' }], ['authorisation']),
    ).toEqual([{ item: 'authorisation', materials: ['letter'] }]);
  });
});
