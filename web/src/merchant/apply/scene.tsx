import { Button, Selector } from 'antd-mobile';
import { useState } from 'react';
import { useWords } from '../../kit/language.ts';
import { useMe, type Material } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { Capture } from './capture.tsx';
import { SaveMark, useDraft, useLeave } from './draft-keeper.tsx';
import { words } from './words.ts';

type SceneKind = 'scene_photo' | 'scene_order';

export function SceneStep({ onBack, onDone }: { onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const me = useMe();
  const { draft, save, error } = useDraft();
  const { leaving, leave } = useLeave(onDone);
  const chosen = me.data?.materials.find((one) => one.materialId === draft.scene?.materialId);
  const [kind, setKind] = useState<SceneKind>(chosen?.kind === 'scene_order' ? 'scene_order' : 'scene_photo');
  const current = me.data?.materials.find((one) => one.kind === kind);
  const keep = (material: Material): Promise<boolean> => save({ scene: { materialId: material.materialId } });
  const next = (): void => {
    if (current !== undefined) leave(keep(current));
  };
  return (
    <Page
      title={t('scene')}
      onBack={onBack}
      right={<SaveMark />}
      foot={
        <Button block color="primary" size="large" disabled={current === undefined} loading={leaving} onClick={next}>
          {c('next')}
        </Button>
      }
    >
      <p className="lead">{t('sceneIntro')}</p>
      <Selector<SceneKind>
        aria-label={t('sceneKind')}
        columns={2}
        value={[kind]}
        options={[
          { label: t('scenePhoto'), value: 'scene_photo' },
          { label: t('sceneOrder'), value: 'scene_order' },
        ]}
        onChange={([value]) => {
          if (value !== undefined) setKind(value);
        }}
      />
      <Capture
        key={kind}
        kind={kind}
        label={t(kind === 'scene_photo' ? 'scenePhoto' : 'sceneOrder')}
        onDone={(material) => void keep(material)}
      />
      {error !== undefined && <Refused error={error} />}
    </Page>
  );
}
