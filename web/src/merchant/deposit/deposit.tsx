import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Dialog, TextArea, Toast } from 'antd-mobile';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { depositWords } from '../../kit/deposit-words.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { yuan, yuanShort } from '../../kit/money.ts';
import { civilDate, dateTime, shortTime } from '../../kit/time.ts';
import { useDeposits } from '../queries.ts';
import { Empty, Loaded, Page, Refused, StateTag } from '../shell.tsx';
import { TargetChart } from './target-chart.tsx';
import { words as common } from '../words.ts';
import { words } from './words.ts';

type Deposit = Answer<'GET /api/merchant/deposits'>['rows'][number];
type Refund = NonNullable<Deposit['refund']>;

const WORDS_MIN = 5;
const WORDS_MAX = 1_000;
const TARGET_TONES = { counting: 'busy', qualified: 'good', missed: 'bad', appealed: 'warn', applied: 'bad' } as const;
const PACE_TONES = {
  reached: 'good',
  starting: 'busy',
  on_track: 'good',
  behind: 'warn',
  far_behind: 'bad',
  over: 'bad',
} as const;

/** Where each deposit is, how far its target, its refund with its clock. */
export function DepositPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const deposits = useDeposits();
  return (
    <Page title={t('title')} onBack={() => go('/home')}>
      <Loaded of={deposits}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('none')} hint={t('noneHint')} />
          ) : (
            <>
              {rows.map((row) => (
                <DepositSections key={row.depositId} deposit={row} />
              ))}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function DepositSections({ deposit }: { deposit: Deposit }) {
  const t = useWords(words);
  return (
    <>
      <Target deposit={deposit} />
      <section className="card">
        <header className="split">
          <strong>{t('where')}</strong>
          <StateTag state={deposit.state} />
        </header>
        {deposit.refund === undefined && <Where deposit={deposit} />}
        <Next deposit={deposit} />
      </section>
      {deposit.appeal !== undefined && <Said appeal={deposit.appeal} />}
      <Terms deposit={deposit} />
    </>
  );
}

function Target({ deposit }: { deposit: Deposit }) {
  const t = useWords(words);
  const d = useWords(depositWords);
  const { target } = deposit;
  const { clock } = target;
  return (
    <section className="card">
      <header className="split">
        <strong>
          ¥{yuanShort(deposit.amountFen)} · {t('ofTerminal', { no: deposit.terminalNo })}
        </strong>
        <span className={`tag ${TARGET_TONES[target.state]}`}>{d(`target_${target.state}`)}</span>
      </header>
      {clock === undefined ? (
        <p>{t('notStarted')}</p>
      ) : (
        <>
          <TargetChart deposit={deposit} clock={clock} />
          <dl className="three">
            <div>
              <dt>{t('counted')}</dt>
              <dd>{yuanShort(clock.countedFen)}</dd>
            </div>
            <div>
              <dt>{t('goal')}</dt>
              <dd>{yuanShort(target.targetFen)}</dd>
            </div>
            <div>
              <dt>{t('daysLeft')}</dt>
              <dd>{t('days', { n: clock.daysLeft })}</dd>
            </div>
          </dl>
          {target.state === 'counting' && deposit.forfeit === undefined && <Pace clock={clock} />}
          <p className="small">
            {t('until', { date: clock.last })} {t('ruleCounts')}
          </p>
        </>
      )}
    </section>
  );
}

function Pace({ clock }: { clock: NonNullable<Deposit['target']['clock']> }) {
  const t = useWords(words);
  const d = useWords(depositWords);
  const rounded = (fen: string): string => yuanShort(((BigInt(fen) + 99n) / 100n) * 100n + '');
  return (
    <p>
      <span className={`tag ${PACE_TONES[clock.pace]}`}>{d(`pace_${clock.pace}`)}</span>{' '}
      {clock.pace !== 'reached' && clock.daysLeft > 0 && (
        <>
          {clock.pace !== 'starting' && (
            <>
              {t('projected', { amount: rounded(clock.projectedFen) })}
              <br />
            </>
          )}
          {t('need', { amount: rounded(clock.neededPerDayFen) })}
        </>
      )}
    </p>
  );
}

function Where({ deposit }: { deposit: Deposit }) {
  const t = useWords(words);
  const language = useLanguage();
  const { state, card = '', paidBy, captureOn, refusedCode } = deposit;
  const said =
    state === 'captured'
      ? t(paidBy === 'transfer' ? 'w_captured_transfer' : 'w_captured_card', { card })
      : t(`w_${state}`, { card });
  return (
    <p>
      {said}
      {captureOn !== undefined && refusedCode === undefined && (
        <>
          <br />
          {t('w_captureOn', { date: civilDate(captureOn, language) })}
        </>
      )}
      {refusedCode !== undefined && (
        <>
          <br />
          {t('w_refused', { code: refusedCode })}
        </>
      )}
    </p>
  );
}

/** What can be done now, or what is waited for. */
function Next({ deposit }: { deposit: Deposit }) {
  const { refund, state, target } = deposit;
  if (refund !== undefined) return <RefundCourse deposit={deposit} refund={refund} />;
  if (target.state === 'qualified' && state === 'captured') return <AskButton deposit={deposit} />;
  if (target.state === 'missed') return <Missed deposit={deposit} />;
  if (deposit.forfeit?.state === 'open' || deposit.forfeit?.state === 'proposed') return <Weighed deposit={deposit} />;
  return null;
}

/** The device has ended early: two people weigh whether the rule keeps the deposit. */
function Weighed({ deposit }: { deposit: Deposit }) {
  const t = useWords(words);
  return <p role="status">{t(deposit.forfeit?.ground === 'device_lost' ? 'weighedLost' : 'weighedEarly')}</p>;
}

/** Kept by the rule: to appeal against, or to accept, so that nothing waits for the days of an appeal. */
function Missed({ deposit }: { deposit: Deposit }) {
  const t = useWords(words);
  const c = useWords(common);
  const queries = useQueryClient();
  const { depositId, forfeit } = deposit;
  const accept = useMutation({
    mutationFn: () => client.call('POST /api/merchant/deposits/:depositId/accept', { params: { depositId } }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const ask = async (): Promise<void> => {
    const labels = { confirmText: t('accept'), cancelText: c('cancel') };
    if (await Dialog.confirm({ content: t('acceptAsk'), ...labels })) accept.mutate();
  };
  return (
    <>
      {forfeit?.reason !== undefined && <p className="warned">{t('keptWhy', { reason: forfeit.reason })}</p>}
      <Appeal deposit={deposit} />
      {accept.error !== null && <Refused error={accept.error} />}
      <Button block fill="none" loading={accept.isPending} onClick={() => void ask()}>
        {t('accept')}
      </Button>
    </>
  );
}

function useAsk(deposit: Deposit) {
  const t = useWords(words);
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      client.call('POST /api/merchant/deposits/:depositId/refund', { params: { depositId: deposit.depositId } }),
    onSuccess: () => {
      Toast.show({ icon: 'success', content: t('asked') });
      return queries.invalidateQueries({ queryKey: ['deposits'] });
    },
  });
}

function AskButton({ deposit }: { deposit: Deposit }) {
  const t = useWords(words);
  const ask = useAsk(deposit);
  return (
    <>
      {ask.error !== null && <Refused error={ask.error} />}
      <Button block color="primary" loading={ask.isPending} onClick={() => ask.mutate()}>
        {t('ask', { amount: yuan(deposit.amountFen) })}
      </Button>
    </>
  );
}

function RefundCourse({ deposit, refund }: { deposit: Deposit; refund: Refund }) {
  const t = useWords(words);
  const d = useWords(depositWords);
  const language = useLanguage();
  const ask = useAsk(deposit);
  const tone = refund.state === 'paid' ? 'good' : refund.state === 'held' || refund.late ? 'warn' : 'busy';
  return (
    <>
      <p>
        <span className={`tag ${refund.state === 'account_wanted' ? 'bad' : tone}`}>{d(`refund_${refund.state}`)}</span>{' '}
        {refund.way === 'card' ? t('toCard', { card: deposit.card ?? '' }) : t('toAccount')}
        <br />
        {refund.settledAt === undefined
          ? t('due', { date: civilDate(refund.dueOn, language) })
          : t('paidAt', { at: shortTime(refund.settledAt) })}
      </p>
      {refund.reason !== undefined && refund.state !== 'paid' && <Reason reason={refund.reason} />}
      {refund.late && <p className="warned">{t('late')}</p>}
      {refund.state === 'account_wanted' && (
        <>
          {ask.error !== null && <Refused error={ask.error} />}
          <Button block color="primary" loading={ask.isPending} onClick={() => ask.mutate()}>
            {t('askAgain')}
          </Button>
        </>
      )}
    </>
  );
}

function Reason({ reason }: { reason: string }) {
  const t = useWords(words);
  const code = /^card_(.+)$/.exec(reason)?.[1];
  if (code !== undefined) return <p>{t('r_card', { code })}</p>;
  if (reason !== 'risk_case') return <p>{t('why', { reason })}</p>;
  return (
    <p>
      {t('r_risk_case')} <Link href="/delays">{t('delays')}</Link>
    </p>
  );
}

function Appeal({ deposit }: { deposit: Deposit }) {
  const t = useWords(words);
  const language = useLanguage();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const send = useMutation({
    mutationFn: () =>
      client.call('POST /api/merchant/deposits/:depositId/appeal', {
        params: { depositId: deposit.depositId },
        body: { words: text.trim() },
      }),
    onSuccess: () => {
      Toast.show({ icon: 'success', content: t('appealSent') });
      return queries.invalidateQueries({ queryKey: ['deposits'] });
    },
  });
  const { appealUntil } = deposit.target;
  return (
    <form
      className="statement"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <p>
        {t(deposit.forfeit === undefined ? 'missed' : 'missedEarly')}{' '}
        {appealUntil !== undefined && t('appealUntil', { date: civilDate(appealUntil, language) })}
      </p>
      <TextArea
        value={text}
        onChange={setText}
        rows={3}
        maxLength={WORDS_MAX}
        showCount
        placeholder={t('appealWords')}
        aria-label={t('appealWords')}
      />
      {send.error !== null && <Refused error={send.error} />}
      <Button block color="primary" type="submit" loading={send.isPending} disabled={text.trim().length < WORDS_MIN}>
        {t('appealSend')}
      </Button>
    </form>
  );
}

function Said({ appeal }: { appeal: NonNullable<Deposit['appeal']> }) {
  const t = useWords(words);
  return (
    <section className="card">
      <strong>{t('yourAppeal')}</strong>
      <p>
        {shortTime(appeal.at)} · {appeal.words}
      </p>
      {appeal.decision === undefined ? (
        <p className="small">{t('appealSent')}</p>
      ) : (
        <p>{appeal.decision === 'granted' ? t('granted') : t('refused', { reason: appeal.reason ?? '' })}</p>
      )}
    </section>
  );
}

function Terms({ deposit }: { deposit: Deposit }) {
  const t = useWords(words);
  const { target } = deposit;
  return (
    <details className="card small">
      <summary>{t('terms', { at: dateTime(target.signedAt) })}</summary>
      <p>
        {target.giveBackDays !== undefined && <>{t('termsGiveBack', { days: target.giveBackDays })} </>}
        {t('termsText', {
          amount: yuanShort(deposit.amountFen),
          days: target.targetDays,
          target: yuanShort(target.targetFen),
        })}
      </p>
    </details>
  );
}
