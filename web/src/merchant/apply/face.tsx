import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popup } from 'antd-mobile';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { client } from '../../kit/client.ts';
import { say, useLanguage, useWords } from '../../kit/language.ts';
import { ActionIcon } from '../icons.tsx';
import { useDemo, type Me } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { useConsent } from './consents.tsx';
import { captureFrames, openCamera, type Action, type Challenge, type Frame } from './face-camera.ts';
import { consentWords, words } from './words.ts';

export function FaceStep({ me, onBack, onDone }: { me: Me; onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const state = me.identityState;
  const interview = me.faceRoute === 'interview';
  const over = state === 'face_passed' || state === 'face_human' || interview;
  return (
    <Page
      title={t('face')}
      onBack={onBack}
      foot={
        over ? (
          <Button block color="primary" size="large" onClick={onDone}>
            {c('next')}
          </Button>
        ) : undefined
      }
    >
      {state === 'face_passed' && !interview && (
        <div className="outcome good" role="status">
          <strong>{t('facePassed')}</strong>
        </div>
      )}
      {state === 'face_human' && !interview && (
        <div className="outcome warn" role="status">
          <strong>{t('faceHuman')}</strong>
          <p>{t('faceHumanHint')}</p>
          <p>{c('hotline')}</p>
        </div>
      )}
      {!over && (me.consents.includes('face') ? <Check me={me} /> : <FaceConsent />)}
      {state !== 'face_passed' && state !== 'none' && <OtherWay chosen={interview} />}
    </Page>
  );
}

/** Whoever does not want the machine to look, or cannot pass it, is not stuck. */
function OtherWay({ chosen }: { chosen: boolean }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const choose = useMutation({
    mutationFn: (route: Me['faceRoute']) => client.call('PUT /api/applicant/face/route', { body: { route } }),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <section className={chosen ? 'outcome good' : 'card'} role={chosen ? 'status' : undefined}>
      <strong>{chosen ? t('routeInterview') : t('otherWay')}</strong>
      <p className="small">{chosen ? t('routeInterviewHint') : t('otherWayText')}</p>
      {choose.error !== null && <Refused error={choose.error} />}
      <Button
        block
        fill="outline"
        color="primary"
        loading={choose.isPending}
        onClick={() => choose.mutate(chosen ? 'live' : 'interview')}
      >
        {chosen ? t('chooseLive') : t('chooseInterview')}
      </Button>
    </section>
  );
}

function FaceConsent() {
  const t = useWords(words);
  const language = useLanguage();
  const consent = useConsent();
  return (
    <section className="card consent open">
      <strong>{t('faceConsent')}</strong>
      <p>{say(consentWords.face.text, language)}</p>
      {consent.error !== null && <Refused error={consent.error} />}
      <Button
        block
        color="primary"
        loading={consent.isPending}
        onClick={() => consent.mutate({ kind: 'face', given: true })}
      >
        {t('agree')}
      </Button>
      <p className="small">{t('faceNoConsent')}</p>
    </section>
  );
}

type Phase = 'rest' | 'opening' | 'ready' | 'capturing' | 'checking';

async function sendFrames(challengeId: string, frames: readonly Frame[]): Promise<void> {
  const form = new FormData();
  form.append('challengeId', challengeId);
  form.append('atMs', JSON.stringify(frames.map((frame) => frame.atMs)));
  frames.forEach((frame, i) => form.append('frame', frame.image, `${i}.jpg`));
  await client.call('POST /api/applicant/face/attempts', { form });
}

function useCheck() {
  const queries = useQueryClient();
  const [phase, setPhase] = useState<Phase>('rest');
  const [error, setError] = useState<unknown>();
  /** Gets a fresh challenge, lets `frames` answer it, and sends the answer. */
  const run = async (frames: (challenge: Challenge) => Promise<readonly Frame[]>): Promise<void> => {
    setError(undefined);
    try {
      const challenge = await client.call('POST /api/applicant/face/challenges');
      const answer = await frames(challenge);
      setPhase('checking');
      await sendFrames(challenge.challengeId, answer);
    } catch (caught) {
      setError(caught);
    }
    setPhase('rest');
    await queries.invalidateQueries();
  };
  return { phase, setPhase, error, run };
}

function Check({ me }: { me: Me }) {
  const t = useWords(words);
  const demo = useDemo();
  const video = useRef<HTMLVideoElement>(null);
  const [stream, setStream] = useState<MediaStream>();
  const [blocked, setBlocked] = useState(false);
  const [action, setAction] = useState<Action>('rest');
  const [picking, setPicking] = useState(false);
  const { phase, setPhase, error, run } = useCheck();
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
    await run(async (challenge) => {
      if (video.current === null) throw new Error('no picture');
      return captureFrames(video.current, challenge.actions, setAction);
    });
    setStream(undefined);
  };
  const sample = (personKey: string): void => {
    setPicking(false);
    setPhase('checking');
    void run((challenge) => sampleFrames(personKey, challenge.actions));
  };
  const busy = phase === 'checking' || phase === 'opening' || phase === 'capturing';
  return (
    <section className="card face">
      <p>{t('faceIntro')}</p>
      <p className="small">{t('faceTips')}</p>
      <FaceWindow video={video} live={stream !== undefined} phase={phase} action={action} />
      <p className="small centre">{t('faceTries', { n: me.faceTriesLeft })}</p>
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
