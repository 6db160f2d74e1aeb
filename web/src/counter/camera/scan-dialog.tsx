import { Alert, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../../kit/language.ts';
import { words } from '../words.ts';
import { CameraView } from './camera-view.tsx';
import { qrReader } from './read-qr.ts';
import { useCamera } from './use-camera.ts';

const WIDTH = 1_280;
const LOOK_MS = 150;

interface Props<T> {
  /** What the text of a code means here; undefined for a code of something else. */
  readonly meaning: (text: string) => T | undefined;
  readonly onFound: (found: T) => void;
  readonly onClose: () => void;
}

/** Looks through the camera until a code is seen that means something. */
export function ScanDialog<T>({ meaning, onFound, onClose }: Props<T>) {
  const t = useWords(words);
  const camera = useCamera(WIDTH);
  const [seen, setSeen] = useState<'nothing' | 'strange' | 'no_reader'>('nothing');
  const latest = useRef({ meaning, onFound });
  useEffect(() => {
    latest.current = { meaning, onFound };
  });
  const { stream, video } = camera;
  useEffect(() => {
    if (stream === undefined) return undefined;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      const read = await qrReader().catch(() => undefined);
      if (read === undefined) return setSeen('no_reader');
      const again = async (): Promise<void> => {
        const text = video.current === null ? undefined : await read(video.current).catch(() => undefined);
        if (over) return;
        const found = text === undefined ? undefined : latest.current.meaning(text);
        if (found !== undefined) return latest.current.onFound(found);
        if (text !== undefined) setSeen('strange');
        timer = setTimeout(() => void again(), LOOK_MS);
      };
      return again();
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [stream, video]);
  return (
    <Modal open title={t('scanForm')} width={640} footer={null} onCancel={onClose}>
      <p>{t('scanFormHint')}</p>
      {seen === 'strange' && <Alert className="gap" type="warning" showIcon title={t('scanStrange')} />}
      {seen === 'no_reader' && <Alert className="gap" type="warning" showIcon title={t('scanNoReader')} />}
      <CameraView camera={camera} label={t('scanForm')} />
    </Modal>
  );
}
