import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Input, Progress, Statistic, Table, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Heading, Loaded } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { addressOf, money } from './parts.tsx';
import { words } from './words.ts';

type Books = Answer<'GET /api/console/books'>;
type Day = Books['days'][number];
type Month = Books['months'][number];
type Fault = Answer<'POST /api/console/books/verify'>['days'][number]['faults'][number];
type Verified = ReadonlyMap<string, readonly Fault[]>;

const COLOURS = { open: 'default', sealed: 'blue', closed: 'green', ready: 'orange' } as const;

export function ClosingsPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const [params, setParams] = useSearchParams();
  const month = params.get('month') ?? undefined;
  const books = useQuery({
    queryKey: ['books', month],
    queryFn: () => client.call('GET /api/console/books', { query: month === undefined ? {} : { month } }),
    refetchInterval: 30_000,
  });
  return (
    <>
      <Heading title={t('closings')} />
      <p className="lead-line dim">{t('closingsLead')}</p>
      <Loaded of={books}>
        {(data) => (
          <>
            <Head books={data} />
            <h2 className="part">{t('months')}</h2>
            <Months
              months={data.months}
              closes={may(staff, 'ledger.close')}
              chosen={data.month}
              onChoose={(next) => setParams({ month: next }, { replace: true })}
            />
            <Days key={data.month} books={data} onMonth={(next) => setParams({ month: next }, { replace: true })} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Head({ books }: { books: Books }) {
  const t = useWords(words);
  const { message } = App.useApp();
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(`${books.closedThrough} ${books.head}`);
    void message.success(t('copied'));
  };
  return (
    <div className="tiles ledger-tiles">
      <Card>
        <Statistic title={t('closedThrough')} value={books.closedThrough ?? t('nothingClosed')} />
      </Card>
      {books.head !== undefined && (
        <Card className="digest-card">
          <p className="dim">{t('head')}</p>
          <code className="digest">{books.head}</code>{' '}
          <Button size="small" onClick={() => void copy()}>
            {t('copy')}
          </Button>
        </Card>
      )}
    </div>
  );
}

function Months(props: {
  months: readonly Month[];
  closes: boolean;
  chosen: string;
  onChoose: (month: string) => void;
}) {
  const { months, closes, chosen, onChoose } = props;
  const t = useWords(words);
  const language = useLanguage();
  const [closing, setClosing] = useState<string>();
  const sheet = (month: string, format: 'csv' | 'xlsx') => (
    <a
      className="underlined"
      href={addressOf(client.href('GET /api/console/books/months/:month/export', { month }), { format, language })}
      download
    >
      {format.toUpperCase()}
    </a>
  );
  return (
    <>
      <Table<Month>
        rowKey="month"
        size="middle"
        dataSource={months}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 6, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          {
            title: t('month'),
            dataIndex: 'month',
            render: (month: string) => (
              <Button type="link" size="small" onClick={() => onChoose(month)} aria-pressed={month === chosen}>
                {month}
              </Button>
            ),
          },
          {
            title: t('state'),
            dataIndex: 'state',
            render: (state: Month['state']) => <Tag color={COLOURS[state]}>{t(state)}</Tag>,
          },
          {
            title: t('journalCount'),
            key: 'count',
            align: 'right',
            render: (_value, row) => (row.state === 'closed' ? row.journalCount : ''),
          },
          {
            title: t('turnover'),
            key: 'turnover',
            align: 'right',
            render: (_value, row) => (row.state === 'closed' ? money(row.turnoverFen) : ''),
          },
          {
            title: t('closedBy'),
            key: 'by',
            render: (_value, row) =>
              row.closedAt === undefined ? '' : `${row.closedBy ?? ''} ${dateTime(row.closedAt)}`,
          },
          {
            title: '',
            key: 'act',
            render: (_value, row) =>
              row.state === 'closed' ? (
                <span className="export-links">
                  {sheet(row.month, 'csv')}
                  {sheet(row.month, 'xlsx')}
                </span>
              ) : (
                row.state === 'ready' &&
                closes && (
                  <Button size="small" type="primary" onClick={() => setClosing(row.month)}>
                    {t('closeMonth')}
                  </Button>
                )
              ),
          },
        ]}
      />
      {closing !== undefined && <CloseMonth month={closing} onClose={() => setClosing(undefined)} />}
    </>
  );
}

