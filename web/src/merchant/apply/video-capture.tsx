import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { CameraIcon } from '../icons.tsx';
import { imageOf, useDemo, useMe, type Material } from '../queries.ts';
import { SampleSheet } from './capture.tsx';
import { PendingOffer, UploadMeter } from './upload-meter.tsx';
import { uploadMaterial, type Sending } from './upload.ts';
import { words } from './words.ts';

/** What is filmed. The recorder stops itself at the length that the rule allows. */
export type Film =
  | { readonly kind: 'scene_video'; readonly secondsMax: number }
  /** Answers before the front camera, with sound. */
  | { readonly kind: 'interview_video'; readonly secondsMax: number; readonly interviewId: string };
export const SCENE_FILM: Film = { kind: 'scene_video', secondsMax: 10 };

/** 720 p at this rate makes about 2 MB of ten seconds; a face that speaks bears less, and a minute of it makes 3.5 MB: bearable on a slow line. */
const BITS_PER_SECOND = { scene_video: 1_600_000, interview_video: 450_000 } as const;
const TYPES = ['video/mp4', 'video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];

type Phase =
  | { readonly at: 'rest' }
  | { readonly at: 'recording'; readonly left: number }
  | { readonly at: 'uploading'; readonly sending: Sending }
  | { readonly at: 'no_camera' }
  | { readonly at: 'refused'; readonly error: unknown };

interface Recorder {
  readonly phase: Phase;
  readonly live: React.RefObject<HTMLVideoElement | null>;
  readonly start: () => Promise<void>;
  readonly stop: () => void;
  readonly hand: (video: Blob, kept?: Readonly<Record<string, string>>) => Promise<void>;
}

/** Films for as long as it may, then hands the clip in. */
function useRecorder(film: Film, onDone: (material: Material) => void): Recorder {
  const queries = useQueryClient();
  const [phase, setPhase] = useState<Phase>({ at: 'rest' });
  const live = useRef<HTMLVideoElement>(null);
  const recorder = useRef<MediaRecorder | undefined>(undefined);
  const owner = useMe().data?.applicantId ?? '';
  const hand = useCallback(
    async (video: Blob, kept?: Readonly<Record<string, string>>): Promise<void> => {
      setPhase({ at: 'uploading', sending: { percent: 0 } });
      try {
        // a clip that was kept answers the questions that were asked then
        const extra = kept ?? (film.kind === 'interview_video' ? { interviewId: film.interviewId } : {});
        const show = (sending: Sending): void => setPhase({ at: 'uploading', sending });
        const material = await uploadMaterial({ owner, kind: film.kind, blob: video, extra }, show);
        setPhase({ at: 'rest' });
        await queries.invalidateQueries();
        onDone(material);
      } catch (error) {
        setPhase({ at: 'refused', error });
      }
    },
    [film, onDone, owner, queries],
  );
  const stop = useCallback((): void => {
    if (recorder.current?.state === 'recording') recorder.current.stop();
  }, []);
  const start = useCallback(async (): Promise<void> => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: {
          facingMode: film.kind === 'interview_video' ? 'user' : 'environment',
          width: { ideal: 1280 },
          height: { ideal: 720 },
        },
        audio: film.kind === 'interview_video',
      });
      const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one)) ?? '';
      const recording = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: BITS_PER_SECOND[film.kind] });
      const parts: Blob[] = [];
      recording.addEventListener('dataavailable', (event) => parts.push(event.data));
      recording.addEventListener('stop', () => {
        for (const track of stream.getTracks()) track.stop();
        void hand(new Blob(parts, { type: recording.mimeType }));
      });
      recorder.current = recording;
      setPhase({ at: 'recording', left: film.secondsMax });
      recording.start();
      if (live.current !== null) live.current.srcObject = stream;
    } catch {
      setPhase({ at: 'no_camera' });
    }
  }, [film, hand]);
  const recording = phase.at === 'recording';
  useEffect(() => {
    if (!recording) return undefined;
    const began = performance.now();
    const timer = setInterval(() => {
      const left = film.secondsMax - (performance.now() - began) / 1000;
      if (left <= 0) stop();
      else setPhase((before) => (before.at === 'recording' ? { at: 'recording', left: Math.ceil(left) } : before));
    }, 100);
    return () => clearInterval(timer);
  }, [film, recording, stop]);
  return { phase, live, start, stop, hand };
}

interface Props {
  readonly label: string;
  readonly film?: Film;
  readonly onDone: (material: Material) => void;
}

/** A video of goods or service, or the answers of an interview: filmed here, or chosen from the phone. */
export function VideoCapture({ label, film = SCENE_FILM, onDone }: Props) {
  const t = useWords(words);
  const text = useProblemText();
  const demo = useDemo();
  const me = useMe();
  const id = useId();
  const [choosing, setChoosing] = useState(false);
  const { phase, live, start, stop, hand } = useRecorder(film, onDone);
  const current = me.data?.materials.find((one) => one.kind === film.kind);
  const busy = phase.at === 'uploading' || phase.at === 'recording';
  return (
    <section className="capture" aria-label={label}>
      <div className={current === undefined && phase.at !== 'recording' ? 'capture-view' : 'capture-view has'}>
        {phase.at === 'recording' ? (
          <video ref={live} autoPlay muted playsInline />
        ) : current === undefined ? (
          <CameraIcon />
        ) : (
          <video src={imageOf(current.materialId)} controls muted playsInline aria-label={label} />
        )}
        {phase.at === 'uploading' && (
          <UploadMeter
            sending={phase.sending}
            text={phase.sending.percent >= 100 ? t('videoReading') : t('uploading', { percent: phase.sending.percent })}
          />
        )}
      </div>
      <div className="capture-foot">
        <strong>{label}</strong>
        <div className="capture-buttons">
          {phase.at === 'recording' ? (
            <Button size="small" color="danger" onClick={stop}>
              {t('videoStop', { left: phase.left })}
            </Button>
          ) : (
            <Button size="small" color="primary" disabled={busy} onClick={() => void start()}>
              {current === undefined ? t('videoStart') : t('videoAgain')}
            </Button>
          )}
          <label className={busy ? 'pick off' : 'pick'} htmlFor={id}>
            <input
              id={id}
              type="file"
              accept="video/*"
              disabled={busy}
              onChange={(event) => {
                const [file] = event.target.files ?? [];
                event.target.value = '';
                if (file !== undefined) void hand(file);
              }}
            />
            {t('videoChoose')}
          </label>
          {demo && (
            <Button size="small" fill="outline" disabled={busy} onClick={() => setChoosing(true)}>
              {t('sample')}
            </Button>
          )}
        </div>
      </div>
      <PendingOffer kind={film.kind} busy={busy} onResume={(pending) => void hand(pending.blob, pending.extra)} />
      {phase.at === 'no_camera' && (
        <p role="alert" className="refused">
          {t('videoNoCamera')}
        </p>
      )}
      {phase.at === 'refused' && (
        <p role="alert" className="refused">
          {text(phase.error)}
        </p>
      )}
      {demo && (
        <SampleSheet
          kind={film.kind}
          open={choosing}
          onClose={() => setChoosing(false)}
          onPick={(video) => {
            setChoosing(false);
            void hand(video);
          }}
        />
      )}
    </section>
  );
}
