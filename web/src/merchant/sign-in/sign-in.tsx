import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { client, problemOf } from '../../kit/client.ts';
import { LanguageSwitch } from '../../kit/language-switch.tsx';
import { useWords } from '../../kit/language.ts';
import { TypeSwitch } from '../../kit/type-switch.tsx';
import { useDemo } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { useCountdown } from './countdown.ts';
import { words } from './words.ts';

function useCode(phone: string) {
  const countdown = useCountdown();
  const [messageId, setMessageId] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const sent = await client.call('POST /api/applicant/codes', { body: { phone } });
      setMessageId(sent.messageId);
      countdown.start(sent.resendAfterS);
    } catch (caught) {
      const { facts } = problemOf(caught);
      if (typeof facts?.['seconds'] === 'number' && problemOf(caught).code === 'identity.code_too_soon')
        countdown.start(facts['seconds']);
      setError(caught);
    }
    setBusy(false);
  };
  return { left: countdown.left, messageId, error, busy, send };
}

export function SignInPage() {
  const t = useWords(words);
  return (
    <Page title={t('title')} right={<LanguageSwitch className="text-button" />}>
      <section className="hello">
        <h2>{t('hello')}</h2>
        <p>{t('sub')}</p>
      </section>
      <SignInForm enterWord={t('enter')} />
      <nav className="sign-in-links" aria-label={t('more')}>
        <TypeSwitch className="text-button" />
        <Link href="/recover">{t('recover')}</Link>
        <a href="/public/prepare">{t('prepare')}</a>
        <a href="/public/progress">{t('progress')}</a>
      </nav>
    </Page>
  );
}

/** Phone and code: registers whoever is new. Everything that is on the page is asked for again once somebody is signed in. */
export function SignInForm({ enterWord }: { enterWord: string }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const sending = useCode(phone);
  const enter = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await client.call('POST /api/applicant/sessions', { body: { phone, code } });
      await queries.resetQueries();
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  const again = sending.messageId === undefined ? t('send') : t('sendAgain');
  return (
    <form className="card form" onSubmit={(event) => void enter(event)}>
      <label className="field">
        <span>{t('phone')}</span>
        <input
          type="tel"
          inputMode="numeric"
          autoComplete="tel-national"
          maxLength={11}
          placeholder={t('phoneHint')}
          value={phone}
          onChange={(event) => setPhone(event.target.value.replace(/\D/g, ''))}
        />
      </label>
      <div className="field">
        <label htmlFor="code">{t('code')}</label>
        <div className="with-button">
          <input
            id="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            placeholder={t('codeHint')}
            value={code}
            onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
          />
          <Button
            type="button"
            size="small"
            color="primary"
            fill="outline"
            loading={sending.busy}
            disabled={phone.length !== 11 || sending.left > 0}
            onClick={() => void sending.send()}
          >
            {sending.left > 0 ? t('wait', { seconds: sending.left }) : again}
          </Button>
        </div>
      </div>
      {sending.messageId !== undefined && <Fate messageId={sending.messageId} phone={phone} />}
      {sending.error !== undefined && <Refused error={sending.error} />}
      {error !== undefined && <Refused error={error} />}
      <Button
        block
        color="primary"
        size="large"
        type="submit"
        loading={busy}
        disabled={phone.length !== 11 || code.length < 4}
      >
        {enterWord}
      </Button>
      <p className="small">{t('agree')}</p>
    </form>
  );
}

/** What became of the message; an undelivered one opens the second way at once. */
function Fate({ messageId, phone }: { messageId: string; phone: string }) {
  const t = useWords(words);
  const c = useWords(common);
  const demo = useDemo();
  const fate = useQuery({
    queryKey: ['code', messageId],
    queryFn: () => client.call('GET /api/applicant/codes/:messageId', { params: { messageId } }),
    refetchInterval: (query) =>
      query.state.data?.state === 'waiting' || query.state.data?.state === 'sent' || query.state.data === undefined
        ? 1_500
        : false,
  });
  const state = fate.data?.state ?? 'waiting';
  const lost = state === 'undelivered' || state === 'failed';
  return (
    <div className={lost ? 'fate lost' : 'fate'} role="status">
      <p>{lost ? t('undelivered') : t(state)}</p>
      {lost && <a href="tel:4000000000">{c('hotline')}</a>}
      {demo && (
        <a href={`/world/?tab=sms&to=${phone}`} target="kaitong-world">
          {t('inbox')}
        </a>
      )}
    </div>
  );
}
