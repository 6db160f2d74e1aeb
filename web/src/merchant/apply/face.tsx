import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useRef } from 'react';
import { client } from '../../kit/client.ts';
import { say, useLanguage, useWords } from '../../kit/language.ts';
import { HandOffOffer } from '../hand-off/offer.tsx';
import type { Me } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { useConsent } from './consents.tsx';
import { formOfFrames, LiveCheck, type Course } from './live-check.tsx';
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
      {!over && <HandOffOffer step="face" />}
      {!over && (me.consents.includes('face') ? <FaceCheck me={me} /> : <FaceConsent />)}
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

function FaceCheck({ me }: { me: Me }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const challengeId = useRef('');
  const course: Course = {
    challenge: async () => {
      const asked = await client.call('POST /api/applicant/face/challenges');
      challengeId.current = asked.challengeId;
      return asked.actions;
    },
    send: async (frames) => {
      const form = formOfFrames(frames);
      form.append('challengeId', challengeId.current);
      try {
        await client.call('POST /api/applicant/face/attempts', { form });
      } finally {
        await queries.invalidateQueries(); // a try that failed counts too
      }
    },
  };
  return <LiveCheck course={course} note={<p className="small centre">{t('faceTries', { n: me.faceTriesLeft })}</p>} />;
}
