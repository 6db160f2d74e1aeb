import { useQuery } from '@tanstack/react-query';
import { Table, Tag } from 'antd';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { dateTime } from '../kit/time.ts';
import { Loaded, Nothing } from './loaded.tsx';
import { words } from './words.ts';

type Batch = Answer<'GET /api/console/batches'>['rows'][number];

/** What terminals have settled, newest first; where the sides differ each row of the difference is named. */
export function Batches() {
  const t = useWords(words);
  const listed = useQuery({ queryKey: ['batches'], queryFn: () => client.call('GET /api/console/batches') });
  return (
    <Loaded of={listed}>
      {({ rows }) =>
        rows.length === 0 ? (
          <Nothing what={t('noBatches')} />
        ) : (
          <Table<Batch>
            rowKey={(row) => `${row.terminalNo} ${row.batchNo}`}
            dataSource={rows}
            scroll={{ x: 'max-content' }}
            pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
            expandable={{
              rowExpandable: (row) => row.breaks.length > 0,
              expandedRowRender: (row) => <Differences rows={row.breaks} />,
            }}
            columns={[
              { title: t('terminalNo'), dataIndex: 'terminalNo' },
              { title: t('batchNo'), dataIndex: 'batchNo' },
              { title: t('at'), dataIndex: 'comparedAt', render: dateTime },
              {
                title: t('state'),
                key: 'state',
                render: (_value: unknown, row) => (
                  <>
                    <Tag color={row.balanced ? 'green' : 'orange'}>
                      {t(row.balanced ? 'batchBalanced' : 'batchUnbalanced')}
                    </Tag>
                    {row.state !== 'closed' && <Tag color="blue">{t('batchOpen')}</Tag>}
                  </>
                ),
              },
              {
                title: t('hostSide'),
                key: 'host',
                align: 'right',
                render: (_value: unknown, row) => <Sides of={row.host} />,
              },
              {
                title: t('terminalSide'),
                key: 'terminal',
                align: 'right',
                render: (_value: unknown, row) => <Sides of={row.terminal} />,
              },
              {
                title: t('differences'),
                key: 'breaks',
                align: 'right',
                render: (_value: unknown, row) => row.breaks.length,
              },
            ]}
          />
        )
      }
    </Loaded>
  );
}

function Sides({ of }: { of: Batch['host'] }) {
  return (
    <span className="figures">
      +{yuan(of.debitFen)} ({of.debitCount})<br />−{yuan(of.creditFen)} ({of.creditCount})
    </span>
  );
}

function Differences({ rows }: { rows: Batch['breaks'] }) {
  const t = useWords(words);
  const money = (fen: string | undefined) => (fen === undefined ? '—' : yuan(fen));
  return (
    <Table
      rowKey="stan"
      size="small"
      dataSource={rows}
      pagination={false}
      columns={[
        { title: t('stan'), dataIndex: 'stan' },
        { title: t('kind'), dataIndex: 'kind', render: (kind: Batch['breaks'][number]['kind']) => t(`break_${kind}`) },
        { title: t('hostSide'), dataIndex: 'hostFen', align: 'right', render: money },
        { title: t('terminalSide'), dataIndex: 'terminalFen', align: 'right', render: money },
      ]}
    />
  );
}
