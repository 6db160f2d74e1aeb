import { LEDGER_EVENTS } from '@kaitong/client/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Alert, Button, Input, Select, Table } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { CourseBelow } from '../lists/beneath.tsx';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { addressOf, fenOf, Postings, Reference, useEventName } from './parts.tsx';
import { words } from './words.ts';

type Found = Answer<'GET /api/console/journals'>;
type Journal = Found['rows'][number];

const FIELDS = [
  'reference',
  'merchantNo',
  'transactionId',
  'journalId',
  'account',
  'event',
  'amount',
  'from',
  'to',
] as const;
type Field = (typeof FIELDS)[number];
type Filter = Partial<Record<Field, string>>;

const filterOf = (asked: URLSearchParams): Filter =>
  Object.fromEntries(FIELDS.flatMap((field) => (asked.get(field) ? [[field, asked.get(field) as string]] : [])));

export function JournalsPage() {
  const t = useWords(words);
  const [asked, setAsked] = useSearchParams();
  const filter = filterOf(asked);
  const address = asked.toString();
  const { amount, ...names } = filter;
  const amountFen = amount === undefined ? undefined : fenOf(amount);
  const journals = useInfiniteQuery({
    queryKey: ['journals', address],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/console/journals', {
        query: {
          ...names,
          ...(amountFen === undefined ? {} : { amountFen }),
          ...(pageParam === '' ? {} : { cursor: pageParam }),
        },
      }),
    initialPageParam: '',
    getNextPageParam: (page: Found) => page.next,
  });
  const of = { data: journals.data?.pages, error: journals.error, refetch: journals.refetch };
  return (
    <>
      <Heading title={t('journals')} />
      <Filters key={address} filter={filter} onAsk={(next) => setAsked(next)} />
      <Loaded of={of}>
        {(pages) => (
          <JournalList
            rows={pages.flatMap((page) => page.rows)}
            lookedBackTo={pages.at(-1)?.lookedBackTo}
            more={journals.hasNextPage}
            busy={journals.isFetchingNextPage}
            onMore={() => void journals.fetchNextPage()}
          />
        )}
      </Loaded>
    </>
  );
}

function Filters({ filter, onAsk }: { filter: Filter; onAsk: (next: Filter) => void }) {
  const t = useWords(words);
  const eventName = useEventName();
  const [draft, setDraft] = useState<Filter>(filter);
  const put = (field: Field, value: string): void =>
    setDraft(({ [field]: _old, ...rest }) => (value.trim() === '' ? rest : { ...rest, [field]: value.trim() }));
  const badAmount = draft.amount !== undefined && fenOf(draft.amount) === undefined;
  const text = (field: Field, label: string, type = 'text') => (
    <label className="ask-field">
      {label}
      <Input
        type={type}
        allowClear={type === 'text'}
        defaultValue={filter[field] ?? ''}
        {...(field === 'amount' && badAmount ? { status: 'error' as const } : {})}
        onChange={(event) => put(field, event.target.value)}
      />
    </label>
  );
  return (
    <form
      className="ledger-filters"
      onSubmit={(event) => {
        event.preventDefault();
        if (!badAmount) onAsk(draft);
      }}
    >
      {text('reference', t('reference'))}
      {text('merchantNo', t('merchantNo'))}
      {text('transactionId', t('transaction'))}
      {text('journalId', t('journal'))}
      {text('account', t('account'))}
      <label className="ask-field">
        {t('event')}
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('event')}
          value={draft.event ?? null}
          onChange={(event: string | undefined) => put('event', event ?? '')}
          options={Object.keys(LEDGER_EVENTS).map((event) => ({ value: event, label: eventName(event) }))}
        />
      </label>
      {text('amount', t('amount'))}
      {text('from', t('from'), 'date')}
      {text('to', t('to'), 'date')}
      <div className="ledger-filter-buttons">
        <Button type="primary" htmlType="submit" disabled={badAmount}>
          {t('search')}
        </Button>
        <Button onClick={() => onAsk({})}>{t('clear')}</Button>
        {badAmount && <span className="bad-text">{t('badAmount')}</span>}
      </div>
    </form>
  );
}

const debitsOf = (row: Journal): bigint =>
  row.postings.reduce((sum, { amountFen }) => (amountFen.startsWith('-') ? sum : sum + BigInt(amountFen)), 0n);

function JournalList(props: {
  rows: readonly Journal[];
  lookedBackTo: string | undefined;
  more: boolean;
  busy: boolean;
  onMore: () => void;
}) {
  const { rows, lookedBackTo, more, busy, onMore } = props;
  const t = useWords(words);
  const eventName = useEventName();
  const named = (event: string): string => eventName(event);
  return (
    <>
      {rows.length === 0 && !more && <Nothing what={t('noJournals')} />}
      {rows.length > 0 && (
        <Table<Journal>
          rowKey={(row) => `${row.merchantId} ${row.journalId}`}
          size="middle"
          dataSource={rows}
          scroll={{ x: 'max-content' }}
          pagination={false}
          expandable={{
            defaultExpandAllRows: rows.length <= 3,
            expandedRowRender: (row) => <JournalBelow row={row} />,
          }}
          columns={[
            { title: t('time'), dataIndex: 'at', render: dateTime },
            { title: t('event'), dataIndex: 'event', render: named },
            {
              title: t('amount'),
              key: 'amount',
              align: 'right',
              render: (_value, row) => <span className="figures">{yuan(debitsOf(row))}</span>,
            },
            { title: t('reference'), key: 'reference', render: (_value, row) => <Reference {...row} /> },
            { title: t('merchant'), key: 'merchant', render: (_value, row) => <code>{row.merchantNo ?? ''}</code> },
            { title: t('bookedOn'), dataIndex: 'bookedOn' },
            { title: t('businessDate'), dataIndex: 'date' },
          ]}
        />
      )}
      {lookedBackTo !== undefined && (
        <Alert className="gap" type="info" title={t('lookedBack', { at: dateTime(lookedBackTo) })} />
      )}
      {more && (
        <Button className="more-button" loading={busy} onClick={onMore}>
          {t(lookedBackTo === undefined ? 'more' : 'goOn')}
        </Button>
      )}
    </>
  );
}

function JournalBelow({ row }: { row: Journal }) {
  const t = useWords(words);
  const { transactionId } = row;
  return (
    <div className="beneath">
      <div>
        <Postings rows={row.postings} />
        <p className="dim long-address">
          {t('journal')} <code>{row.journalId}</code>
        </p>
        {row.reverses !== undefined && (
          <p>
            {t('reversesLabel')}{' '}
            <Link to={addressOf('/journals', { journalId: row.reverses })}>
              <code>{row.reverses}</code>
            </Link>
          </p>
        )}
        {transactionId === undefined && row.reference !== '' && (
          <p>
            <Link to={addressOf('/journals', { reference: row.reference })} className="underlined">
              {t('allOfReference')}
            </Link>
          </p>
        )}
        {transactionId !== undefined && (
          <Link to={addressOf('/journals', { transactionId, merchantNo: row.merchantNo })} className="underlined">
            {t('allOfTransaction')}
          </Link>
        )}
      </div>
      {transactionId !== undefined && <CourseBelow merchantId={row.merchantId} transactionId={transactionId} />}
    </div>
  );
}
