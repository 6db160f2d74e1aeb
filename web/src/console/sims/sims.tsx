import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Space, Table, Tag } from 'antd';
import { useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { words } from './words.ts';

type Row = Answer<'GET /api/console/sims'>['rows'][number];

const SHELVES = ['due', 'lapsed', 'refused', 'waiting', 'all'] as const;
type Shelf = (typeof SHELVES)[number];
const STATE_COLOURS = { running: 'green', lapsed: 'orange', ended: 'default' } as const;
const DATA_COLOURS = { on: 'green', off: 'default', turning_on: 'blue', turning_off: 'blue' } as const;

/** Plans of data SIM cards, by the day they end. Shelf and page stand in the address. */
export function SimsPage() {
  const t = useWords(words);
  const [asked, ask] = useSearchParams();
  const shelf: Shelf = SHELVES.find((one) => one === asked.get('shelf')) ?? 'due';
  const after = asked.get('after') ?? undefined;
  const listed = useQuery({
    queryKey: ['console-sims', shelf, after],
    queryFn: () => client.call('GET /api/console/sims', { query: after === undefined ? { shelf } : { shelf, after } }),
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
              <Plans rows={rows} />
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

function Plans({ rows }: { rows: readonly Row[] }) {
  const t = useWords(words);
  return (
    <Table<Row>
      rowKey={(row) => row.terminalNo}
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
        {
          title: t('terminal'),
          render: (_value, row) => (
            <>
              {row.terminalNo}
              <br />
              <code className="dim">{row.serialNo}</code>
            </>
          ),
        },
        { title: t('iccid'), render: (_value, row) => <code>{row.iccid ?? '—'}</code> },
        { title: t('coveredTo'), dataIndex: 'coveredTo' },
        {
          title: t('state'),
          render: (_value, row) => <Tag color={STATE_COLOURS[row.state]}>{t(row.state)}</Tag>,
        },
        {
          title: t('data'),
          render: (_value, row) => <Tag color={DATA_COLOURS[row.data]}>{t(`d_${row.data}`)}</Tag>,
        },
        { title: t('wish'), render: (_value, row) => t(`w_${row.wish}`) },
        {
          title: t('told'),
          render: (_value, row) => (row.toldDays === undefined ? '—' : t('toldDays', { n: row.toldDays })),
        },
      ]}
    />
  );
}
