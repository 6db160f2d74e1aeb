import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Loaded, Nothing } from '../loaded.tsx';
import { words } from './words.ts';

interface Columns<Row> {
  readonly title: string;
  readonly dataIndex?: string;
  readonly render?: (value: unknown, row: Row) => ReactNode;
}

/** What was found, below the words that were typed. */
function Searched<Row extends object>(props: {
  of: { readonly data: { readonly rows: readonly Row[] } | undefined; readonly error: unknown; refetch: () => unknown };
  typed: string;
  label: string;
  onType: (typed: string) => void;
  rowKey: string;
  columns: Columns<Row>[];
}) {
  const t = useWords(words);
  return (
    <>
      <Input
        allowClear
        className="find lead-line"
        maxLength={40}
        aria-label={props.label}
        placeholder={props.label}
        value={props.typed}
        onChange={({ target }) => props.onType(target.value)}
      />
      <Loaded of={props.of}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('noneFound')} />
          ) : (
            <Table<Row>
              rowKey={props.rowKey}
              size="small"
              dataSource={[...rows]}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              columns={props.columns}
            />
          )
        }
      </Loaded>
    </>
  );
}

const code = (value: unknown): ReactNode => <code>{String(value)}</code>;

export function Issuers() {
  const t = useWords(words);
  const [q, setQ] = useState('');
  const found = useQuery({
    queryKey: ['reference', 'issuers', q],
    queryFn: () => client.call('GET /api/console/reference/issuers', { query: { q } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Searched
      of={found}
      typed={q}
      label={t('find')}
      onType={setQ}
      rowKey="prefix"
      columns={[
        { title: t('prefix'), dataIndex: 'prefix', render: code },
        { title: t('length'), dataIndex: 'cardLength' },
        {
          title: t('cardKind'),
          render: (_value, row) => <Tag color={row.cardKind === 'credit' ? 'blue' : 'default'}>{t(row.cardKind)}</Tag>,
        },
        { title: t('bank'), dataIndex: 'bankName' },
        { title: t('organisation'), dataIndex: 'organisation' },
      ]}
    />
  );
}

export function Trades() {
  const t = useWords(words);
  const [q, setQ] = useState('');
  const found = useQuery({
    queryKey: ['reference', 'trades'],
    queryFn: () => client.call('GET /api/public/trades'),
    select: ({ rows }) => ({ rows }),
  });
  const fits = (row: { code: string; zh: string; en: string; pinyin: string }): boolean =>
    `${row.code} ${row.zh} ${row.en} ${row.pinyin}`.toLowerCase().includes(q.trim().toLowerCase());
  const of = { ...found, data: found.data === undefined ? undefined : { rows: found.data.rows.filter(fits) } };
  return (
    <Searched
      of={of}
      typed={q}
      label={t('findTrade')}
      onType={setQ}
      rowKey="code"
      columns={[
        { title: t('code'), dataIndex: 'code', render: code },
        { title: t('zh'), dataIndex: 'zh' },
        { title: t('en'), dataIndex: 'en' },
      ]}
    />
  );
}

export function Branches() {
  const t = useWords(words);
  const [q, setQ] = useState('');
  const found = useQuery({
    queryKey: ['reference', 'branches', q],
    queryFn: () => client.call('GET /api/public/branches', { query: { words: q } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Searched
      of={found}
      typed={q}
      label={t('findBranch')}
      onType={setQ}
      rowKey="branchCode"
      columns={[
        { title: t('code'), dataIndex: 'branchCode', render: code },
        { title: t('bank'), dataIndex: 'bankName' },
        { title: t('branchName'), dataIndex: 'branchName' },
      ]}
    />
  );
}
