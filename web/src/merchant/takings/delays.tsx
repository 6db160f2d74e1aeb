import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, TextArea, Toast } from 'antd-mobile';
import { useCallback, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { shortTime } from '../../kit/time.ts';
import { useDelays } from '../queries.ts';
import { Empty, Loaded, Page, Refused } from '../shell.tsx';
import { words as common } from '../words.ts';
import { words } from './words.ts';

type Delay = Answer<'GET /api/merchant/delays'>['rows'][number];

const TONES = { looked_at: 'warn', confirmed: 'bad', released: 'good' } as const;
const WORDS_MIN = 5;
const WORDS_MAX = 1_000;

/** Sales whose money waits: which, why in words, and what may be said to it. */
export function DelaysPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const delays = useDelays();
  return (
    <Page title={t('delays')} onBack={() => go('/home')}>
      <Loaded of={delays}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('noDelays')} hint={t('noDelaysHint')} />
          ) : (
            <>
              {rows.map((row) => (
                <DelayCard key={row.caseId} delay={row} />
              ))}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function DelayCard({ delay }: { delay: Delay }) {
  // a link from a sale names its case; the card is there only once the answer is
  const shown = useCallback(
    (card: HTMLElement | null) => {
      if (window.location.hash === `#${delay.caseId}`) card?.scrollIntoView();
    },
    [delay.caseId],
  );
  const t = useWords(words);
  const c = useWords(common);
  return (
    <section id={delay.caseId} ref={shown} className="card" aria-label={`${t('delays')} ¥${yuan(delay.frozenFen)}`}>
      <header className="split">
        <strong>¥{yuan(delay.frozenFen)}</strong>
        <span className={`tag ${TONES[delay.state]}`}>{t(`delay_${delay.state}`)}</span>
      </header>
      <Proof delay={delay} />
      <h3>{t('delayWhy')}</h3>
      <ul>
        {delay.reasons.map((reason) => (
          <li key={reason}>{t(`why_${reason}`)}</li>
        ))}
      </ul>
      <h3>{t('delaySales')}</h3>
      <ul>
        {delay.sales.map((sale) => (
          <li key={sale.transactionId}>
            <Link href={`/sales/${sale.transactionId}`}>
              {shortTime(sale.at)} · ¥{yuan(sale.amountFen)} · {sale.card}
            </Link>
            {sale.frozen && delay.state !== 'released' && <> · {t('stillFrozen')}</>}
          </li>
        ))}
      </ul>
      <h3>{t('delayNext')}</h3>
      <p>{t(`delayNext_${delay.state}`)}</p>
      {delay.statements.length > 0 && <Said statements={delay.statements} />}
      <Files delay={delay} />
      {delay.state !== 'released' && <Statement caseId={delay.caseId} />}
      <a className="quiet-link" href="tel:4000000000">
        {c('hotline')}
      </a>
    </section>
  );
}

/** What is asked for, in words, and until when. */
function Proof({ delay: { proof, state } }: { delay: Delay }) {
  const t = useWords(words);
  if (proof === undefined || state === 'released') return null;
  if (proof.state !== 'asked')
    return <p className="small">{t(proof.state === 'answered' ? 'proofAnswered' : 'proofLapsed')}</p>;
  return (
    <>
      <h3>{t('proofAsked')}</h3>
      <p>{proof.words === '' ? t('proofMachine') : proof.words}</p>
      <p>
        <strong>{t('proofUntil', { until: shortTime(proof.dueAt) })}</strong>
      </p>
    </>
  );
}

/** Slips, delivery notes, messages with the customer: pictures or PDF. */
function Files({ delay }: { delay: Delay }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append('name', file.name.slice(0, 200));
      form.append('file', file, file.name);
      return client.call('POST /api/merchant/delays/:caseId/files', { params: { caseId: delay.caseId }, form });
    },
    onSuccess: () => {
      Toast.show({ icon: 'success', content: t('fileSent') });
      return queries.invalidateQueries({ queryKey: ['delays'] });
    },
  });
  if (delay.state === 'released' && delay.files.length === 0) return null;
  return (
    <>
      <h3>{t('filesTitle')}</h3>
      <ul>
        {delay.files.map((one) => (
          <li key={`${one.at} ${one.name}`}>
            {shortTime(one.at)} · {one.name}
          </li>
        ))}
      </ul>
      {delay.state !== 'released' && (
        <label className="file-pick">
          <span>{t('addFile')}</span>
          <input
            type="file"
            accept="image/jpeg,image/png,application/pdf"
            disabled={send.isPending}
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file !== undefined) send.mutate(file);
            }}
          />
        </label>
      )}
      {send.error !== null && <Refused error={send.error} />}
    </>
  );
}

function Said({ statements }: { statements: Delay['statements'] }) {
  const t = useWords(words);
  return (
    <>
      <h3>{t('delaySaid')}</h3>
      <ul>
        {statements.map((one) => (
          <li key={one.at}>
            {shortTime(one.at)} · {one.words}
          </li>
        ))}
      </ul>
    </>
  );
}

function Statement({ caseId }: { caseId: string }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const send = useMutation({
    mutationFn: () =>
      client.call('POST /api/merchant/delays/:caseId/statements', {
        params: { caseId },
        body: { words: text.trim() },
      }),
    onSuccess: () => {
      setText('');
      Toast.show({ icon: 'success', content: t('delaySent') });
      return queries.invalidateQueries({ queryKey: ['delays'] });
    },
  });
  return (
    <form
      className="statement"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <TextArea
        value={text}
        onChange={setText}
        rows={3}
        maxLength={WORDS_MAX}
        showCount
        placeholder={t('delayWords')}
        aria-label={t('delayWords')}
      />
      {send.error !== null && <Refused error={send.error} />}
      <Button block color="primary" type="submit" loading={send.isPending} disabled={text.trim().length < WORDS_MIN}>
        {t('delaySend')}
      </Button>
    </form>
  );
}
