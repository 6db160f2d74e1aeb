import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Space, Table, Tag } from 'antd';
import { client, type Answer } from '../../kit/client.ts';
import { useCityName } from '../../kit/cities.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { words } from './words.ts';

type Report = Answer<'GET /api/console/intermediary-reports'>['rows'][number];

export function ReportsPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const cityName = useCityName();
  const queries = useQueryClient();
  const reports = useQuery({
    queryKey: ['reports'],
    queryFn: () => client.call('GET /api/console/intermediary-reports'),
  });
  const move = useMutation({
    mutationFn: (params: { reportId: string; event: 'look' | 'close' }) =>
      client.call('POST /api/console/intermediary-reports/:reportId/:event', { params }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['reports'] }),
  });
  const acts = may(staff, 'operate.act');
  return (
    <>
      <Heading title={t('reports')} />
      <Loaded of={reports}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing />
          ) : (
            <Table<Report>
              rowKey="reportId"
              dataSource={rows}
              size="middle"
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true }}
              columns={[
                { title: t('at'), dataIndex: 'at', render: dateTime },
                { title: t('about'), dataIndex: 'about' },
                { title: t('text'), dataIndex: 'text', width: 420 },
                {
                  title: t('region'),
                  dataIndex: 'region',
                  render: (one?: string) => (one === undefined ? '' : cityName(one)),
                },
                { title: t('phone'), dataIndex: 'phone' },
                {
                  title: t('state'),
                  dataIndex: 'state',
                  render: (one: Report['state']) => <Tag color={one === 'new' ? 'orange' : 'default'}>{t(one)}</Tag>,
                },
                {
                  title: '',
                  key: 'act',
                  render: (_value, { reportId, state }) =>
                    acts && (
                      <Space>
                        {state === 'new' && (
                          <Button size="small" onClick={() => move.mutate({ reportId, event: 'look' })}>
                            {t('look')}
                          </Button>
                        )}
                        {state !== 'closed' && (
                          <Button size="small" onClick={() => move.mutate({ reportId, event: 'close' })}>
                            {t('close')}
                          </Button>
                        )}
                      </Space>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </>
  );
}
