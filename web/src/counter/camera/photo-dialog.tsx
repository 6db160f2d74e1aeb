import { Button, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useWords } from '../../kit/language.ts';
import { words } from '../words.ts';
import { CameraView } from './camera-view.tsx';
import { useCamera } from './use-camera.ts';

/** Small characters of a licence want every pixel that a document camera has. */
const WIDTH = 2_560;
const QUALITY = 0.92;

function frameOf(video: HTMLVideoElement): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/jpeg', QUALITY));
}

/** The address of a picture in this page's memory, for as long as it is shown. */
export function useBlobAddress(blob: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (blob === undefined) return undefined;
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => {
      URL.revokeObjectURL(made);
      setAddress(undefined);
    };
  }, [blob]);
  return address;
}

interface Props {
  readonly label: string;
  readonly onTake: (photo: Blob) => void;
  readonly onClose: () => void;
}

/** A paper under the desk's camera: look, take, look at what was taken, take again or use it. */
export function PhotoDialog({ label, onTake, onClose }: Props) {
  const t = useWords(words);
  const camera = useCamera(WIDTH);
  const [shot, setShot] = useState<Blob>();
  const address = useBlobAddress(shot);
  const shoot = async (): Promise<void> => {
    if (camera.video.current !== null) setShot(await frameOf(camera.video.current));
  };
  const foot =
    shot === undefined ? (
      <>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button type="primary" disabled={camera.state !== 'live'} onClick={() => void shoot()}>
          {t('take')}
        </Button>
      </>
    ) : (
      <>
        <Button onClick={() => setShot(undefined)}>{t('takeAgain')}</Button>
        <Button type="primary" onClick={() => onTake(shot)}>
          {t('useIt')}
        </Button>
      </>
    );
  return (
    <Modal open title={t('shootWhat', { what: label })} width={820} onCancel={onClose} footer={foot}>
      {address === undefined ? (
        <CameraView camera={camera} label={label} />
      ) : (
        <img className="camera" src={address} alt={label} />
      )}
    </Modal>
  );
}
