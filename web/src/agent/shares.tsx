import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, TextArea } from 'antd-mobile';
import { useState } from 'react';
import { client, type Answer } from '../kit/client.ts';
import { useLanguage, useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { civilDate, shortTime } from '../kit/time.ts';
import { Empty, Loaded, Page, Refused } from '../merchant/shell.tsx';
import { ShareChart } from './share-chart.tsx';
import { words } from './words.ts';

export type Shares = Answer<'GET /api/agent/shares'>;
type Terms = NonNullable<Shares['inForce']>;
type Statement = Shares['statements'][number];

const percent = (ppm: string): string => `${(Number(ppm) / 10_000).toFixed(4).replace(/(\.\d\d)0+$/, '$1')}%`;

/** What the agent earns: this month day by day, by merchant, what was agreed, and the months to be confirmed. */
export function SharesPage() {
  const t = useWords(words);
  const [month, setMonth] = useState<string>();
  const shares = useQuery({
    queryKey: ['agent-shares', month],
    queryFn: () => client.call('GET /api/agent/shares', { query: month === undefined ? {} : { month } }),
  });
  return (
    <Page title={t('shares')}>
      <Loaded of={shares}>
        {(seen) => (
          <>
            {seen.statements.map((one) => (
              <StatementCard key={one.month} statement={one} onOpen={() => setMonth(one.month)} />
            ))}
            <section className="today">
              <span>{t('shareOf', { month: seen.month })}</span>
              <strong data-testid="month-share">{yuan(seen.shareFen)}</strong>
              <p>{t('shareUntil', { day: seen.days.at(-1)?.day ?? t('noDayYet') })}</p>
            </section>
            {seen.inForce === undefined && seen.days.length === 0 ? (
              <Empty title={t('noShares')} hint={t('noSharesHint')} />
            ) : (
              <section className="card">
                <ShareChart shares={seen} />
              </section>
            )}
            <Merchants rows={seen.merchants} />
            {seen.inForce !== undefined && <Agreed terms={seen.inForce} title={t('termsInForce')} />}
            {seen.coming.map((one) => (
              <Agreed key={one.termsId} terms={one} title={t('termsComing')} />
            ))}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Merchants({ rows }: { rows: Shares['merchants'] }) {
  const t = useWords(words);
  if (rows.length === 0) return null;
  return (
    <section className="card" aria-label={t('byMerchant')}>
      <strong>{t('byMerchant')}</strong>
      <ul className="rows">
        {rows.map((one) => (
          <li key={one.merchantNo}>
            <span>
              {one.name}
              <br />
              <small className="small">{t('soldAndFee', { sold: yuan(one.grossFen), fee: yuan(one.feeFen) })}</small>
            </span>
            <b className="figure">{yuan(one.shareFen)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Agreed({ terms, title }: { terms: Terms; title: string }) {
  const t = useWords(words);
  const language = useLanguage();
  return (
    <section className="card" aria-label={title}>
      <strong>{title}</strong>
      <p className="small">
        {t('termsText', { share: percent(terms.sharePpm), date: civilDate(terms.effectiveFrom, language) })}
      </p>
      <dl className="pairs">
        <dt>{t('creditBase')}</dt>
        <dd>{percent(terms.creditPpm)}</dd>
        <dt>{t('debitBase')}</dt>
        <dd>{t('capped', { rate: percent(terms.debitPpm), cap: yuan(terms.debitCapFen) })}</dd>
        <dt>{t('qrBase')}</dt>
        <dd>{percent(terms.qrPpm)}</dd>
      </dl>
    </section>
  );
}

const TONES = {
  open: 'warn',
  questioned: 'busy',
  confirmed: 'busy',
  paying: 'busy',
  paid: 'good',
  carried: 'plain',
} as const;

function StatementCard({ statement, onOpen }: { statement: Statement; onOpen: () => void }) {
  const t = useWords(words);
  const { month, state, payableFen, carriedFen, invoiceNo, bankReference } = statement;
  const said = statement.words.findLast((one) => one.event === 'question' || one.event === 'answer');
  return (
    <section className="card" aria-label={t('statementOf', { month })}>
      <header className="split">
        <strong>{t('statementOf', { month })}</strong>
        <span className={`tag ${TONES[state]}`}>{t(`statement_${state}`)}</span>
      </header>
      <p className="split">
        <b className="figure">{yuan(payableFen)}</b>
        <button type="button" className="text-button" onClick={onOpen}>
          {t('look')}
        </button>
      </p>
      {carriedFen !== '0' && <p className="small">{t('carriedIn', { fen: yuan(carriedFen) })}</p>}
      <p className="small">{t(`next_${state}`)}</p>
      {invoiceNo !== undefined && <p className="small">{t('invoiceIs', { no: invoiceNo })}</p>}
      {state === 'paid' && bankReference !== undefined && (
        <p className="small">{t('transferIs', { no: bankReference })}</p>
      )}
      {said !== undefined && (
        <p className="small">
          {t(said.event === 'question' ? 'questioned' : 'answered')} {shortTime(said.at)}：{said.note}
        </p>
      )}
      {state === 'open' && <Answering month={month} />}
    </section>
  );
}

/** Right, with the number of the invoice; or not, and why. */
function Answering({ month }: { month: string }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [invoiceNo, setInvoiceNo] = useState('');
  const [note, setNote] = useState<string>();
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['agent-shares'] });
  const confirm = useMutation({
    mutationFn: () =>
      client.call('POST /api/agent/shares/:month/confirm', {
        params: { month },
        body: { invoiceNo: invoiceNo.trim() },
      }),
    onSuccess,
  });
  const question = useMutation({
    mutationFn: () =>
      client.call('POST /api/agent/shares/:month/question', {
        params: { month },
        body: { note: (note ?? '').trim() },
      }),
    onSuccess,
  });
  const refused = confirm.error ?? question.error;
  return (
    <>
      {note === undefined ? (
        <label className="boxed">
          <span className="small">{t('invoiceNo')}</span>
          <Input value={invoiceNo} maxLength={30} clearable onChange={setInvoiceNo} placeholder={t('invoiceHint')} />
        </label>
      ) : (
        <label className="boxed">
          <span className="small">{t('whatIsWrong')}</span>
          <TextArea value={note} maxLength={500} rows={3} onChange={setNote} />
        </label>
      )}
      <div className="visit-buttons">
        {note === undefined ? (
          <>
            <Button
              color="primary"
              loading={confirm.isPending}
              disabled={!/^[0-9A-Za-z-]{6,30}$/.test(invoiceNo.trim())}
              onClick={() => confirm.mutate()}
            >
              {t('confirmMonth')}
            </Button>
            <Button fill="outline" onClick={() => setNote('')}>
              {t('questionMonth')}
            </Button>
          </>
        ) : (
          <>
            <Button
              color="primary"
              loading={question.isPending}
              disabled={note.trim().length < 2}
              onClick={() => question.mutate()}
            >
              {t('sendQuestion')}
            </Button>
            <Button fill="outline" onClick={() => setNote(undefined)}>
              {t('back')}
            </Button>
          </>
        )}
      </div>
      {refused !== null && <Refused error={refused} />}
    </>
  );
}
