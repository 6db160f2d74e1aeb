import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Dialog, TextArea, Toast } from 'antd-mobile';
import { useId, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { civilDate, shortTime } from '../../kit/time.ts';
import { shrink } from '../apply/upload.ts';
import { useStatus } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { DISPUTE_TONES, shanghaiDate } from './disputes.tsx';
import { words } from './words.ts';

type Detail = Answer<'GET /api/merchant/disputes/:disputeId'>;
const WORDS_MIN = 5;
const WORDS_MAX = 1_000;
const DAY_MS = 86_400_000;

/** One dispute: what is asked for, until when, what may be handed in, and what came of it. */
export function DisputePage({ disputeId }: { disputeId: string }) {
  const t = useWords(words);
  const [, go] = useLocation();
  const dispute = useQuery({
    queryKey: ['disputes', disputeId],
    queryFn: () => client.call('GET /api/merchant/disputes/:disputeId', { params: { disputeId } }),
  });
  return (
    <Page title={t('title')} onBack={() => go('/disputes')}>
      <Loaded of={dispute}>
        {(of) => (
          <>
            <Head of={of} />
            <Proofs of={of} />
            {of.acts.includes('say') && <Answering of={of} />}
            {of.acts.includes('accept') && <Accepting of={of} />}
            <History of={of} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Head({ of }: { of: Detail }) {
  const t = useWords(words);
  if (of.kind === 'claim') return null;
  return (
    <section className="card">
      <header className="split">
        <strong>
          {t(of.kind)} ¥{yuan(of.amountFen)}
        </strong>
        <span className={`tag ${DISPUTE_TONES[of.state]}`}>{t(of.state)}</span>
      </header>
      {of.dueAt !== undefined && <Clock dueAt={of.dueAt} />}
      <p>{of.state === 'waiting_merchant' ? t(`what_${of.kind}`) : t(`next_${of.state}`)}</p>
      <dl className="pairs">
        {of.soldAt !== undefined && (
          <>
            <dt>{t('sale')}</dt>
            <dd>
              {shortTime(of.soldAt)} · {of.card}
            </dd>
          </>
        )}
        {of.chargedFen !== '0' && (
          <>
            <dt>{t('charged')}</dt>
            <dd>¥{yuan(of.chargedFen)}</dd>
          </>
        )}
      </dl>
      {of.transactionId !== undefined && (
        <p>
          <Link href={`/sales/${of.transactionId}`}>{t('openSale')}</Link>
        </p>
      )}
    </section>
  );
}

/** How much time is left, by the system's own clock. */
function Clock({ dueAt }: { dueAt: string }) {
  const t = useWords(words);
  const language = useLanguage();
  const now = useStatus().data?.now;
  const days = now === undefined ? undefined : Math.floor((Date.parse(dueAt) - Date.parse(now)) / DAY_MS);
  return (
    <p className="dispute-clock" role="status">
      <strong>{t('until', { date: civilDate(shanghaiDate(dueAt), language) })}</strong>
      {days !== undefined && <span> · {days < 1 ? t('lastDay') : t('daysLeft', { n: days })}</span>}
    </p>
  );
}

function Proofs({ of }: { of: Detail }) {
  const t = useWords(words);
  const proofHref = (proofId: string): string =>
    client.href('GET /api/merchant/disputes/:disputeId/proofs/:proofId', { disputeId: of.disputeId, proofId });
  return (
    <section className="card">
      <strong>{t('proofs')}</strong>
      <ul className="dispute-proofs">
        {of.slip !== undefined && <li>✓ {t('slipSent')}</li>}
        {of.proofs.map((one, i) => (
          <li key={one.proofId}>
            <a href={proofHref(one.proofId)} target="_blank" rel="noreferrer">
              {t('proofN', { n: i + 1 })}
            </a>{' '}
            <span className="small">
              {shortTime(one.at)} {one.by === 'staff' && t('byStaff')}
            </span>
          </li>
        ))}
      </ul>
      {of.acts.includes('say') && <AddProof disputeId={of.disputeId} />}
    </section>
  );
}

function AddProof({ disputeId }: { disputeId: string }) {
  const t = useWords(words);
  const id = useId();
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: async (file: File) => {
      const small = file.type.startsWith('image/') ? await shrink(file, 'scene_order').catch(() => file) : file;
      const form = new FormData();
      form.append('file', small, 'proof');
      return client.call('POST /api/merchant/disputes/:disputeId/proofs', { params: { disputeId }, form });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['disputes'] }),
  });
  return (
    <>
      <p className="dispute-add">
        <label className={add.isPending ? 'pick off' : 'pick'} htmlFor={id}>
          <input
            id={id}
            type="file"
            accept="image/jpeg,image/png,application/pdf"
            disabled={add.isPending}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file !== undefined) add.mutate(file);
            }}
          />
          {add.isPending ? t('sending') : t('addProof')}
        </label>{' '}
        <span className="small">{t('addHint')}</span>
      </p>
      {add.error !== null && <Refused error={add.error} />}
    </>
  );
}

function Answering({ of }: { of: Detail }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const send = useMutation({
    mutationFn: () =>
      client.call('POST /api/merchant/disputes/:disputeId/answer', {
        params: { disputeId: of.disputeId },
        body: { words: text.trim() },
      }),
    onSuccess: () => {
      setText('');
      Toast.show({ icon: 'success', content: t('sent_toast') });
      return queries.invalidateQueries();
    },
  });
  return (
    <form
      className="card statement"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <strong>{t('say')}</strong>
      <TextArea
        value={text}
        onChange={setText}
        rows={3}
        maxLength={WORDS_MAX}
        showCount
        placeholder={t('sayHint')}
        aria-label={t('say')}
      />
      {send.error !== null && <Refused error={send.error} />}
      <Button block color="primary" type="submit" loading={send.isPending} disabled={text.trim().length < WORDS_MIN}>
        {t(of.state === 'waiting_us' ? 'sendMore' : of.kind === 'chargeback' ? 'send' : 'sendRequest')}
      </Button>
    </form>
  );
}

function Accepting({ of }: { of: Detail }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const accept = useMutation({
    mutationFn: () =>
      client.call('POST /api/merchant/disputes/:disputeId/acceptance', { params: { disputeId: of.disputeId } }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const ask = async (): Promise<void> => {
    const yes = await Dialog.confirm({
      content: t('acceptAsk', { amount: yuan(of.amountFen) }),
      confirmText: t('acceptYes'),
      cancelText: t('cancel'),
    });
    if (yes) accept.mutate();
  };
  return (
    <>
      {accept.error !== null && <Refused error={accept.error} />}
      <Button block fill="outline" loading={accept.isPending} onClick={() => void ask()}>
        {t('accept')}
      </Button>
    </>
  );
}

function History({ of }: { of: Detail }) {
  const t = useWords(words);
  return (
    <section className="card">
      <strong>{t('history')}</strong>
      <ul className="dispute-history">
        {of.steps.map((one) => (
          <li key={`${one.event} ${one.at}`}>
            <span className="small">{shortTime(one.at)}</span> {t(`step_${one.event}`)}
            {one.words !== '' && <div className="small">{one.words}</div>}
          </li>
        ))}
      </ul>
    </section>
  );
}
