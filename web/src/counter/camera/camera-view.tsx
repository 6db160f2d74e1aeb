import { Alert, Button, Select, Spin } from 'antd';
import { useWords } from '../../kit/language.ts';
import { words } from '../words.ts';
import type { Camera } from './use-camera.ts';

/** What the camera sees, and which one it is where there are several. Opening, refused and live look different. */
export function CameraView({ camera, label }: { camera: Camera; label: string }) {
  const t = useWords(words);
  if (camera.state === 'failed')
    return (
      <Alert
        type="warning"
        showIcon
        title={t('cameraOff')}
        action={
          <Button size="small" onClick={camera.retry}>
            {t('retry')}
          </Button>
        }
      />
    );
  return (
    <>
      {camera.cameras.length > 1 && (
        <Select
          aria-label={t('whichCamera')}
          className="camera-choice"
          value={camera.cameras.find((one) => one.id === camera.chosen)?.id ?? null}
          placeholder={t('whichCamera')}
          options={camera.cameras.map((one) => ({ value: one.id, label: one.label }))}
          onChange={camera.choose}
        />
      )}
      <div className="camera-frame">
        {camera.state === 'opening' && <Spin className="camera-spin" description={t('cameraOpening')} />}
        <video ref={camera.video} className="camera" autoPlay muted playsInline aria-label={label} />
      </div>
    </>
  );
}
