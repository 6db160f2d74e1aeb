import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { client, isSignedOut, problemOf, type Answer } from '../kit/client.ts';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useWords } from '../kit/language.ts';
import { useApplicationStateText } from '../kit/states.ts';
import { shortTime } from '../kit/time.ts';
import { words as steps } from '../merchant/progress/words.ts';
import { Loading, Page, Refused } from '../merchant/shell.tsx';
import { SignInForm } from '../merchant/sign-in/sign-in.tsx';
import { Official } from './official.tsx';
import { words } from './words.ts';

type Application = Answer<'GET /api/applicant/application'>;

async function mine(): Promise<Application | null> {
  return client.call('GET /api/applicant/application').catch((error: unknown) => {
    if (problemOf(error).code === 'applications.none') return null;
    throw error;
  });
}

/** How far an application is: phone and code, and nothing else is asked. */
export function ProgressPage() {
  const t = useWords(words);
  const application = useQuery({ queryKey: ['my-progress'], queryFn: mine, retry: false });
  const { data, error } = application;
  return (
    <Page title={t('progress')} right={<LanguageSwitch className="text-button" />}>
      {isSignedOut(error) ? (
        <>
          <p className="lead">{t('progressHint')}</p>
          <SignInForm enterWord={t('look')} />
        </>
      ) : error !== null ? (
        <Refused error={error} retry={() => void application.refetch()} />
      ) : data === undefined ? (
        <Loading />
      ) : data === null ? (
        <section className="card" role="status">
          <p>{t('noApplication')}</p>
          <a className="solid-link" href="/merchant/">
            {t('apply')}
          </a>
        </section>
      ) : (
        <Steps application={data} />
      )}
      <Official />
    </Page>
  );
}

function Steps({ application }: { application: Application }) {
  const t = useWords(words);
  const s = useWords(steps);
  const state = useApplicationStateText();
  const draft = application.state === 'draft';
  return (
    <>
      <section className="card" role="status">
        <h2>{draft ? s('headDraft') : state(application.state)}</h2>
        {!draft && (
          <ol className="timeline">
            {application.timeline.map((one) => (
              <li key={one.step} className={one.state}>
                <span>{s(one.step)}</span>
                <em>{one.at === undefined ? s(one.state) : shortTime(one.at)}</em>
              </li>
            ))}
          </ol>
        )}
      </section>
      <Button block color="primary" size="large" onClick={() => location.assign('/merchant/progress')}>
        {t('goOn')}
      </Button>
    </>
  );
}
