import { Button } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { ClipDialog } from '../camera/clip-dialog.tsx';
import { words } from '../words.ts';
import type { Desk } from './filing-data.ts';
import { SampleButton, SampleDialog } from './samples.tsx';
import { Slot } from './slot.tsx';
import { useHandIn } from './use-hand-in.ts';

/** The clip of goods or service: filmed at the desk or brought along, sent in parts that outlive a lost line. */
export function ClipSlot({ desk }: { desk: Desk }) {
  const t = useWords(words);
  const [choosing, setChoosing] = useState<'nothing' | 'camera' | 'sample'>('nothing');
  const material = desk.me.materials.find((one) => one.kind === 'scene_video');
  const hand = useHandIn(desk, 'scene_video');
  const take = (clip: Blob): void => {
    setChoosing('nothing');
    hand.asIs(clip);
  };
  const close = (): void => setChoosing('nothing');
  const label = t('scene_video');
  return (
    <>
      <Slot
        desk={desk}
        kind="scene_video"
        label={label}
        accept="video/*"
        hand={hand}
        onFile={take}
        view={
          material === undefined ? (
            t('noClipYet')
          ) : (
            <video
              src={client.href('GET /api/applicant/materials/:materialId/image', { materialId: material.materialId })}
              controls
              muted
              playsInline
              aria-label={label}
            />
          )
        }
        ways={
          <>
            <Button size="small" disabled={hand.busy} onClick={() => setChoosing('camera')}>
              {t('film')}
            </Button>
            <SampleButton disabled={hand.busy} onClick={() => setChoosing('sample')} />
          </>
        }
      >
        {material?.video !== undefined && (
          <p className="slot-meter">{t('clipFacts', { seconds: (material.video.durationMs / 1_000).toFixed(1) })}</p>
        )}
      </Slot>
      {choosing === 'camera' && <ClipDialog label={label} onTake={take} onClose={close} />}
      {choosing === 'sample' && <SampleDialog kind="scene_video" onTake={take} onClose={close} />}
    </>
  );
}
