import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Dialog, Toast } from 'antd-mobile';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { shortTime } from '../../kit/time.ts';
import { Meter } from '../meter.tsx';
import { useSims } from '../queries.ts';
import { Empty, Loaded, Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { words } from './words.ts';

type Sim = Answer<'GET /api/merchant/sims'>['rows'][number];

const TONES = { running: 'good', lapsed: 'warn', ended: '' } as const;
const WISHES = ['ask', 'automatic', 'refused'] as const;
const WISH_WORDS = {
  ask: ['ask', 'askHint'],
  automatic: ['automatic', 'automaticHint'],
  refused: ['refuse', 'refuseHint'],
} as const;
const YEAR_DAYS = 365;
const SOON_DAYS = 30;
const TAIL = 4;

/** Data SIM cards: paid to when, and what happens then. */
export function SimsPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const sims = useSims();
  return (
    <Page title={t('title')} onBack={() => go('/devices')}>
      <Loaded of={sims}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('none')} hint={t('noneHint')} />
          ) : (
            <>
              <p className="small">{t('lead')}</p>
              {rows.map((row) => (
                <SimSections key={row.terminalId} sim={row} />
              ))}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function SimSections({ sim }: { sim: Sim }) {
  const t = useWords(words);
  const name = t('terminal', { no: sim.terminalNo, tail: sim.serialNo.slice(-TAIL) });
  return (
    <>
      <section className="card" aria-label={name}>
        <header className="split">
          <strong>{name}</strong>
          <span className={`tag ${TONES[sim.state]}`}>{t(sim.state)}</span>
        </header>
        <Clock sim={sim} />
        <Renew sim={sim} />
      </section>
      {sim.state !== 'ended' && <Wishes sim={sim} />}
      <History sim={sim} />
    </>
  );
}

function Clock({ sim }: { sim: Sim }) {
  const t = useWords(words);
  const { daysLeft, data } = sim;
  const percent = Math.max(0, Math.min(100, Math.round((daysLeft / YEAR_DAYS) * 100)));
  return (
    <>
      <dl className="pairs">
        <dt>{t(sim.free ? 'freeUntil' : 'paidUntil')}</dt>
        <dd>{sim.coveredTo}</dd>
        <dt>{t('left')}</dt>
        <dd>{daysLeft < 0 ? t('over', { n: -daysLeft }) : t('days', { n: daysLeft })}</dd>
        {sim.offer !== undefined && (
          <>
            <dt>{t('priceYear')}</dt>
            <dd>¥{yuan(sim.offer.amountFen)}</dd>
          </>
        )}
      </dl>
      <Meter label={t('left')} percent={percent} />
      <p className={data === 'off' ? 'warned' : 'small'}>{t(`d_${data}`)}</p>
      {sim.state === 'running' && daysLeft <= SOON_DAYS && (
        <p className="small">{t('stopsAfter', { date: sim.stopsAfter })}</p>
      )}
    </>
  );
}

function Renew({ sim }: { sim: Sim }) {
  const t = useWords(words);
  const c = useWords(common);
  const queries = useQueryClient();
  const renew = useMutation({
    mutationFn: ({ from, amountFen }: { from: string; amountFen: string }) =>
      client.call('POST /api/merchant/sims/:terminalId/renewal', {
        params: { terminalId: sim.terminalId },
        body: { from, amountFen },
      }),
    onSuccess: ({ through }) => void Toast.show({ icon: 'success', content: t('renewed', { date: through }) }),
    onSettled: () => queries.invalidateQueries(),
  });
  const { offer } = sim;
  if (offer === undefined) {
    if (sim.opensOn !== undefined) return <p className="small">{t('opens', { date: sim.opensOn })}</p>;
    if (sim.refused === 'owed') return <p className="warned">{t('owed', { fen: yuan(sim.owedFen ?? '0') })}</p>;
    return sim.refused === 'no_price' ? <p className="small">{t('no_price')}</p> : null;
  }
  const ask = async (): Promise<void> => {
    const content = t('renewAsk', { from: offer.from, through: offer.through, fen: yuan(offer.amountFen) });
    if (await Dialog.confirm({ content, confirmText: c('confirm'), cancelText: c('cancel') })) renew.mutate(offer);
  };
  return (
    <>
      {renew.error !== null && <Refused error={renew.error} />}
      <Button block color="primary" loading={renew.isPending} onClick={() => void ask()}>
        {t('renew', { fen: yuan(offer.amountFen) })}
      </Button>
    </>
  );
}

function Wishes({ sim }: { sim: Sim }) {
  const t = useWords(words);
  const queries = useQueryClient();
  // shown at once; what the server says comes after it
  const [picked, pick] = useState<Sim['wish']>();
  const set = useMutation({
    mutationFn: (wish: Sim['wish']) =>
      client.call('PUT /api/merchant/sims/:terminalId/wish', {
        params: { terminalId: sim.terminalId },
        body: { wish },
      }),
    onSettled: async () => {
      await queries.invalidateQueries();
      pick(undefined);
    },
  });
  const chosen = picked ?? sim.wish;
  const choose = (wish: Sim['wish']): void => {
    pick(wish);
    set.mutate(wish);
  };
  return (
    <section className="card">
      <fieldset className="choice" disabled={set.isPending}>
        <legend>{t('next')}</legend>
        {WISHES.map((wish) => (
          <label key={wish}>
            <input type="radio" name={sim.terminalId} checked={chosen === wish} onChange={() => choose(wish)} />
            <span>
              {t(WISH_WORDS[wish][0])}
              <br />
              <span className="small">{t(WISH_WORDS[wish][1])}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {set.error !== null && <Refused error={set.error} />}
    </section>
  );
}

function History({ sim }: { sim: Sim }) {
  const t = useWords(words);
  return (
    <section className="card">
      <strong>{t('history')}</strong>
      {sim.renewals.length === 0 ? (
        <p className="small">{t('noHistory')}</p>
      ) : (
        <ul className="rows">
          {sim.renewals.map((one) => (
            <li key={one.from}>
              <span>
                {one.from} – {one.through}
                <br />
                <span className="small">
                  {shortTime(one.at)} {t(`by_${one.askedBy}`)}
                </span>
              </span>
              <span>¥{yuan(one.amountFen)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
