import { Button, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { Bars } from '../bars.tsx';
import { choiceOf } from '../lists/choice.ts';
import type { Column } from '../table/columns.ts';
import { ListPage } from '../table/list-page.tsx';
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
export function BreaksTab({ standing, acts, ageing }: { standing: boolean; acts: boolean; ageing: Ageing }) {
  const t = useWords(words);
  const [opened, setOpened] = useState<BreakRow>();
  const columns = useColumns(standing, setOpened);
  return (
    <>
      <ListPage<BreakRow>
        of={{
          list: 'breaks',
          title: t(standing ? 'tab_standing' : 'tab_ended'),
          rowKey: 'breakId',
          under: 'breaks',
          isPart: true,
          ...(standing ? { isQueue: true as const } : {}),
          fixed: { standing: standing ? 'yes' : 'no' },
          columns,
          lead: standing && ageing.length > 0 && <AgeBars ageing={ageing} />,
          filters: [
            choiceOf('kind', { label: t('kind'), values: KINDS, word: (value) => t(value as (typeof KINDS)[number]) }),
            { kind: 'day', key: 'date', label: t('date') },
          ],
          fetch: (query) => client.call('GET /api/console/breaks', { query }),
        }}
      />
      {opened !== undefined && <BreakDrawer row={opened} acts={acts} onClose={() => setOpened(undefined)} />}
    </>
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

const cellOf = (fen: string | undefined): bigint | string => (fen === undefined ? '' : BigInt(fen));

function useColumns(standing: boolean, onOpen: (row: BreakRow) => void): readonly Column<BreakRow>[] {
  const t = useWords(words);
  const amountOf = (key: 'amountFen' | 'localFen' | 'networkFen', title: string): Column<BreakRow> => ({
    key,
    title,
    align: 'right',
    text: (row) => cellOf(row[key]),
    show: (row) => money(row[key]),
  });
  const by = (row: BreakRow): string => (row.resolvedBy === 'overtaken' ? t('overtaken') : (row.resolvedBy ?? '—'));
  const suspense: Column<BreakRow> = {
    key: 'suspense',
    title: t('suspense'),
    align: 'right',
    text: (row) => cellOf(row.suspenseFen),
    show: (row) => <Suspense fen={row.suspenseFen} />,
  };
  const ended: Column<BreakRow> = {
    key: 'ended',
    title: t('ended'),
    text: (row) => (row.resolvedAt === undefined ? '—' : dateTime(row.resolvedAt)),
  };
  return [
    { key: 'date', title: t('date'), text: (row) => row.businessDate },
    { key: 'kind', title: t('kind'), text: (row) => t(row.kind) },
    {
      key: 'state',
      title: t('state'),
      text: (row) => t(row.state),
      show: (row) => <Tag color={STATE_COLOURS[row.state]}>{t(row.state)}</Tag>,
    },
    amountOf('amountFen', t('amount')),
    amountOf('localFen', t('ours')),
    amountOf('networkFen', t('theirs')),
    ...(standing
      ? [suspense, { key: 'found', title: t('found'), text: (row: BreakRow) => dateTime(row.foundAt) }]
      : [ended, { key: 'by', title: t('by'), text: by }]),
    {
      key: 'merchant',
      title: t('merchant'),
      text: (row) => row.merchantName ?? '',
      show: (row) => <MerchantLink of={row} none={t('noMerchant')} />,
    },
    { key: 'rrn', title: t('rrn'), text: (row) => row.rrn, show: (row) => <code>{row.rrn}</code> },
    {
      key: 'look',
      title: '',
      text: () => '',
      pageOnly: true,
      show: (row) => (
        <Button size="small" onClick={() => onOpen(row)}>
          {t('look')}
        </Button>
      ),
    },
  ];
}

/** A merchant by its name, leading to its page; what is said where none is known. */
export function MerchantLink({
  of,
  none,
}: {
  of: { readonly merchantNo?: string | undefined; readonly merchantName?: string | undefined };
  none: string;
}) {
  return of.merchantName === undefined ? (
    <span className="dim">{none}</span>
  ) : (
    <Link to={`/merchants/${of.merchantNo}`}>{of.merchantName}</Link>
  );
}
