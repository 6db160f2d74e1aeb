import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, TextArea, Toast } from 'antd-mobile';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { shortTime } from '../../kit/time.ts';
import { Loaded, Page, Refused, StateTag } from '../shell.tsx';
import { words } from './words.ts';

type Ticket = Answer<'GET /api/merchant/tickets/:ticketId'>;
type Word = keyof typeof words;
const WORDS_MIN = 2;
const STARS = [1, 2, 3, 4, 5] as const;

/** One ticket: where it stands, what is next, what was said. */
export function TicketPage({ ticketId }: { ticketId: string }) {
  const t = useWords(words);
  const [, go] = useLocation();
  const ticket = useQuery({
    queryKey: ['tickets', ticketId],
    queryFn: () => client.call('GET /api/merchant/tickets/:ticketId', { params: { ticketId } }),
  });
  return (
    <Page title={t('title')} onBack={() => go('/tickets')}>
      <Loaded of={ticket}>
        {(of) => (
          <>
            {of.complaint === undefined ? <Head of={of} /> : <Complained of={of} about={of.complaint} />}
            <Doing of={of} />
            <Talk of={of} />
            {of.state === 'resolved' && of.complaint === undefined && <Reopen of={of} />}
            {(of.state === 'resolved' || of.state === 'closed') && of.complaint === undefined && <Rating of={of} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Head({ of }: { of: Ticket }) {
  const t = useWords(words);
  const ended = of.state === 'resolved' || of.state === 'closed';
  const until = of.reopenUntil === undefined ? '' : shortTime(of.reopenUntil);
  return (
    <section className="card">
      <header className="split">
        <strong>{t(of.kind)}</strong>
        <StateTag state={of.state} />
      </header>
      {!ended && (
        <p role="status" className={of.overdue ? 'warned' : ''}>
          {of.overdue ? t('overdue') : t('dueBy', { date: shortTime(of.dueAt) })}
        </p>
      )}
      <p>{t(`next_${of.state}` as Word, { date: until })}</p>
      {of.device !== undefined && (
        <p className="small">
          {t('device', { serial: of.device.serialNo })} · {of.device.terminalNo} · {t(of.device.fault)}
        </p>
      )}
      <p className="small">
        {t('youSaid')} {shortTime(of.openedAt)}
      </p>
      {of.words !== '' && <p>{of.words}</p>}
      {of.answer !== undefined && (
        <>
          <p className="small">{t('answer')}</p>
          <p>{of.answer}</p>
        </>
      )}
    </section>
  );
}

/** A cardholder complains about a sale of ours: which, why, and what is wanted of us. */
function Complained({ of, about }: { of: Ticket; about: NonNullable<Ticket['complaint']> }) {
  const t = useWords(words);
  const ended = of.state === 'resolved' || of.state === 'closed';
  return (
    <section className="card">
      <header className="split">
        <strong>{t('complained')}</strong>
        <StateTag state={of.state} />
      </header>
      <p>{t(`reason_${about.reason}`)}</p>
      <p className="small">{t('complainedSale', { amount: yuan(about.amountFen), date: shortTime(about.soldAt) })}</p>
      <p>
        <Link href={`/sales/${about.transactionId}`}>{t('toSale')}</Link>
      </p>
      <p>{t(ended ? 'complaintEnded' : 'complainedHint')}</p>
      {!ended && of.state === 'waiting_merchant' && <p role="status">{t('next_waiting_merchant')}</p>}
    </section>
  );
}

/** Who comes, and which device takes the place of the broken one. */
function Doing({ of: { agent, replacement } }: { of: Ticket }) {
  const t = useWords(words);
  if (agent === undefined && replacement === undefined) return null;
  return (
    <section className="card">
      {agent !== undefined && (
        <>
          <strong>{t('agent')}</strong>
          <p>
            {agent.name} <a href={`tel:${agent.phone}`}>{agent.phone}</a> · {t(`agent_${agent.state}` as Word)}
          </p>
        </>
      )}
      {replacement !== undefined && (
        <>
          <strong>{t('replacement')}</strong>
          <p>{t(`replacement_${replacement.state}`, { serial: replacement.newSerial })}</p>
          {(replacement.state === 'reserved' || replacement.state === 'taken_over') && (
            <Link href="/devices" className="quiet-link">
              {t('toDevices')}
            </Link>
          )}
        </>
      )}
    </section>
  );
}

const SIDES = {
  merchant: 'you',
  us: 'us',
  agent: 'agentSide',
  machine: 'machine',
  cardholder: 'cardholderSide',
} as const;

function Talk({ of }: { of: Ticket }) {
  const t = useWords(words);
  const ended = of.state === 'resolved' || of.state === 'closed';
  if (ended && of.messages.length === 0) return null;
  return (
    <section className="card" aria-label={t('talk')}>
      <strong>{t('talk')}</strong>
      <ol className="ticket-talk">
        {of.messages.map((one) => (
          <li key={`${one.at}${one.words}`} className={one.side}>
            <small>
              {t(SIDES[one.side])} {shortTime(one.at)}
            </small>
            <p>{one.words}</p>
          </li>
        ))}
      </ol>
      {!ended && <Say ticketId={of.ticketId} />}
    </section>
  );
}

function Say({ ticketId }: { ticketId: string }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [said, setSaid] = useState('');
  const send = useMutation({
    mutationFn: () =>
      client.call('POST /api/merchant/tickets/:ticketId/messages', { params: { ticketId }, body: { words: said } }),
    onSuccess: () => {
      setSaid('');
      Toast.show({ icon: 'success', content: t('sent') });
      return queries.invalidateQueries();
    },
  });
  return (
    <>
      <TextArea
        value={said}
        onChange={setSaid}
        rows={2}
        maxLength={500}
        placeholder={t('more')}
        aria-label={t('more')}
      />
      {send.error !== null && <Refused error={send.error} />}
      <Button
        block
        color="primary"
        fill="outline"
        disabled={said.trim().length < WORDS_MIN}
        loading={send.isPending}
        onClick={() => send.mutate()}
      >
        {t('send')}
      </Button>
    </>
  );
}

function Reopen({ of: { ticketId } }: { of: Ticket }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  const reopen = useMutation({
    mutationFn: () =>
      client.call('POST /api/merchant/tickets/:ticketId/reopen', { params: { ticketId }, body: { words: said } }),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <section className="card">
      <button type="button" className="disclose" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('reopen')}
      </button>
      {open && (
        <>
          <TextArea
            value={said}
            onChange={setSaid}
            rows={2}
            maxLength={500}
            placeholder={t('reopenWhy')}
            aria-label={t('reopenWhy')}
          />
          {reopen.error !== null && <Refused error={reopen.error} />}
          <Button
            block
            fill="outline"
            disabled={said.trim().length < WORDS_MIN}
            loading={reopen.isPending}
            onClick={() => reopen.mutate()}
          >
            {t('reopen')}
          </Button>
        </>
      )}
    </section>
  );
}

function Rating({ of: { ticketId, rating } }: { of: Ticket }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [stars, setStars] = useState<number>();
  const [said, setSaid] = useState('');
  const rate = useMutation({
    mutationFn: (given: number) =>
      client.call('POST /api/merchant/tickets/:ticketId/rating', {
        params: { ticketId },
        body: { stars: given, words: said },
      }),
    onSuccess: () => queries.invalidateQueries(),
  });
  if (rating !== undefined)
    return <p className="small centre">{t('rated', { n: rating.stars, words: rating.words })}</p>;
  return (
    <section className="card">
      <fieldset className="ticket-stars">
        <legend>{t('rate')}</legend>
        {STARS.map((n) => (
          <label key={n} className={stars !== undefined && n <= stars ? 'lit' : ''}>
            <input type="radio" name="stars" checked={stars === n} onChange={() => setStars(n)} />
            <span className="hidden-label">{t('star', { n })}</span>
            <span aria-hidden="true">★</span>
          </label>
        ))}
      </fieldset>
      {stars !== undefined && (
        <>
          <TextArea
            value={said}
            onChange={setSaid}
            rows={2}
            maxLength={200}
            placeholder={t('rateWords')}
            aria-label={t('rateWords')}
          />
          {rate.error !== null && <Refused error={rate.error} />}
          <Button block color="primary" loading={rate.isPending} onClick={() => rate.mutate(stars)}>
            {t('rateSend')}
          </Button>
        </>
      )}
    </section>
  );
}
