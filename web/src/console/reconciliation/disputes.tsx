import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Segmented, Select, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { Bars } from '../bars.tsx';
import { Loaded, Nothing } from '../loaded.tsx';
import { DisputeDrawer } from './dispute.tsx';
import { words } from './dispute-words.ts';

type Page = Answer<'GET /api/console/disputes'>;
export type DisputeRow = Page['rows'][number];

const KINDS = [
  'document_request',
  'chargeback',
  'credit_adjustment',
  'claim',
] as const satisfies readonly DisputeRow['kind'][];
export const DISPUTE_COLOURS: Readonly<Record<DisputeRow['state'], string>> = {
  waiting_merchant: 'orange',
  waiting_us: 'red',
  proposed: 'blue',
  sent: 'blue',
  won: 'green',
  lost: 'volcano',
  accepted: 'default',
  answered: 'green',
  expired: 'volcano',
  carried: 'green',
  declined: 'default',
  withdrawn: 'default',
};

/** Disputes with the network: those that stand by their deadline; which are shown is in the address. */
export function DisputesTab({ acts }: { acts: boolean }) {
  const t = useWords(words);
  const [params, setParams] = useSearchParams();
  const [opened, setOpened] = useState<DisputeRow>();
  const standing = params.get('ended') === null;
  const kind = KINDS.find((one) => one === params.get('kind'));
  const show = (next: { ended: boolean; kind: string }): void =>
    setParams(
      { ...(next.ended ? { ended: '1' } : {}), ...(next.kind === '' ? {} : { kind: next.kind }) },
      { replace: true },
    );
  const listed = useInfiniteQuery({
    queryKey: ['disputes', standing, kind],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/console/disputes', {
        query: {
          standing: standing ? 'yes' : 'no',
          ...(kind === undefined ? {} : { kind }),
          skip: String(pageParam),
        },
      }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.more ? pages.flatMap((page) => page.rows).length : undefined),
  });
  const rows = listed.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Loaded of={{ ...listed, data: listed.data?.pages[0] }}>
      {(first) => (
        <>
          {standing && first.ages.length > 0 && <AgeBars ages={first.ages} />}
          <Space wrap className="dispute-filter">
            <Segmented
              value={standing ? 'standing' : 'ended'}
              options={[
                { value: 'standing', label: t('standing') },
                { value: 'ended', label: t('ended') },
              ]}
              onChange={(next) => show({ ended: next === 'ended', kind: kind ?? '' })}
            />
            <Select
              aria-label={t('kind')}
              value={kind ?? ''}
              className="find"
              onChange={(next) => show({ ended: !standing, kind: next })}
              options={[
                { value: '', label: t('anyKind') },
                ...KINDS.map((one) => ({ value: one as string, label: t(one) })),
              ]}
            />
          </Space>
          {rows.length === 0 ? (
            <Nothing what={t(standing ? 'none' : 'noneEnded')} />
          ) : (
            <DisputeTable rows={rows} onOpen={setOpened} />
          )}
          {listed.hasNextPage && (
            <Button loading={listed.isFetchingNextPage} onClick={() => void listed.fetchNextPage()}>
              {t('more')}
            </Button>
          )}
          {opened !== undefined && <DisputeDrawer row={opened} acts={acts} onClose={() => setOpened(undefined)} />}
        </>
      )}
    </Loaded>
  );
}

const LEFT = ['d1', 'd3', 'd10', 'later', 'none'] as const;

function AgeBars({ ages }: { ages: Page['ages'] }) {
  const t = useWords(words);
  const bars = LEFT.flatMap((left) => {
    const one = ages.find((of) => of.left === left);
    if (one === undefined) return [];
    return [
      {
        name: t(`left_${left}`),
        value: Number(one.amountFen),
        text: t('ageText', { n: one.count, sum: yuan(one.amountFen) }),
        strong: left === 'd1' || left === 'd3',
      },
    ];
  });
  return <Bars title={t('ages')} bars={bars} empty={t('none')} />;
}

function DisputeTable({ rows, onOpen }: { rows: readonly DisputeRow[]; onOpen: (row: DisputeRow) => void }) {
  const t = useWords(words);
  const when = (at?: string) => (at === undefined ? '—' : dateTime(at));
  return (
    <Table<DisputeRow>
      rowKey="disputeId"
      size="middle"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('kind'), dataIndex: 'kind', render: (kind: DisputeRow['kind']) => t(kind) },
        {
          title: t('state'),
          dataIndex: 'state',
          render: (state: DisputeRow['state']) => <Tag color={DISPUTE_COLOURS[state]}>{t(state)}</Tag>,
        },
        { title: t('due'), dataIndex: 'dueAt', render: when },
        {
          title: t('amount'),
          dataIndex: 'amountFen',
          align: 'right',
          render: (fen: string) => <span className="figures">{yuan(fen)}</span>,
        },
        {
          title: t('merchant'),
          dataIndex: 'merchantName',
          render: (name?: string) => name ?? <span className="dim">{t('noMerchant')}</span>,
        },
        { title: t('rrn'), dataIndex: 'rrn', render: (rrn: string) => <code>{rrn}</code> },
        { title: t('reason'), dataIndex: 'reason', render: (code: string) => (code === '' ? '—' : code) },
        { title: t('opened'), dataIndex: 'openedAt', render: dateTime },
        {
          title: '',
          key: 'look',
          fixed: 'right' as const,
          render: (_value: unknown, row: DisputeRow) => (
            <Button size="small" onClick={() => onOpen(row)}>
              {t('look')}
            </Button>
          ),
        },
      ]}
    />
  );
}
