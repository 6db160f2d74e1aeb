import { Radio } from 'antd';
import { useState } from 'react';
import { useWords } from '../../../kit/language.ts';
import { words } from '../../words.ts';
import { ClipSlot } from '../clip-slot.tsx';
import { DocumentSlot } from '../document-slot.tsx';
import { useSavePart, type Desk } from '../filing-data.ts';
import { SectionForm } from '../section-form.tsx';
import { isDone, materialOf } from './part-section.tsx';

const KINDS = ['scene_photo', 'scene_video'] as const;
type SceneKind = (typeof KINDS)[number];

/** The kind that is chosen already, or that a reviewer asked for. */
function kindAtFirst(desk: Desk): SceneKind {
  const asked = desk.application.requirements.find((one) => one.item === 'scene');
  const chosen = desk.application.draft.scene?.materialId;
  const isClip = chosen !== undefined && materialOf(desk, 'scene_video')?.materialId === chosen;
  return asked?.remedy === 'record_video' || isClip ? 'scene_video' : 'scene_photo';
}

/** The place of business by a photo, or by a clip of ten seconds at the most. */
export function SceneSection({ desk }: { desk: Desk }) {
  const t = useWords(words);
  const save = useSavePart(desk);
  const [kind, setKind] = useState(() => kindAtFirst(desk));
  const material = materialOf(desk, kind);
  const isChosen = material !== undefined && material.materialId === desk.application.draft.scene?.materialId;
  return (
    <SectionForm
      id="scene"
      title="scene"
      done={isDone(desk, 'scene')}
      readOnly={desk.readOnly || material === undefined || isChosen}
      submitWord="useAsScene"
      saving={save}
      initial={{ materialId: material?.materialId }}
      fields={[]}
      onSave={() => save.mutateAsync(material === undefined ? {} : { scene: { materialId: material.materialId } })}
      above={
        <Radio.Group
          aria-label={t('sceneKind')}
          value={kind}
          disabled={desk.readOnly}
          onChange={(event) => setKind(event.target.value as SceneKind)}
          options={KINDS.map((value) => ({ value, label: t(value) }))}
        />
      }
    >
      {kind === 'scene_photo' ? <DocumentSlot desk={desk} kind={kind} /> : <ClipSlot desk={desk} />}
    </SectionForm>
  );
}
