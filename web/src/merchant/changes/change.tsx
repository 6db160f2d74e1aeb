import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Dialog } from 'antd-mobile';
import { Fragment } from 'react';
import { useLocation } from 'wouter';
import { useTradeName } from '../../kit/catalogue.ts';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { reasonRemedy, reasonTitle } from '../../kit/reasons.ts';
import { shortTime } from '../../kit/time.ts';
import { useChange } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { PrepareChange } from './prepare.tsx';
import { STATE_TONES } from './states.ts';
import { words } from './words.ts';

export type Change = Answer<'GET /api/merchant/changes/:changeId'>;
type Step = Change['steps'][number];

/** One request: prepared here, then followed here. */
export function ChangePage({ changeId }: { changeId: string }) {
  const t = useWords(words);
  const [, go] = useLocation();
  const change = useChange(changeId);
  const title = change.data === undefined ? t('changes') : t(`k_${change.data.kind}`);
  return (
    <Page title={title} onBack={() => go('/changes')}>
      <Loaded of={change}>
        {(data) => (
          <>
            <section className="card">
              <header className="split">
                <strong>{t(`k_${data.kind}`)}</strong>
                <span className={`tag ${STATE_TONES[data.state]}`}>{t(`s_${data.state}`)}</span>
              </header>
              <p role="status">{t(`hint_${data.state}`)}</p>
              <Why change={data} />
            </section>
            {data.state === 'draft' || data.state === 'needs_fix' ? (
              <PrepareChange change={data} />
            ) : (
              <Compared pairs={data.pairs} />
            )}
            <Timeline steps={data.steps} />
            <Ways change={data} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Why it came back, with what is to be done about each reason. */
function Why({ change: { state, steps } }: { change: Change }) {
  const language = useLanguage();
  if (state !== 'needs_fix' && state !== 'rejected') return null;
  const last = steps.findLast((one) => one.reasons.length > 0);
  if (last === undefined) return null;
  return (
    <div role="alert" className="refused">
      <ul>
        {last.reasons.map((code) => (
          <li key={code}>
            <b>{reasonTitle(code, language)}</b>
            {language === 'en' ? '. ' : '：'}
            {reasonRemedy(code, language)}
          </li>
        ))}
      </ul>
      {last.note !== '' && <p>{last.note}</p>}
    </div>
  );
}

function Compared({ pairs }: { pairs: Change['pairs'] }) {
  const t = useWords(words);
  const tradeName = useTradeName();
  if (pairs.length === 0) return null;
  const shown = (field: string, text: string): string => (field === 'mcc' ? tradeName(text) : text);
  return (
    <section className="card" aria-label={t('compare')}>
      <strong>{t('compare')}</strong>
      <dl className="pairs">
        {pairs.map(({ field, before, after, same }) => (
          <Fragment key={field}>
            <dt>{t(field)}</dt>
            <dd>
              {shown(field, after)}
              {!same && before !== undefined && (
                <>
                  <br />
                  <span className="small">
                    {t('was')} {shown(field, before)}
                  </span>
                </>
              )}
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

function Timeline({ steps }: { steps: readonly Step[] }) {
  const t = useWords(words);
  const language = useLanguage();
  if (steps.length === 0) return null;
  return (
    <section className="card" aria-label={t('timeline')}>
      <strong>{t('timeline')}</strong>
      <ol className="timeline">
        {steps.map((step, i) => (
          <li key={`${step.event} ${step.at} ${i}`} className="done">
            <span>{t(`e_${step.event}`, { n: step.revisionNo })}</span>
            <em>{shortTime(step.at)}</em>
            {step.reasons.length > 0 && (
              <p className="small">{step.reasons.map((code) => reasonTitle(code, language)).join(' · ')}</p>
            )}
            {step.effects.length > 0 && <p className="small">{step.effects.map((one) => t(`f_${one}`)).join(' · ')}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Back, or once more. */
function Ways({ change: { changeId, kind, state } }: { change: Change }) {
  const t = useWords(words);
  const c = useWords(common);
  const [, go] = useLocation();
  const queries = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => client.call('POST /api/merchant/changes/:changeId/withdrawal', { params: { changeId } }),
    onSettled: () => queries.invalidateQueries(),
  });
  const again = useMutation({
    mutationFn: () => client.call('POST /api/merchant/changes', { body: { kind } }),
    onSuccess: async (begun) => {
      await queries.invalidateQueries();
      go(`/changes/${begun.changeId}`);
    },
  });
  const ask = async (): Promise<void> => {
    if (await Dialog.confirm({ content: t('withdrawAsk'), confirmText: c('confirm'), cancelText: c('cancel') }))
      withdraw.mutate();
  };
  const error = withdraw.error ?? again.error;
  return (
    <>
      {error !== null && <Refused error={error} />}
      {state === 'rejected' && (
        <Button block color="primary" loading={again.isPending} onClick={() => again.mutate()}>
          {t('beginAgain')}
        </Button>
      )}
      {state !== 'approved' && state !== 'rejected' && state !== 'withdrawn' && (
        <Button block fill="outline" loading={withdraw.isPending} onClick={() => void ask()}>
          {t('withdraw')}
        </Button>
      )}
    </>
  );
}
