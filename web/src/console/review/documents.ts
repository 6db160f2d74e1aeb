import type { Language } from '../../kit/language.ts';
import { imageOf, type CaseView, type Material } from './case-data.ts';
import { slotWords, wordOf } from './item-words.ts';

export interface Box {
  readonly field: string;
  readonly box: readonly number[];
  readonly valid: boolean;
  readonly seal: boolean;
}

/** One picture or video that can be put on the stage. */
export interface Doc {
  readonly materialId: string;
  readonly slot: Material['slot'] | 'face';
  readonly label: string;
  readonly src: string;
  readonly video: boolean;
  readonly boxes: readonly Box[];
}

type Shown = Pick<Material, 'materialId' | 'slot' | 'kind' | 'fields' | 'seals'>;

export function docOf(caseId: string, { materialId, slot, kind, fields, seals }: Shown, language: Language): Doc {
  return {
    materialId,
    slot,
    label: wordOf(slotWords, slot, language),
    src: imageOf(caseId, materialId),
    video: kind === 'scene_video' || kind === 'interview_video',
    boxes: [
      ...Object.entries(fields).map(([field, read]) => ({ field, box: read.box, valid: read.valid, seal: false })),
      ...seals.map((one, at) => ({ field: `seal:${at}`, box: one.box, valid: true, seal: true })),
    ],
  };
}

/** Everything that can be looked at, in the order of the slots; the live face last. */
export function docsOf(view: CaseView, language: Language): Doc[] {
  const { caseId } = view.case;
  const docs = view.materials.map((one) => docOf(caseId, one, language));
  if (!view.face.hasImage) return docs;
  const label = wordOf(slotWords, 'face', language);
  return [...docs, { materialId: 'face', slot: 'face', label, src: imageOf(caseId, 'face'), video: false, boxes: [] }];
}
