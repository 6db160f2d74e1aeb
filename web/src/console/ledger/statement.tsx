import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { AutoComplete, Button, Card, Input, Statistic, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { useWide } from '../../kit/use-wide.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { BalanceChart } from './balance-chart.tsx';
import { addressOf, dayBack, money, Reference, shanghaiDay, side, useAccountName, useEventName } from './parts.tsx';
import { words } from './words.ts';

type Page = Answer<'GET /api/console/statement'>;
type Line = Page['lines'][number];
type Summary = NonNullable<Page['summary']>;

interface Asked {
  readonly account: string;
  readonly from: string;
  readonly to: string;
  readonly merchantNo?: string;
}

export function StatementPage() {
  const t = useWords(words);
  const [params, setParams] = useSearchParams();
  const overview = useQuery({ queryKey: ['overview'], queryFn: () => client.call('GET /api/console/overview') });
  const today = overview.data?.businessDate ?? shanghaiDay(Date.now());
  const account = params.get('account') ?? '';
  const to = params.get('to') ?? today;
  const merchantNo = params.get('merchantNo') ?? '';
  const asked: Asked = { account, from: params.get('from') ?? dayBack(to, 30), to, ...(merchantNo && { merchantNo }) };
  const ready = account !== '' && (params.has('to') || overview.data !== undefined);
  return (
    <>
      <Heading title={t('statement')} />
      <Choice
        key={JSON.stringify(asked)}
        asked={asked}
        onAsk={(next) => setParams(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== '')))}
      />
      {ready ? (
        <Statement key={JSON.stringify(asked)} asked={asked} />
      ) : (
        <p className="lead-line dim">{t('chooseFirst')}</p>
      )}
    </>
  );
}

function Choice({ asked, onAsk }: { asked: Asked; onAsk: (next: Record<string, string>) => void }) {
  const t = useWords(words);
  const name = useAccountName();
  const [draft, setDraft] = useState({ ...asked, merchantNo: asked.merchantNo ?? '' });
  const accounts = useQuery({
    queryKey: ['trial', {}],
    queryFn: () => client.call('GET /api/console/trial-balance', { query: { check: '0' } }),
  });
  const date = (field: 'from' | 'to') => (
    <label className="ask-field">
      {t(field)}
      <Input
        type="date"
        value={draft[field]}
        onChange={(event) => setDraft({ ...draft, [field]: event.target.value })}
      />
    </label>
  );
  return (
    <form
      className="ledger-filters"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(draft);
      }}
    >
      <label className="ask-field wide-field">
        {t('account')}
        <AutoComplete
          value={draft.account}
          placeholder={t('pickAccount')}
          aria-label={t('account')}
          showSearch={{
            filterOption: (typed, option) =>
              `${option?.value} ${name(option?.value ?? '')}`.toLowerCase().includes(typed.toLowerCase()),
          }}
          options={(accounts.data?.accounts ?? []).map((one) => ({
            value: one.account,
            label: `${one.account}　${name(one.account)}`,
          }))}
          onChange={(value: string) => setDraft({ ...draft, account: value.trim() })}
        />
      </label>
      <label className="ask-field">
        {t('merchantNo')}
        <Input
          allowClear
          value={draft.merchantNo}
          onChange={(event) => setDraft({ ...draft, merchantNo: event.target.value.trim() })}
        />
      </label>
      {date('from')}
      {date('to')}
      <div className="ledger-filter-buttons">
        <Button type="primary" htmlType="submit" disabled={draft.account === ''}>
          {t('show')}
        </Button>
      </div>
    </form>
  );
}

