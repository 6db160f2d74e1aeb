import type { Answer } from '@kaitong/client';
import { useMutation } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd-mobile';
import { useRef, useState } from 'react';
import { client, problemOf } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { formOfFrames, LiveCheck, type Course } from '../apply/live-check.tsx';
import { Field } from '../apply/identity.tsx';
import { Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { useCountdown } from './countdown.ts';
import { words } from './words.ts';

type Started = Answer<'POST /api/public/recoveries'>;

/** 换号找回: the number is gone, the person is not. Who they are, their living face, then a day in which it can be stopped. */
export function RecoverPage({ onBack }: { onBack: () => void }) {
  const t = useWords(words);
  const c = useWords(common);
  const [started, setStarted] = useState<Started>();
  const [coolingUntil, setCoolingUntil] = useState<string>();
  return (
    <Page title={t('recover')} onBack={onBack}>
      {coolingUntil !== undefined ? (
        <div className="outcome good" role="status">
          <strong>{t('recoverCooling', { at: dateTime(coolingUntil) })}</strong>
          <p>{t('recoverCoolingHint')}</p>
        </div>
      ) : started === undefined ? (
        <WhoForm onStarted={setStarted} />
      ) : (
        <FaceOf started={started} onDone={setCoolingUntil} />
      )}
      <p className="small">{t('recoverElse')}</p>
      <p className="small">
        <a href="tel:4000000000">{c('hotline')}</a>
      </p>
    </Page>
  );
}

const digits = (text: string): string => text.replace(/\D/g, '');

function WhoForm({ onStarted }: { onStarted: (started: Started) => void }) {
  const t = useWords(words);
  const [who, setWho] = useState({ name: '', idNumber: '', phone: '', code: '' });
  const countdown = useCountdown();
  const set = (part: Partial<typeof who>): void => setWho({ ...who, ...part });
  const send = useMutation({
    mutationFn: () => client.call('POST /api/public/recoveries/codes', { body: { phone: who.phone } }),
    onSuccess: ({ resendAfterS }) => countdown.start(resendAfterS),
    onError: (error) => {
      const { code, facts } = problemOf(error);
      if (code === 'identity.code_too_soon' && typeof facts?.['seconds'] === 'number')
        countdown.start(facts['seconds']);
    },
  });
  const start = useMutation({
    mutationFn: () => client.call('POST /api/public/recoveries', { body: who }),
    onSuccess: onStarted,
  });
  const ready =
    who.name.trim().length >= 2 && who.idNumber.length === 18 && who.phone.length === 11 && who.code.length === 6;
  return (
    <>
      <p className="lead">{t('recoverIntro')}</p>
      <form
        className="card form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) start.mutate();
        }}
      >
        <Field label={t('recoverName')} value={who.name} maxLength={60} onChange={(name) => set({ name })} />
        <Field
          label={t('recoverId')}
          value={who.idNumber}
          maxLength={18}
          onChange={(text) => set({ idNumber: text.toUpperCase().replace(/[^0-9X]/g, '') })}
        />
        <Field
          label={t('recoverPhone')}
          value={who.phone}
          inputMode="numeric"
          maxLength={11}
          onChange={(text) => set({ phone: digits(text) })}
        />
        <div className="with-button labelled">
          <Field
            label={t('code')}
            value={who.code}
            inputMode="numeric"
            maxLength={6}
            onChange={(text) => set({ code: digits(text) })}
          />
          <Button
            type="button"
            size="small"
            color="primary"
            fill="outline"
            loading={send.isPending}
            disabled={who.phone.length !== 11 || countdown.left > 0}
            onClick={() => send.mutate()}
          >
            {countdown.left > 0 ? t('wait', { seconds: countdown.left }) : t('send')}
          </Button>
        </div>
        {send.error !== null && <Refused error={send.error} />}
        {start.error !== null && <Refused error={start.error} />}
        <Button block color="primary" size="large" type="submit" disabled={!ready} loading={start.isPending}>
          {t('recoverNext')}
        </Button>
      </form>
    </>
  );
}

function FaceOf({ started, onDone }: { started: Started; onDone: (coolingUntil: string) => void }) {
  const t = useWords(words);
  const [agreed, setAgreed] = useState(false);
  const actions = useRef(started.actions);
  const course: Course = {
    challenge: () => Promise.resolve(actions.current),
    send: async (frames) => {
      const form = formOfFrames(frames);
      form.append('consent', 'yes');
      const params = { recoveryId: started.recoveryId };
      try {
        onDone((await client.call('POST /api/public/recoveries/:recoveryId/face', { params, form })).coolingUntil);
      } catch (error) {
        // the next try wants other actions
        const next = problemOf(error).facts?.['actions'];
        if (Array.isArray(next)) actions.current = next as Started['actions'];
        throw error;
      }
    },
  };
  return (
    <>
      <section className="card">
        <Checkbox checked={agreed} onChange={setAgreed}>
          {t('recoverConsent')}
        </Checkbox>
      </section>
      {agreed && <LiveCheck course={course} note={undefined} />}
    </>
  );
}
