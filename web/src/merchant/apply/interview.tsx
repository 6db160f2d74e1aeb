import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Answer } from '@kaitong/client';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { say, useLanguage, useWords } from '../../kit/language.ts';
import { Later, later } from '../../kit/later.tsx';
import { questionWords } from '../../kit/interview-words.ts';
import { clockTime } from '../../kit/time.ts';
import { HandOffOffer } from '../hand-off/offer.tsx';
import type { Me } from '../queries.ts';
import { Loading, NotFetched, Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { useConsent } from './consents.tsx';
import { SaveMark, useDraft, useLeave } from './draft-keeper.tsx';
import { PhotoRefused, Progress, useHandIn } from './capture.tsx';
import { PendingOffer } from './upload-meter.tsx';
import { consentWords, words } from './words.ts';

const VideoCapture = later(async () => (await import('./video-capture.tsx')).VideoCapture);

type Asked = Answer<'POST /api/applicant/interviews'>;

/** 视频面签: three questions chosen by us, answered before the phone's own camera, judged by a person. */
export function InterviewStep({ me, onBack, onDone }: { me: Me; onBack: () => void; onDone: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const { draft, error } = useDraft();
  const { leaving, leave } = useLeave(onDone);
  const answered = me.materials.some((one) => one.materialId === draft.interview?.materialId);
  return (
    <Page
      title={t('interview')}
      onBack={onBack}
      right={<SaveMark />}
      foot={
        <Button
          block
          color="primary"
          size="large"
          disabled={!answered}
          loading={leaving}
          onClick={() => leave(Promise.resolve(true))}
        >
          {c('next')}
        </Button>
      }
    >
      <p className="lead">{t('interviewIntro')}</p>
      <HandOffOffer step="interview" />
      {me.consents.includes('interview') ? <Questions answered={answered} /> : <InterviewConsent />}
      {error !== undefined && <Refused error={error} />}
    </Page>
  );
}

function InterviewConsent() {
  const t = useWords(words);
  const language = useLanguage();
  const consent = useConsent();
  return (
    <section className="card consent open">
      <strong>{say(consentWords.interview.title, language)}</strong>
      <p>{say(consentWords.interview.text, language)}</p>
      {consent.error !== null && <Refused error={consent.error} />}
      <Button
        block
        color="primary"
        loading={consent.isPending}
        onClick={() => consent.mutate({ kind: 'interview', given: true })}
      >
        {t('agree')}
      </Button>
    </section>
  );
}

function Questions({ answered }: { answered: boolean }) {
  const t = useWords(words);
  const language = useLanguage();
  const queries = useQueryClient();
  const { save } = useDraft();
  const [asked, setAsked] = useState<Asked>();
  const ask = useMutation({
    mutationFn: () => client.call('POST /api/applicant/interviews'),
    onSuccess: setAsked,
  });
  const keep = (materialId: string): void => {
    setAsked(undefined);
    void save({ interview: { materialId } }).then(() => queries.invalidateQueries());
  };
  // answers that were on their way when the page was closed: they belong to the questions asked then
  const { phase, send, busy } = useHandIn('interview_video', (material) => keep(material.materialId));
  return (
    <>
      {busy && (
        <div className="fix-waiting">
          <Progress phase={phase} />
        </div>
      )}
      {asked === undefined && (
        <PendingOffer kind="interview_video" busy={busy} onResume={({ blob, extra }) => void send(blob, extra)} />
      )}
      {phase.at === 'refused' && <PhotoRefused error={phase.error} />}
      {answered && asked === undefined && (
        <div className="outcome good" role="status">
          <strong>{t('interviewDone')}</strong>
        </div>
      )}
      {ask.error !== null && <Refused error={ask.error} />}
      {asked === undefined ? (
        <Button
          block
          color="primary"
          size="large"
          fill={answered ? 'outline' : 'solid'}
          loading={ask.isPending}
          onClick={() => ask.mutate()}
        >
          {answered ? t('interviewAgain') : t('interviewAsk')}
        </Button>
      ) : (
        <section className="card interview">
          <ol>
            {asked.questions.map((question) => (
              <li key={question}>{say(questionWords[question], language)}</li>
            ))}
          </ol>
          <p className="small">
            {t('interviewUntil', { time: clockTime(asked.expiresAt), seconds: asked.secondsMax })}
          </p>
          <Later waiting={<Loading />} failed={<NotFetched />}>
            <VideoCapture
              label={t('interview')}
              film={{ kind: 'interview_video', secondsMax: asked.secondsMax, interviewId: asked.interviewId }}
              onDone={(material) => keep(material.materialId)}
            />
          </Later>
        </section>
      )}
    </>
  );
}
