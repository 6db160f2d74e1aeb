import { useQuery } from '@tanstack/react-query';
import { ledgerEvent } from '@kaitong/client/ledger-words';
import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { client, withQuery, type Answer } from '../../kit/client.ts';
import { say, useLanguage, useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { civilDate, shortTime } from '../../kit/time.ts';
import { Loaded, Page, StateTag } from '../shell.tsx';
import { AskAbout, AskAboutMonth } from './ask.tsx';
import { Entries } from './entries.tsx';
import { MonthChart } from './month-chart.tsx';
import { whyDifferent, type LineName, type Reason } from './why.ts';
import { words } from './words.ts';

type Month = Answer<'GET /api/merchant/month'>;

/** A month of the merchant: sold and arrived, each fen between them in words, the statement, and one tap to a ticket. */
export function MonthPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('month') ?? undefined;
  const found = useQuery({
    queryKey: ['month', asked],
    queryFn: () => client.call('GET /api/merchant/month', { query: asked === undefined ? {} : { month: asked } }),
  });
  return (
    <Page title={t('title')} onBack={() => go('/settlements')}>
      <Loaded of={found}>
        {(month) => (
          <>
            <label className="card split month-choice">
              <span>{t('choose')}</span>
              <select value={month.month} onChange={(event) => setSearch({ month: event.target.value })}>
                {month.months.map((one) => (
                  <option key={one}>{one}</option>
                ))}
                {!month.months.includes(month.month) && <option>{month.month}</option>}
              </select>
            </label>
            <Headline month={month} />
            <section className="card">
              <strong>{t('days')}</strong>
              <MonthChart month={month} />
            </section>
            <Sums month={month} />
            <Payouts month={month} />
            <Deposits month={month} />
            <Statement month={month.month} check={month.check} />
            <AskAboutMonth month={month.month} />
            <Tickets />
          </>
        )}
      </Loaded>
    </Page>
  );
}

const amountOf = (month: Month, line: LineName): bigint =>
  BigInt(month.lines.find((one) => one.line === line)?.amountFen ?? '0');

function Headline({ month }: { month: Month }) {
  const t = useWords(words);
  const sold = amountOf(month, 'sales');
  const arrived = -amountOf(month, 'arrivals');
  const count = month.lines.find((one) => one.line === 'sales')?.count ?? 0;
  return (
    <section className="today">
      <span>{t('soldOf', { n: count })}</span>
      <strong data-testid="month-sold">{yuan(sold)}</strong>
      <div className="today-line">
        <span data-testid="month-arrived">{t('arrivedOf', { arrived: yuan(arrived) })}</span>
        <span>{t('difference', { fen: yuan(arrived - sold) })}</span>
      </div>
      {month.running && <p>{t('running')}</p>}
    </section>
  );
}

interface Opening {
  readonly opened: LineName | undefined;
  readonly onOpen: (line: LineName | undefined) => void;
}

/** The reasons, and the lines that they are about: a reason opens its line. */
function Sums({ month }: { month: Month }) {
  const [opened, setOpened] = useState<LineName>();
  const onOpen = (line: LineName | undefined): void => {
    setOpened(line);
    if (line !== undefined) document.querySelector(`#line-${line}`)?.scrollIntoView({ block: 'center' });
  };
  return (
    <>
      <Why month={month} onOpen={onOpen} />
      <Equation month={month} opened={opened} onOpen={onOpen} />
    </>
  );
}

