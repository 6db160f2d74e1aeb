import { Button, Selector } from 'antd-mobile';
import { useState } from 'react';
import { useWords } from '../../kit/language.ts';
import { Later, later } from '../../kit/later.tsx';
import { HandOffOffer } from '../hand-off/offer.tsx';
import { useApplicationNow, useMe, type Material } from '../queries.ts';
import { Loading, NotFetched, Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { Capture } from './capture.tsx';
import { SaveMark, useDraft, useLeave } from './draft-keeper.tsx';
import { words } from './words.ts';

const VideoCapture = later(async () => (await import('./video-capture.tsx')).VideoCapture);

type SceneKind = 'scene_photo' | 'scene_order' | 'scene_video';
const LABEL = { scene_photo: 'scenePhoto', scene_order: 'sceneOrder', scene_video: 'sceneVideo' } as const;

export function SceneStep({ onBack, onDone }: { onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const me = useMe();
  const asked = useApplicationNow()?.requirements.find((one) => one.item === 'scene');
  const wantsVideo = asked?.remedy === 'record_video';
  const { draft, save, error } = useDraft();
  const { leaving, leave } = useLeave(onDone);
  const chosen = me.data?.materials.find((one) => one.materialId === draft.scene?.materialId);
  const before = chosen?.kind === 'scene_order' || chosen?.kind === 'scene_video' ? chosen.kind : 'scene_photo';
  const [kind, setKind] = useState<SceneKind>(wantsVideo ? 'scene_video' : before);
  const current = me.data?.materials.find((one) => one.kind === kind);
  const keep = (material: Material): Promise<boolean> => save({ scene: { materialId: material.materialId } });
  const kinds: readonly SceneKind[] = wantsVideo ? ['scene_video'] : ['scene_photo', 'scene_order', 'scene_video'];
  return (
    <Page
      title={t('scene')}
      onBack={onBack}
      right={<SaveMark />}
      foot={
        <Button
          block
          color="primary"
          size="large"
          disabled={current === undefined}
          loading={leaving}
          onClick={() => {
            if (current !== undefined) leave(keep(current));
          }}
        >
          {c('next')}
        </Button>
      }
    >
      <p className="lead">{t(kind === 'scene_video' ? 'videoIntro' : 'sceneIntro')}</p>
      <HandOffOffer step="scene" />
      {kinds.length > 1 && (
        <Selector<SceneKind>
          aria-label={t('sceneKind')}
          columns={3}
          value={[kind]}
          options={kinds.map((value) => ({ label: t(LABEL[value]), value }))}
          onChange={([value]) => {
            if (value !== undefined) setKind(value);
          }}
        />
      )}
      {kind === 'scene_video' ? (
        <Later waiting={<Loading />} failed={<NotFetched />}>
          <VideoCapture label={t('sceneVideo')} onDone={(material) => void keep(material)} />
        </Later>
      ) : (
        <Capture key={kind} kind={kind} label={t(LABEL[kind])} onDone={(material) => void keep(material)} />
      )}
      {error !== undefined && <Refused error={error} />}
    </Page>
  );
}
