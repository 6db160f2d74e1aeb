import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { Bars } from '../bars.tsx';
import { Loaded, Nothing } from '../loaded.tsx';
import { BreakDrawer } from './break.tsx';
import { words } from './words.ts';

export type BreakRow = Answer<'GET /api/console/breaks'>['rows'][number];
type Ageing = Answer<'GET /api/console/breaks'>['ageing'];

const KINDS = [
  'net_only',
  'local_only',
  'amount_diff',
  'fee_diff',
  'duplicate',
  'wrong_date',
  'taken_back',
  'unexplained',
  'arrival_diff',
  'dispute',
] as const satisfies readonly BreakRow['kind'][];
const STATE_COLOURS = { open: 'orange', proposed: 'blue', with_network: 'blue', resolved: 'green' } as const;

/** Differences that stand, or that have ended; the filter is in the address. */
export function BreaksTab({ standing, acts }: { standing: boolean; acts: boolean }) {
  const t = useWords(words);
  const [params, setParams] = useSearchParams();
  const [opened, setOpened] = useState<BreakRow>();
  const kind = KINDS.find((one) => one === params.get('kind'));
  const listed = useInfiniteQuery({
    queryKey: ['breaks', standing, kind],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/console/breaks', {
        query: {
          standing: standing ? 'yes' : 'no',
          ...(kind === undefined ? {} : { kind }),
          ...(pageParam === '' ? {} : { after: pageParam }),
        },
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
  const rows = listed.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Loaded of={{ ...listed, data: listed.data?.pages[0] }}>
      {(first) => (
        <>
          {standing && first.ageing.length > 0 && <AgeBars ageing={first.ageing} />}
          <p>
            <Select
              aria-label={t('kind')}
              value={kind ?? ''}
              className="find"
              onChange={(next) => setParams(next === '' ? {} : { kind: next }, { replace: true })}
              options={[
                { value: '', label: t('anyKind') },
                ...KINDS.map((one) => ({ value: one as string, label: t(one) })),
              ]}
            />
          </p>
          {rows.length === 0 ? (
            <Nothing what={t(standing ? 'noneStanding' : 'noneEnded')} />
          ) : (
            <BreakTable rows={rows} standing={standing} onOpen={setOpened} />
          )}
          {listed.hasNextPage && (
            <Button loading={listed.isFetchingNextPage} onClick={() => void listed.fetchNextPage()}>
              {t('more')}
            </Button>
          )}
          {opened !== undefined && <BreakDrawer row={opened} acts={acts} onClose={() => setOpened(undefined)} />}
        </>
      )}
    </Loaded>
  );
}

const AGES = ['d1', 'd7', 'd30', 'older'] as const;

function AgeBars({ ageing }: { ageing: Ageing }) {
  const t = useWords(words);
  const bars = AGES.flatMap((age) => {
    const one = ageing.find((of) => of.age === age);
    if (one === undefined) return [];
    const sum = BigInt(one.shortFen) + BigInt(one.longFen);
    const facts = { n: one.count, sum: yuan(sum.toString()) };
    return [
      {
        name: t(`age_${age}`),
        value: Number(sum),
        text: t('ageText', facts),
        strong: age === 'd30' || age === 'older',
      },
    ];
  });
  return <Bars title={t('ageing')} bars={bars} empty={t('noneStanding')} />;
}

/** What stands in suspense, named by its side. */
export function Suspense({ fen }: { fen: string }) {
  const t = useWords(words);
  if (fen === '0') return <span className="dim">—</span>;
  const long = fen.startsWith('-');
  return (
    <span className="figures">
      {yuan(long ? fen.slice(1) : fen)} <span className="dim">{t(long ? 'long' : 'short')}</span>
    </span>
  );
}

const money = (fen: string | undefined) =>
  fen === undefined ? <span className="dim">—</span> : <span className="figures">{yuan(fen)}</span>;

function BreakTable({
  rows,
  standing,
  onOpen,
}: {
  rows: readonly BreakRow[];
  standing: boolean;
  onOpen: (row: BreakRow) => void;
}) {
  const t = useWords(words);
  return (
    <Table<BreakRow>
      rowKey="breakId"
      size="middle"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('date'), dataIndex: 'businessDate' },
        { title: t('kind'), dataIndex: 'kind', render: (kind: BreakRow['kind']) => t(kind) },
        {
          title: t('state'),
          dataIndex: 'state',
          render: (state: BreakRow['state']) => <Tag color={STATE_COLOURS[state]}>{t(state)}</Tag>,
        },
        { title: t('amount'), dataIndex: 'amountFen', align: 'right', render: money },
        { title: t('ours'), dataIndex: 'localFen', align: 'right', render: money },
        { title: t('theirs'), dataIndex: 'networkFen', align: 'right', render: money },
        ...(standing
          ? [
              {
                title: t('suspense'),
                dataIndex: 'suspenseFen',
                align: 'right' as const,
                render: (fen: string) => <Suspense fen={fen} />,
              },
              { title: t('found'), dataIndex: 'foundAt', render: dateTime },
            ]
          : [
              {
                title: t('ended'),
                dataIndex: 'resolvedAt',
                render: (at?: string) => (at === undefined ? '—' : dateTime(at)),
              },
              {
                title: t('by'),
                dataIndex: 'resolvedBy',
                render: (by?: string) => (by === 'overtaken' ? t('overtaken') : (by ?? '—')),
              },
            ]),
        {
          title: t('merchant'),
          dataIndex: 'merchantName',
          render: (name?: string) => name ?? <span className="dim">{t('noMerchant')}</span>,
        },
        { title: t('rrn'), dataIndex: 'rrn', render: (rrn: string) => <code>{rrn}</code> },
        {
          title: '',
          key: 'look',
          fixed: 'right' as const,
          render: (_value: unknown, row: BreakRow) => (
            <Button size="small" onClick={() => onOpen(row)}>
              {t('look')}
            </Button>
          ),
        },
      ]}
    />
  );
}