function Why({ month, onOpen }: { month: Month } & Pick<Opening, 'onOpen'>) {
  const t = useWords(words);
  const language = useLanguage();
  const { fen, reasons } = whyDifferent(month, (date) => civilDate(date, language));
  return (
    <section className="card">
      <header className="split">
        <strong>{t('whyTitle')}</strong>
        <b className="figure">{yuan(fen)}</b>
      </header>
      {reasons.length === 0 && <p className="small">{t('why_none')}</p>}
      <ul className="rows reasons">
        {reasons.map((reason) => (
          <ReasonRow key={reason.key} month={month.month} reason={reason} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  );
}

function ReasonRow({ month, reason, onOpen }: { month: string; reason: Reason } & Pick<Opening, 'onOpen'>) {
  const t = useWords(words);
  const { href, line, see = 'seeSale' } = reason;
  return (
    <li>
      <span>
        {t(reason.word, reason.facts)}
        <small className="row-links">
          {href !== undefined && <Link href={href}>{t(see)}</Link>}
          {line !== undefined && (
            <button type="button" className="quiet-link" onClick={() => onOpen(line)}>
              {t('open')}
            </button>
          )}
          {line !== undefined && <AskAbout about={{ month, line }} />}
        </small>
      </span>
      {reason.fen !== undefined && <b className="figure">{yuan(reason.fen)}</b>}
    </li>
  );
}

function Equation({ month, opened, onOpen }: { month: Month } & Opening) {
  const t = useWords(words);
  return (
    <section className="card">
      <strong>{t('equationTitle')}</strong>
      <p className="small">{t('equation')}</p>
      <dl className="sums">
        <div className="sum">
          <dt>{t('opening')}</dt>
          <dd>{yuan(month.opening.totalFen)}</dd>
        </div>
        {month.lines.map((one) => (
          <LineRow
            key={one.line}
            month={month.month}
            line={one}
            open={opened === one.line}
            onToggle={(open) => onOpen(open ? one.line : undefined)}
          />
        ))}
        <div className="sum">
          <dt>{t('closing')}</dt>
          <dd data-testid="month-closing">{yuan(month.closing.totalFen)}</dd>
        </div>
      </dl>
      <Standing month={month} />
    </section>
  );
}

function LineRow({
  month,
  line,
  open,
  onToggle,
}: {
  month: string;
  line: Month['lines'][number];
  open: boolean;
  onToggle: (open: boolean) => void;
}) {
  const t = useWords(words);
  return (
    <div id={`line-${line.line}`}>
      <dt>
        {t(line.line)} <small>× {line.count}</small>
        {line.count > 0 && (
          <button type="button" className="quiet-link" aria-expanded={open} onClick={() => onToggle(!open)}>
            {t(open ? 'hide' : 'open')}
          </button>
        )}
      </dt>
      <dd>{yuan(line.amountFen)}</dd>
      {open && (
        <div className="wide">
          <Entries month={month} line={line.line} />
          <AskAbout about={{ month, line: line.line }} />
        </div>
      )}
    </div>
  );
}

/** Where the money stands that is still with us at the end. */
function Standing({ month: { closing } }: { month: Month }) {
  const t = useWords(words);
  const parts = [
    ['pending', closing.pendingFen],
    ['available', closing.availableFen],
    ['frozen', closing.frozenFen],
    ['paying', closing.payingFen],
    ['owes', (-BigInt(closing.owesFen)).toString()],
  ] as const;
  const held = parts.filter(([, fen]) => fen !== '0');
  if (held.length === 0) return null;
  return (
    <dl className="pairs">
      {held.map(([name, fen]) => (
        <div key={name} className="pair-row">
          <dt>{t(name)}</dt>
          <dd>{yuan(fen)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Payouts({ month: { month, payouts } }: { month: Month }) {
  const t = useWords(words);
  const language = useLanguage();
  return (
    <section className="card">
      <header className="split">
        <strong>{t('payouts')}</strong>
        {payouts.length > 0 && <AskAbout about={{ month, line: 'arrivals' }} />}
      </header>
      {payouts.length === 0 && <p className="small">{t('payoutsNone')}</p>}
      <ul className="rows">
        {payouts.map((one) => (
          <li key={`${one.payoutId} ${one.returned}`}>
            <span>
              {shortTime(one.at)} {one.t0 && <span className="tag">T+0</span>}{' '}
              {one.returned && <span className="tag bad">{t('returned')}</span>}
              <small>
                {one.businessDate !== undefined &&
                  t('forSales', { date: civilDate(one.businessDate, language), n: one.saleCount })}
                {one.bankReference !== undefined && (
                  <>
                    <br />
                    {t('bankRef')} {one.bankReference}
                  </>
                )}
              </small>
            </span>
            <b className="figure">{yuan(one.amountFen)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Deposits({ month: { deposits } }: { month: Month }) {
  const t = useWords(words);
  const language = useLanguage();
  if (deposits.length === 0) return null;
  return (
    <section className="card">
      <strong>{t('deposits')}</strong>
      <ul className="rows">
        {deposits.map((one) => (
          <li key={one.event}>
            <Link className="row-link" href="/deposit">
              <span>{say(ledgerEvent(one.event), language)}</span>
              <b className="figure">{yuan(one.amountFen)}</b>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Statement({ month, check }: { month: string; check: string }) {
  const t = useWords(words);
  const language = useLanguage();
  const href = (format: 'pdf' | 'xlsx'): string =>
    withQuery(client.href('GET /api/merchant/month/statement'), { month, format, language });
  return (
    <section className="card">
      <strong>{t('statement')}</strong>
      <p className="row-links">
        <a href={href('pdf')} download>
          {t('pdf')}
        </a>
        <a href={href('xlsx')} download>
          {t('xlsx')}
        </a>
      </p>
      <p className="small">{t('checkNote', { check })}</p>
    </section>
  );
}

function Tickets() {
  const t = useWords(words);
  const found = useQuery({ queryKey: ['tickets'], queryFn: () => client.call('GET /api/merchant/tickets') });
  const rows = found.data?.rows.flatMap((one) => (one.month === undefined ? [] : [{ ...one, month: one.month }])) ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="card">
      <strong>{t('tickets')}</strong>
      <ul className="rows">
        {rows.map((one) => (
          <li key={one.ticketId}>
            <span>
              {one.transactionId !== undefined ? (
                <Link href={`/sales/${one.transactionId}`}>{t('ticket_sale')}</Link>
              ) : one.line === undefined ? (
                t('ticket_month', { month: one.month })
              ) : (
                t('ticket_line', { month: one.month, line: t(one.line) })
              )}
              <small>
                {one.answer === undefined
                  ? t('ticketDue', { date: shortTime(one.dueAt) })
                  : t('answered', { words: one.answer })}
              </small>
            </span>
            <StateTag state={one.state} />
          </li>
        ))}
      </ul>
    </section>
  );
}
