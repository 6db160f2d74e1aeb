import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Descriptions, Drawer, Table, Tabs, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { addressOf } from '../ledger/parts.tsx';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { words as deskWords } from '../words.ts';
import { useActionText, useKindText } from './action-text.ts';
import { CheckButton, CheckResult, useChainCheck } from './chain-check.tsx';
import { filterOf, Filters, type Filter } from './filters.tsx';
import { Looks } from './looks.tsx';
import { words } from './words.ts';

type Page = Answer<'GET /api/console/audit'>;
type Act = Page['rows'][number];

const TONES = { done: 'green', refused: 'orange', failed: 'red' } as const;

export function AuditPage() {
  const t = useWords(words);
  const [asked, setAsked] = useSearchParams();
  const chain = useChainCheck();
  const tab = asked.get('tab') === 'looks' ? 'looks' : 'acts';
  return (
    <>
      <Heading title={t('title')}>
        <CheckButton of={chain} />
      </Heading>
      <p className="dim lead-line">{t('lead')}</p>
      <CheckResult of={chain} />
      <Tabs
        activeKey={tab}
        onChange={(key) => setAsked(key === 'looks' ? { tab: 'looks' } : {})}
        destroyOnHidden
        items={[
          { key: 'acts', label: t('acts'), children: <Acts /> },
          { key: 'looks', label: t('looks'), children: <Looks /> },
        ]}
      />
    </>
  );
}

function Acts() {
  const t = useWords(words);
  const language = useLanguage();
  const [asked, setAsked] = useSearchParams();
  const filter = filterOf(asked);
  const address = asked.toString();
  const acts = useInfiniteQuery({
    queryKey: ['audit', address],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/console/audit', {
        query: { ...filter, ...(pageParam === '' ? {} : { after: pageParam }) } as Filter & {
          outcome?: Act['outcome'];
        },
      }),
    initialPageParam: '',
    getNextPageParam: (page: Page) => page.next,
  });
  return (
    <>
      <Filters key={address} filter={filter} onAsk={(next) => setAsked(next)} />
      <p className="export-links">
        <Button
          href={addressOf(client.href('GET /api/console/audit/export'), {
            ...filter,
            language: language === 'en' ? 'en' : 'zh',
          })}
        >
          {t('export')}
        </Button>
        <span className="dim">{t('exportHint')}</span>
      </p>
      <Loaded of={{ data: acts.data?.pages, error: acts.error, refetch: acts.refetch }}>
        {(pages) => <ActList rows={pages.flatMap((page) => page.rows)} />}
      </Loaded>
      {acts.hasNextPage && (
        <Button className="gap" loading={acts.isFetchingNextPage} onClick={() => void acts.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </>
  );
}

function ActList({ rows }: { rows: Act[] }) {
  const t = useWords(words);
  const actionText = useActionText();
  const [shown, setShown] = useState<Act>();
  if (rows.length === 0) return <Nothing what={t('noActs')} />;
  return (
    <>
      <Table<Act>
        rowKey="entryId"
        size="small"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={rows}
        columns={[
          { title: t('at'), dataIndex: 'at', render: dateTime },
          { title: t('who'), key: 'who', render: (_value, row) => row.name ?? t('nobody') },
          { title: t('app'), dataIndex: 'app', render: (app: Act['app']) => t(app) },
          { title: t('action'), dataIndex: 'action', render: actionText },
          { title: t('object'), key: 'object', render: (_value, row) => <ObjectOf row={row} /> },
          { title: t('outcome'), key: 'outcome', render: (_value, row) => <OutcomeTag row={row} /> },
          { title: t('address'), dataIndex: 'address' },
          {
            title: t('show'),
            key: 'show',
            render: (_value, row) => (
              <Button size="small" onClick={() => setShown(row)}>
                {t('show')}
              </Button>
            ),
          },
        ]}
      />
      <Details row={shown} onClose={() => setShown(undefined)} />
    </>
  );
}

function ObjectOf({ row }: { row: Act }) {
  const kindText = useKindText();
  if (row.objectKey === undefined) return null;
  return (
    <>
      <span className="dim">{kindText(row.objectKind ?? '')}</span> <code>{row.objectKey}</code>
    </>
  );
}

function OutcomeTag({ row }: { row: Act }) {
  const t = useWords(words);
  return (
    <Tag color={TONES[row.outcome]} title={row.code}>
      {t(row.outcome)}
    </Tag>
  );
}

function Details({ row, onClose }: { row: Act | undefined; onClose: () => void }) {
  const t = useWords(words);
  const d = useWords(deskWords);
  const actionText = useActionText();
  const kindText = useKindText();
  if (row === undefined) return null;
  const lines = [
    ['at', dateTime(row.at)],
    ['wallAt', dateTime(row.wallAt)],
    ['who', `${row.name ?? t('nobody')} ${row.staffId ?? ''}`],
    ['role', row.role !== undefined && row.role in deskWords ? d(row.role as keyof typeof deskWords) : row.role],
    ['app', t(row.app)],
    ['address', row.address],
    ['device', row.device],
    ['action', `${actionText(row.action)}（${row.action}）`],
    ['object', row.objectKey && `${kindText(row.objectKind ?? '')} ${row.objectKey}`],
    ['within', row.within],
    ['reason', row.reason],
    ['outcome', t(row.outcome)],
    ['code', row.code],
    ['seq', row.seq === undefined ? t('unsealed') : String(row.seq)],
    ['digest', row.digest],
  ] as const;
  return (
    <Drawer open size="large" title={t('details')} onClose={onClose}>
      <Descriptions
        column={1}
        size="small"
        bordered
        items={lines.flatMap(([key, children]) =>
          children === undefined ? [] : [{ key, label: t(key), children: <span className="digest">{children}</span> }],
        )}
      />
    </Drawer>
  );
}
