import { Tag } from 'antd';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { choiceOf } from '../lists/choice.ts';
import { words as listWords } from '../lists/words.ts';
import { merchantColumn, terminalColumn } from '../lists/whose.tsx';
import type { Column } from '../table/columns.ts';
import { ListPage } from '../table/list-page.tsx';
import { words } from './words.ts';

type Row = Answer<'GET /api/console/sims'>['rows'][number];

const SHELVES = ['due', 'lapsed', 'refused', 'waiting'] as const;
const STATE_COLOURS = { running: 'green', lapsed: 'orange', ended: 'default' } as const;
const DATA_COLOURS = { on: 'green', off: 'default', turning_on: 'blue', turning_off: 'blue' } as const;

function useColumns(): readonly Column<Row>[] {
  const t = useWords(words);
  return [
    merchantColumn(t('merchant')),
    terminalColumn(t('terminal')),
    { key: 'iccid', title: t('iccid'), text: (row) => row.iccid ?? '', show: (row) => <code>{row.iccid ?? '—'}</code> },
    { key: 'coveredTo', title: t('coveredTo'), text: (row) => row.coveredTo },
    {
      key: 'state',
      title: t('state'),
      text: (row) => t(row.state),
      show: (row) => <Tag color={STATE_COLOURS[row.state]}>{t(row.state)}</Tag>,
    },
    {
      key: 'data',
      title: t('data'),
      text: (row) => t(`d_${row.data}`),
      show: (row) => <Tag color={DATA_COLOURS[row.data]}>{t(`d_${row.data}`)}</Tag>,
    },
    { key: 'wish', title: t('wish'), text: (row) => t(`w_${row.wish}`) },
    {
      key: 'told',
      title: t('told'),
      text: (row) => (row.toldDays === undefined ? '—' : t('toldDays', { n: row.toldDays })),
    },
    { key: 'begunOn', title: t('begunOn'), text: (row) => row.begunOn, extra: true },
    { key: 'merchantNo', title: t('merchantNo'), text: (row) => row.merchantNo, extra: true },
    { key: 'serialNo', title: t('serialNo'), text: (row) => row.serialNo, extra: true },
  ];
}

/** Plans of data SIM cards, by the day they end. */
export function SimsPage() {
  const t = useWords(words);
  const l = useWords(listWords);
  const columns = useColumns();
  return (
    <ListPage<Row>
      of={{
        list: 'sims',
        title: t('title'),
        rowKey: 'terminalNo',
        isQueue: true,
        columns,
        lead: <p className="dim lead-line">{t('lead')}</p>,
        filters: [
          choiceOf('shelf', {
            label: t('shelf'),
            values: SHELVES,
            word: (value) => t(value as (typeof SHELVES)[number]),
          }),
          { kind: 'text', key: 'merchant', label: l('merchant'), width: 240 },
        ],
        fetch: (query) => client.call('GET /api/console/sims', { query }),
      }}
    />
  );
}