function CloseMonth({ month, onClose }: { month: string; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const close = useMutation({
    mutationFn: () => client.call('POST /api/console/books/months/:month/close', { params: { month } }),
    onSuccess: () => {
      void message.success(t('monthClosed'));
      onClose();
      return queries.invalidateQueries();
    },
  });
  return (
    <Ask
      title={t('closeMonthTitle', { month })}
      ok={t('closeMonth')}
      of={close}
      onOk={() => close.mutate()}
      onClose={onClose}
    >
      <p>{t('closeMonthFollows')}</p>
    </Ask>
  );
}

/** Asks for one day after the other, so that a month of large days shows how far it is. */
function useVerify(days: readonly Day[]) {
  const closed = days
    .filter((one) => one.state === 'closed')
    .map((one) => one.day)
    .reverse();
  const [found, setFound] = useState<Verified>(new Map());
  const verify = useMutation({
    mutationFn: async () => {
      const all = new Map<string, readonly Fault[]>();
      for (const day of closed) {
        const answer = await client.call('POST /api/console/books/verify', { body: { from: day, to: day } });
        for (const one of answer.days) all.set(one.day, one.faults);
        setFound(new Map(all));
      }
      return all;
    },
  });
  return { closed, found, verify };
}

function Days({ books, onMonth }: { books: Books; onMonth: (month: string) => void }) {
  const t = useWords(words);
  const { closed, found, verify } = useVerify(books.days);
  const touched = [...found].filter(([, faults]) => faults.length > 0).map(([day]) => day);
  const faultText = (fault: Fault): string => t(fault === 'more' ? 'more_' : fault);
  return (
    <>
      <div className="heading days-heading">
        <h2 className="part">{t('days', { month: books.month })}</h2>
        <span className="as-of">
          <Input
            type="month"
            aria-label={t('month')}
            value={books.month}
            onChange={(event) => event.target.value !== '' && onMonth(event.target.value)}
          />
          <Button disabled={closed.length === 0} loading={verify.isPending} onClick={() => verify.mutate()}>
            {t('verify')}
          </Button>
        </span>
      </div>
      {verify.isPending && <Progress percent={Math.round((found.size / Math.max(1, closed.length)) * 100)} />}
      {verify.isSuccess && (
        <Alert
          className="gap"
          showIcon
          type={touched.length === 0 ? 'success' : 'error'}
          title={
            touched.length === 0 ? t('verifyGood', { n: found.size }) : t('verifyBad', { days: touched.join(', ') })
          }
        />
      )}
      {verify.isError && (
        <Loaded of={{ data: undefined, error: verify.error, refetch: () => verify.mutate() }}>{() => null}</Loaded>
      )}
      <Table<Day>
        rowKey="day"
        size="middle"
        dataSource={books.days}
        scroll={{ x: 'max-content' }}
        pagination={false}
        columns={[
          { title: t('day'), dataIndex: 'day' },
          {
            title: t('state'),
            dataIndex: 'state',
            render: (state: Day['state']) => <Tag color={COLOURS[state]}>{t(state)}</Tag>,
          },
          { title: t('journalCount'), dataIndex: 'journalCount', align: 'right' },
          { title: t('turnover'), dataIndex: 'turnoverFen', align: 'right', render: money },
          {
            title: t('closedAt'),
            dataIndex: 'closedAt',
            render: (at: string | undefined) => (at === undefined ? '' : dateTime(at)),
          },
          {
            title: t('digest'),
            dataIndex: 'digest',
            render: (digest: string | undefined) =>
              digest === undefined ? '' : <code title={digest}>{digest.slice(0, 16)}…</code>,
          },
          {
            title: t('verified'),
            key: 'verified',
            render: (_value, row) => {
              const faults = found.get(row.day);
              if (faults === undefined) return '';
              if (faults.length === 0) return <Tag color="green">{t('good')}</Tag>;
              return faults.map((fault) => (
                <Tag color="red" key={fault}>
                  {faultText(fault)}
                </Tag>
              ));
            },
          },
        ]}
      />
    </>
  );
}
