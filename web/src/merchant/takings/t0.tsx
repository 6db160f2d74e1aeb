import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Switch, Toast } from 'antd-mobile';
import { Fragment } from 'react';
import { useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { refusalText } from '../../kit/problems.ts';
import { shortTime } from '../../kit/time.ts';
import { useT0 } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { words } from './words.ts';

type Overview = Answer<'GET /api/merchant/t0'>;

/** Millionths as a percentage: 500 is 0.05. */
const percentOf = (ppm: string): string => (Number(ppm) / 10_000).toFixed(2);

/** T+0: what can be paid now and for how much, or why not and when; the limits; and the switch that does it by itself. */
export function T0Page() {
  const t = useWords(words);
  const [, go] = useLocation();
  const t0 = useT0();
  return (
    <Page title={t('t0')} onBack={() => go('/home')}>
      <Loaded of={t0}>
        {(seen) => (
          <>
            {seen.now === undefined ? <WhyNot seen={seen} /> : <Now seen={seen} now={seen.now} />}
            {seen.waiting !== undefined && <Waiting seen={seen} waiting={seen.waiting} />}
            <p className="small">{t('t0Rest')}</p>
            {seen.agreed ? <Automatic seen={seen} /> : <Terms seen={seen} />}
            <Limits seen={seen} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Whatever came of it, what is shown next is asked for anew. */
function useAfterwards(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries();
}

function Now({ seen, now }: { seen: Overview; now: NonNullable<Overview['now']> }) {
  const t = useWords(words);
  const afterwards = useAfterwards();
  const ask = useMutation({
    mutationFn: () =>
      client.call('POST /api/merchant/t0', { body: { surchargeFen: now.surchargeFen, payFen: now.payFen } }),
    onSuccess: () => void Toast.show({ icon: 'success', content: t('t0Asked') }),
    onSettled: afterwards,
  });
  return (
    <section className="card" aria-label={t('t0Now')}>
      <header className="split">
        <strong>{t('t0Now')}</strong>
        <span>{t('saleCount', { n: now.saleCount })}</span>
      </header>
      <dl className="pairs">
        <dt>{t('gross')}</dt>
        <dd>{yuan(now.grossFen)}</dd>
        <dt>{t('fee')}</dt>
        <dd>−{yuan(now.feeFen)}</dd>
        <dt>{t('t0Surcharge', { percent: percentOf(seen.ratePpm) })}</dt>
        <dd>−{yuan(now.surchargeFen)}</dd>
        <dt>{t('t0Arrives')}</dt>
        <dd>
          <strong data-testid="t0-pay">¥{yuan(now.payFen)}</strong>
        </dd>
      </dl>
      <p className="small">{t('t0When')}</p>
      {ask.error !== null && <Refused error={ask.error} />}
      <Button block color="primary" loading={ask.isPending} onClick={() => ask.mutate()}>
        {t('t0Ask', { amount: yuan(now.payFen) })}
      </Button>
    </section>
  );
}

function WhyNot({ seen: { why } }: { seen: Overview }) {
  const t = useWords(words);
  const language = useLanguage();
  if (why === undefined) return null;
  return (
    <section className="card" role="status" aria-label={t('t0Why')}>
      <strong>{t('t0Why')}</strong>
      <p>{refusalText(why, language)}</p>
    </section>
  );
}

function Waiting({ seen, waiting }: { seen: Overview; waiting: NonNullable<Overview['waiting']> }) {
  const t = useWords(words);
  return (
    <p className="card small">
      {t('t0Waiting', {
        n: waiting.saleCount,
        amount: yuan(waiting.grossFen),
        minutes: seen.earliestMinutes,
        at: shortTime(waiting.at),
      })}
    </p>
  );
}

/** The surcharge in words, for those who have not signed it: agreed to once, before anything is taken. */
function Terms({ seen }: { seen: Overview }) {
  const t = useWords(words);
  const afterwards = useAfterwards();
  const percent = percentOf(seen.ratePpm);
  const agree = useMutation({
    mutationFn: () => client.call('POST /api/merchant/t0/agreement', { body: { ratePpm: seen.ratePpm } }),
    onSettled: afterwards,
  });
  return (
    <section className="card">
      <p>{t('t0Terms', { percent })}</p>
      {agree.error !== null && <Refused error={agree.error} />}
      <Button block color="primary" fill="outline" loading={agree.isPending} onClick={() => agree.mutate()}>
        {t('t0Agree', { percent })}
      </Button>
    </section>
  );
}

function Automatic({ seen }: { seen: Overview }) {
  const t = useWords(words);
  const afterwards = useAfterwards();
  const turn = useMutation({
    mutationFn: (on: boolean) => client.call('PUT /api/merchant/t0/automatic', { body: { on } }),
    onSettled: afterwards,
  });
  return (
    <section className="card">
      <header className="split">
        <strong>{t('t0Automatic')}</strong>
        <Switch
          checked={seen.automatic}
          loading={turn.isPending}
          aria-label={t('t0Automatic')}
          onChange={(on) => turn.mutate(on)}
        />
      </header>
      <p className="small">
        {t('t0AutomaticHint', { minutes: seen.earliestMinutes, percent: percentOf(seen.ratePpm) })}
      </p>
      {seen.automaticAt !== undefined && <p className="small">{t('t0Next', { at: shortTime(seen.automaticAt) })}</p>}
      {turn.error !== null && <Refused error={turn.error} />}
    </section>
  );
}

function Limits({ seen }: { seen: Overview }) {
  const t = useWords(words);
  const rows = [
    ['t0Left', `¥${yuan(seen.leftFen)}`],
    ['t0Used', `¥${yuan(seen.usedFen)} / ¥${yuan(seen.dailyMaxFen)}`],
    ['t0Single', `¥${yuan(seen.singleMaxFen)}`],
    ['t0Min', `¥${yuan(seen.minFen)}`],
    ['t0Hours', `${seen.window.from}–${seen.window.to}`],
  ] as const;
  return (
    <section className="card" aria-label={t('t0Limits')}>
      <strong>{t('t0Limits')}</strong>
      <dl className="pairs">
        {rows.map(([key, value]) => (
          <Fragment key={key}>
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
