import { describe, expect, it } from 'vitest';
import type { Revision } from '../../applications/index.ts';
import { decideCarried, type CarryFacts, type CheckSaid } from './carry-verdicts.ts';
import type { ItemVerdict } from './decide-case.ts';

const revision = {
  draft: { kind: 'individual', scene: { materialId: 'mat_1' } },
  person: { name: '林小满', idNumber: '11010519491231002X', idValidTo: '长期', phone: '13800138000', idHash: 'h' },
  face: { state: 'face_human', similarity: 0.4, fileId: 'f1' },
  materials: { id_front: 'mat_a', id_back: 'mat_b', scene: 'mat_1' },
  signedAt: '2026-11-23T02:00:00Z',
} as unknown as Revision;

const said = (item: ItemVerdict['item'], verdict: ItemVerdict['verdict'] = 'pass'): ItemVerdict => ({
  item,
  verdict,
  reasons: verdict === 'pass' ? [] : ['scene_insufficient'],
  note: '',
  internalNote: 'seen',
});
const check = (item: string, verdict: CheckSaid['verdict'] = 'warn'): CheckSaid => ({
  check: `${item}_check`,
  item,
  verdict,
  reason: 'x',
});

const facts: CarryFacts = {
  items: ['identity_card', 'face', 'scene', 'business'],
  before: revision,
  after: { ...revision, materials: { ...revision.materials, scene: 'mat_2' } },
  changedItems: ['scene'],
  checksBefore: [check('identity_card'), check('face')],
  checksAfter: [check('identity_card'), check('face')],
  earlier: [said('identity_card'), said('face'), said('scene', 'fix')],
  earlierRevisionNo: 1,
};
const carried = (change: Partial<CarryFacts> = {}): string[] =>
  decideCarried({ ...facts, ...change }).map((one) => `${one.item} ${one.carriedFrom}`);

describe('a pass of the earlier revision', () => {
  it('stands where nothing of the item has changed, with the revision at which it was given', () =>
    expect(carried()).toEqual(['identity_card 1', 'face 1']));
  it('keeps the first revision at which it was given over several', () =>
    expect(carried({ earlierRevisionNo: 3, earlier: [{ ...said('face'), carriedFrom: 1 }] })).toEqual(['face 1']));
  it('falls with another photo of the item, and a face falls with the card it was compared with', () =>
    expect(
      carried({ after: { ...revision, materials: { ...revision.materials, id_front: 'mat_c' } }, changedItems: [] }),
    ).toEqual([]));
  it('of the face falls with another face alone', () =>
    expect(carried({ after: { ...revision, face: { ...revision.face, similarity: 0.41 } } })).toEqual([
      'identity_card 1',
    ]));
  it('falls with its part of the draft', () =>
    expect(carried({ earlier: [said('business'), said('face')], changedItems: ['business'] })).toEqual(['face 1']));
  it('falls when the machine says something else of the item today', () =>
    expect(carried({ checksAfter: [check('identity_card', 'fail'), check('face')] })).toEqual(['face 1']));
  it('falls with the kind of applicant, and where the item is no longer asked for', () => {
    const draft = { ...revision.draft, kind: 'company' } as Revision['draft'];
    expect(carried({ after: { ...revision, draft } })).toEqual([]);
    expect(carried({ items: ['face'] })).toEqual(['face 1']);
  });
  it('is all that is carried: a fix or a refusal never is', () =>
    expect(carried({ earlier: [said('face', 'fix'), said('identity_card', 'reject')] })).toEqual([]));
});
