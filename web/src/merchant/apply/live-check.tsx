import { useQuery } from '@tanstack/react-query';
import { Button, Popup } from 'antd-mobile';
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { client } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { ActionIcon } from '../icons.tsx';
import { useDemo } from '../queries.ts';
import { Loaded, Refused } from '../shell.tsx';
import { captureFrames, openCamera, type Action, type Challenge, type Frame } from './face-camera.ts';
import { words } from './words.ts';

type Phase = 'rest' | 'opening' | 'ready' | 'capturing' | 'checking';

/** The pictures of one try, as every route of a live check takes them. */
export function formOfFrames(frames: readonly Frame[]): FormData {
  const form = new FormData();
  form.append('atMs', JSON.stringify(frames.map((frame) => frame.atMs)));
  frames.forEach((frame, i) => form.append('frame', frame.image, `${i}.jpg`));
  return form;
}

/** One way to be checked: which actions are wanted now, and where the pictures go. */
export interface Course {
  readonly challenge: () => Promise<Challenge['actions']>;
  readonly send: (frames: readonly Frame[]) => Promise<void>;
}

function useCheck({ challenge, send }: Course) {
  const [phase, setPhase] = useState<Phase>('rest');
  const [error, setError] = useState<unknown>();
  /** Gets a fresh challenge, lets `frames` answer it, and sends the answer. */
  const run = async (frames: (actions: Challenge['actions']) => Promise<readonly Frame[]>): Promise<void> => {
    setError(undefined);
    try {
      const answer = await frames(await challenge());
      setPhase('checking');
      await send(answer);
    } catch (caught) {
      setError(caught);
    }
    setPhase('rest');
  };
  return { phase, setPhase, error, run };
}

/** The camera, the actions one after the other, and what came of it. `note` stands under the picture. */
export function LiveCheck({ course, note }: { course: Course; note: ReactNode }) {
  const t = useWords(words);
  const demo = useDemo();
  const video = useRef<HTMLVideoElement>(null);
  const [stream, setStream] = useState<MediaStream>();
  const [blocked, setBlocked] = useState(false);
  const [action, setAction] = useState<Action>('rest');
  const [picking, setPicking] = useState(false);
  const { phase, setPhase, error, run } = useCheck(course);
  useEffect(() => {
    if (video.current !== null && stream !== undefined) video.current.srcObject = stream;
    return () => stream?.getTracks().forEach((track) => track.stop());
  }, [stream]);
  const open = async (): Promise<void> => {
    setPhase('opening');
    try {
      setStream(await openCamera());
      setBlocked(false);
      setPhase('ready');
    } catch {
      setBlocked(true);
      setPhase('rest');
    }
  };
  const live = async (): Promise<void> => {
    setPhase('capturing');
    await run(async (actions) => {
      if (video.current === null) throw new Error('no picture');
      return captureFrames(video.current, actions, setAction);
    });
    setStream(undefined);
  };
  const sample = (personKey: string): void => {
    setPicking(false);
    setPhase('checking');
    void run((actions) => sampleFrames(personKey, actions));
  };
  const busy = phase === 'checking' || phase === 'opening' || phase === 'capturing';
  return (
    <section className="card face">
      <p>{t('faceIntro')}</p>
      <p className="small">{t('faceTips')}</p>
      <FaceWindow video={video} live={stream !== undefined} phase={phase} action={action} />
      {note}
      {error !== undefined && <Refused error={error} />}
      {blocked && (
        <div role="alert" className="refused">
          <p>{t('noCamera')}</p>
        </div>
      )}
      <Button
        block
        color="primary"
        size="large"
        loading={busy}
        onClick={() => void (stream === undefined ? open() : live())}
      >
        {stream === undefined ? t('faceStart') : t('faceGo')}
      </Button>
      {demo && (
        <Button block fill="outline" color="primary" disabled={busy} onClick={() => setPicking(true)}>
          {t('faceSample')}
        </Button>
      )}
      {demo && <PeopleSheet open={picking} onClose={() => setPicking(false)} onPick={sample} />}
    </section>
  );
}

function FaceWindow({
  video,
  live,
  phase,
  action,
}: {
  video: RefObject<HTMLVideoElement | null>;
  live: boolean;
  phase: Phase;
  action: Action;
}) {
  const t = useWords(words);
  return (
    <div className={`face-window ${live ? 'live' : ''}`}>
      {/* the preview is mirrored as people expect of a mirror; frames are not */}
      {live ? <video ref={video} autoPlay playsInline muted aria-label={t('face')} /> : <ActionIcon action="rest" />}
      {phase === 'capturing' && (
        <div className="face-prompt" role="status" aria-live="assertive">
          <ActionIcon action={action} />
          <strong>{t(action)}</strong>
        </div>
      )}
      {phase === 'checking' && (
        <div className="face-prompt" role="status">
          <strong>{t('faceChecking')}</strong>
        </div>
      )}
    </div>
  );
}

async function sampleFrames(personKey: string, actions: Challenge['actions']): Promise<Frame[]> {
  const { frames } = await client.call('POST /api/demo/face-frames', { body: { personKey, actions } });
  return frames.map((frame) => ({
    image: new Blob([Uint8Array.from(atob(frame.jpegBase64), (letter) => letter.charCodeAt(0))], {
      type: 'image/jpeg',
    }),
    atMs: frame.atMs,
  }));
}

function PeopleSheet({ open, onClose, onPick }: { open: boolean; onClose: () => void; onPick: (key: string) => void }) {
  const t = useWords(words);
  const language = useLanguage();
  const info = useQuery({ queryKey: ['demo-info'], queryFn: () => client.call('GET /api/demo/info'), enabled: open });
  return (
    <Popup
      visible={open}
      onMaskClick={onClose}
      onClose={onClose}
      position="bottom"
      showCloseButton
      destroyOnClose
      bodyClassName="sheet"
    >
      <h2>{t('facePick')}</h2>
      <Loaded of={info}>
        {({ people }) => (
          <div className="choices">
            {people.map((person) => (
              <button key={person.key} type="button" onClick={() => onPick(person.key)}>
                <strong>{person.name}</strong>
                <span>{language === 'en' ? person.about.en : person.about.zh}</span>
              </button>
            ))}
          </div>
        )}
      </Loaded>
    </Popup>
  );
}
