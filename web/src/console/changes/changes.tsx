import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Space, Table, Tag } from 'antd';
import { Link, Route, Routes, useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { shortTime } from '../../kit/time.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import type { Staff } from '../session.ts';
import { ChangeDesk } from './change-desk.tsx';
import { words } from './words.ts';

type Row = Answer<'GET /api/console/changes'>['rows'][number];

const SHELVES = ['waiting', 'fixing', 'ended'] as const;
type Shelf = (typeof SHELVES)[number];
export const STATE_COLOURS = {
  draft: 'default',
  submitted: 'blue',
  in_review: 'orange',
  second_review: 'gold',
  needs_fix: 'purple',
  approved: 'green',
  rejected: 'red',
  withdrawn: 'default',
} as const;

/** What merchants ask to change of themselves: the queue, and one request with old and new side by side. */
export function ChangesPage({ staff }: { staff: Staff }) {
  return (
    <Routes>
      <Route index element={<Queue />} />
      <Route path=":merchantNo/:changeId" element={<ChangeDesk staff={staff} />} />
    </Routes>
  );
}

function Queue() {
  const t = useWords(words);
  const [asked, ask] = useSearchParams();
  const shelf: Shelf = SHELVES.find((one) => one === asked.get('shelf')) ?? 'waiting';
  const after = asked.get('after') ?? undefined;
  const listed = useQuery({
    queryKey: ['console-changes', shelf, after],
    queryFn: () =>
      client.call('GET /api/console/changes', { query: after === undefined ? { shelf } : { shelf, after } }),
  });
  return (
    <>
      <Heading title={t('title')} />
      <p className="dim lead-line">{t('lead')}</p>
      <div className="lead-line">
        <Segmented<Shelf>
          value={shelf}
          options={SHELVES.map((value) => ({ value, label: t(value) }))}
          onChange={(value) => ask({ shelf: value })}
        />
      </div>
      <Loaded of={listed}>
        {({ rows, next }) =>
          rows.length === 0 ? (
            <Nothing what={t('none')} />
          ) : (
            <>
              <Requests rows={rows} />
              <Space className="lead-line">
                {after !== undefined && <Button onClick={() => ask({ shelf })}>{t('first')}</Button>}
                {next !== undefined && <Button onClick={() => ask({ shelf, after: next })}>{t('more')}</Button>}
              </Space>
            </>
          )
        }
      </Loaded>
    </>
  );
}

function Requests({ rows }: { rows: readonly Row[] }) {
  const t = useWords(words);
  return (
    <Table<Row>
      rowKey={(row) => row.changeId}
      size="middle"
      dataSource={[...rows]}
      scroll={{ x: 'max-content' }}
      pagination={false}
      columns={[
        {
          title: t('merchant'),
          render: (_value, row) => (
            <>
              {row.merchantName}
              <br />
              <code className="dim">{row.merchantNo}</code>
            </>
          ),
        },
        { title: t('kind'), render: (_value, row) => t(`k_${row.kind}`) },
        {
          title: t('state'),
          render: (_value, row) => <Tag color={STATE_COLOURS[row.state]}>{t(`s_${row.state}`)}</Tag>,
        },
        {
          title: t('doubts'),
          render: (_value, row) => row.doubts.map((one) => <div key={one}>{t(`x_${one}`)}</div>),
        },
        { title: t('since'), render: (_value, row) => shortTime(row.movedAt) },
        {
          title: '',
          render: (_value, row) => (
            <Link to={`/changes/${row.merchantNo}/${row.changeId}`} aria-label={`${t('look')} ${row.merchantName}`}>
              {t('look')}
            </Link>
          ),
        },
      ]}
    />
  );
}
