import { Button, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../../kit/language.ts';
import { words } from '../words.ts';
import { CameraView } from './camera-view.tsx';
import { useBlobAddress } from './photo-dialog.tsx';
import { useCamera } from './use-camera.ts';

const WIDTH = 1_280;
/** As on the phone: ten seconds of 720 p make about 2 MB. */
const BITS_PER_SECOND = 1_600_000;
const SECONDS_MAX = 10;
const TYPES = ['video/mp4', 'video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];

/** Films until it is told to stop, at the longest for as long as the rule allows. */
function useFilm(stream: MediaStream | undefined, onFilmed: (clip: Blob) => void) {
  const recorder = useRef<MediaRecorder | undefined>(undefined);
  const [left, setLeft] = useState<number>();
  const recording = left !== undefined;
  const start = (): void => {
    if (stream === undefined) return;
    const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one)) ?? '';
    const made = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: BITS_PER_SECOND });
    const parts: Blob[] = [];
    made.addEventListener('dataavailable', (event) => parts.push(event.data));
    made.addEventListener('stop', () => {
      setLeft(undefined);
      onFilmed(new Blob(parts, { type: made.mimeType }));
    });
    recorder.current = made;
    setLeft(SECONDS_MAX);
    made.start();
  };
  const stop = (): void => {
    if (recorder.current?.state === 'recording') recorder.current.stop();
  };
  useEffect(() => {
    if (!recording) return undefined;
    const began = performance.now();
    const timer = setInterval(() => {
      const seconds = SECONDS_MAX - (performance.now() - began) / 1_000;
      if (seconds <= 0) stop();
      else setLeft((before) => (before === undefined ? before : Math.ceil(seconds)));
    }, 100);
    return () => clearInterval(timer);
  }, [recording]);
  return { left, start, stop };
}

interface Props {
  readonly label: string;
  readonly onTake: (clip: Blob) => void;
  readonly onClose: () => void;
}

/** Goods or service on a clip of ten seconds at the most: film, look at it, film again or use it. */
export function ClipDialog({ label, onTake, onClose }: Props) {
  const t = useWords(words);
  const camera = useCamera(WIDTH);
  const [clip, setClip] = useState<Blob>();
  const address = useBlobAddress(clip);
  const film = useFilm(camera.stream, setClip);
  const foot =
    clip !== undefined ? (
      <>
        <Button onClick={() => setClip(undefined)}>{t('filmAgain')}</Button>
        <Button type="primary" onClick={() => onTake(clip)}>
          {t('useIt')}
        </Button>
      </>
    ) : film.left === undefined ? (
      <>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button type="primary" disabled={camera.state !== 'live'} onClick={film.start}>
          {t('film')}
        </Button>
      </>
    ) : (
      <Button type="primary" danger onClick={film.stop}>
        {t('filmStop', { left: film.left })}
      </Button>
    );
  return (
    <Modal open title={t('filmWhat', { what: label })} width={820} onCancel={onClose} footer={foot}>
      {address === undefined ? (
        <CameraView camera={camera} label={label} />
      ) : (
        <video className="camera" src={address} controls muted playsInline aria-label={label} />
      )}
    </Modal>
  );
}
