import { Button, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { Bars } from '../bars.tsx';
import { choiceOf } from '../lists/choice.ts';
import type { Column } from '../table/columns.ts';
import { ListPage } from '../table/list-page.tsx';
import { MerchantLink } from './breaks.tsx';
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
export function DisputesTab({ acts, ages }: { acts: boolean; ages: Page['ages'] }) {
  const t = useWords(words);
  const [opened, setOpened] = useState<DisputeRow>();
  const columns = useColumns(setOpened);
  return (
    <>
      <ListPage<DisputeRow>
        of={{
          list: 'disputes',
          title: t('title'),
          rowKey: 'disputeId',
          under: 'disputes',
          isPart: true,
          isQueue: true,
          columns,
          lead: ages.length > 0 && <AgeBars ages={ages} />,
          filters: [
            choiceOf('standing', {
              label: t('state'),
              values: ['no'],
              word: () => t('ended'),
              any: t('standing'),
            }),
            choiceOf('kind', { label: t('kind'), values: KINDS, word: (value) => t(value as (typeof KINDS)[number]) }),
          ],
          fetch: (query) => client.call('GET /api/console/disputes', { query }),
        }}
      />
      {opened !== undefined && <DisputeDrawer row={opened} acts={acts} onClose={() => setOpened(undefined)} />}
    </>
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

function useColumns(onOpen: (row: DisputeRow) => void): readonly Column<DisputeRow>[] {
  const t = useWords(words);
  return [
    { key: 'kind', title: t('kind'), text: (row) => t(row.kind) },
    {
      key: 'state',
      title: t('state'),
      text: (row) => t(row.state),
      show: (row) => <Tag color={DISPUTE_COLOURS[row.state]}>{t(row.state)}</Tag>,
    },
    { key: 'due', title: t('due'), text: (row) => (row.dueAt === undefined ? '—' : dateTime(row.dueAt)) },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      text: (row) => BigInt(row.amountFen),
      show: (row) => <span className="figures">{yuan(row.amountFen)}</span>,
    },
    {
      key: 'merchant',
      title: t('merchant'),
      text: (row) => row.merchantName ?? '',
      show: (row) => <MerchantLink of={row} none={t('noMerchant')} />,
    },
    { key: 'rrn', title: t('rrn'), text: (row) => row.rrn, show: (row) => <code>{row.rrn}</code> },
    { key: 'reason', title: t('reason'), text: (row) => (row.reason === '' ? '—' : row.reason) },
    { key: 'opened', title: t('opened'), text: (row) => dateTime(row.openedAt) },
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