function Statement({ asked }: { asked: Asked }) {
  const t = useWords(words);
  const pages = useInfiniteQuery({
    queryKey: ['statement', asked],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/console/statement', {
        query: { ...asked, ...(pageParam === '' ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: (page: Page) => page.next,
  });
  return (
    <Loaded of={{ data: pages.data?.pages, error: pages.error, refetch: pages.refetch }}>
      {(all) => (
        <>
          {all[0]?.summary !== undefined && <Sums asked={asked} summary={all[0].summary} />}
          <Lines lines={all.flatMap((page) => page.lines)} />
          {pages.hasNextPage && (
            <Button
              className="more-button"
              loading={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              {t('more')}
            </Button>
          )}
        </>
      )}
    </Loaded>
  );
}

function Sums({ asked, summary }: { asked: Asked; summary: Summary }) {
  const t = useWords(words);
  const name = useAccountName();
  const language = useLanguage();
  const address = (format: 'csv' | 'xlsx'): string =>
    addressOf(client.href('GET /api/console/statement/export'), { ...asked, format, language });
  const tiles = [
    ['opening', summary.openingFen],
    ['debits', summary.debitFen],
    ['credits', summary.creditFen],
    ['closing', summary.closingFen],
  ] as const;
  return (
    <>
      <div className="tab-head">
        <p>
          <strong>{name(asked.account)}</strong> <code>{asked.account}</code>
          {'　'}
          <span className="dim">{t('lineCount', { n: summary.lineCount })}</span>
        </p>
        <span className="export-links">
          <a className="underlined" href={address('csv')} download>
            {t('exportCsv')}
          </a>
          <a className="underlined" href={address('xlsx')} download>
            {t('exportXlsx')}
          </a>
        </span>
      </div>
      <div className="tiles ledger-tiles gap">
        {tiles.map(([key, fen]) => (
          <Card key={key}>
            <Statistic title={t(key)} value={yuan(fen)} />
          </Card>
        ))}
      </div>
      {summary.days.length > 0 && (
        <BalanceChart from={asked.from} to={asked.to} openingFen={summary.openingFen} days={summary.days} />
      )}
    </>
  );
}

function Lines({ lines }: { lines: readonly Line[] }) {
  const t = useWords(words);
  const wide = useWide();
  const eventName = useEventName();
  if (lines.length === 0) return <Nothing what={t('noLines')} />;
  const named = (event: string): string => eventName(event);
  const ofSide = (key: 'debit' | 'credit') =>
    ({ title: t(key), dataIndex: 'amountFen', key, align: 'right', render: (fen: string) => side(fen, key) }) as const;
  const first: TableColumnsType<Line> = wide
    ? [
        { title: t('bookedOn'), dataIndex: 'day' },
        { title: t('time'), dataIndex: 'at', render: dateTime },
        { title: t('event'), dataIndex: 'event', render: named },
        ofSide('debit'),
        ofSide('credit'),
      ]
    : [
        {
          title: t('bookedOn'),
          key: 'day',
          render: (_value, line) => <DayAndEvent day={line.day} event={named(line.event)} />,
        },
        { title: t('amount'), dataIndex: 'amountFen', align: 'right', render: money },
      ];
  return (
    <Table<Line>
      rowKey={(line) => `${line.merchantId} ${line.journalId} ${line.balanceFen} ${line.amountFen}`}
      size="middle"
      dataSource={lines}
      scroll={{ x: 'max-content' }}
      pagination={false}
      columns={[
        ...first,
        {
          title: t('balance'),
          dataIndex: 'balanceFen',
          align: 'right',
          render: (fen: string) => <strong className="figures">{yuan(fen)}</strong>,
        },
        { title: t('reference'), key: 'reference', render: (_value, line) => <Reference {...line} /> },
        { title: t('merchant'), key: 'merchant', render: (_value, line) => <code>{line.merchantNo ?? ''}</code> },
        { title: t('openJournal'), key: 'journal', render: (_value, line) => <JournalLink line={line} /> },
      ]}
    />
  );
}

const DayAndEvent = ({ day, event }: { day: string; event: string }) => (
  <>
    {day}
    <br />
    <span className="dim">{event}</span>
  </>
);

function JournalLink({ line }: { line: Line }) {
  const t = useWords(words);
  const query = { journalId: line.journalId, from: line.day, to: line.day };
  return (
    <Link className="underlined" to={addressOf('/journals', query)}>
      {t('openJournal')}
    </Link>
  );
}
