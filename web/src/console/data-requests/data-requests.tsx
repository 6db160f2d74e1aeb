import { useQuery } from '@tanstack/react-query';
import { Table, Tag } from 'antd';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { words } from './words.ts';

type Row = Answer<'GET /api/console/data-requests'>['rows'][number];

/** Requests of people about their own data that wait, with their clock. */
export function DataRequestsPage() {
  const t = useWords(words);
  const waiting = useQuery({
    queryKey: ['data-requests'],
    queryFn: () => client.call('GET /api/console/data-requests'),
    refetchInterval: 15_000,
  });
  return (
    <>
      <Heading title={t('title')} />
      <p className="dim lead-line">{t('lead')}</p>
      <Loaded of={waiting}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('none')} />
          ) : (
            <Table<Row>
              rowKey="requestId"
              size="middle"
              dataSource={rows}
              pagination={false}
              scroll={{ x: 'max-content' }}
              columns={[
                { title: t('phone'), dataIndex: 'phone' },
                { title: t('kind'), render: (_value, row) => t(`k_${row.kind}`) },
                {
                  title: t('state'),
                  render: (_value, row) => (
                    <Tag color={row.state === 'held' ? 'orange' : 'blue'}>
                      {t(row.state === 'held' ? 's_held' : 's_asked')}
                    </Tag>
                  ),
                },
                { title: t('askedAt'), dataIndex: 'askedAt', render: dateTime },
                { title: t('dueAt'), dataIndex: 'dueAt', render: dateTime },
              ]}
            />
          )
        }
      </Loaded>
    </>
  );
}
