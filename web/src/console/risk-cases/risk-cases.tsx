import { useQuery } from '@tanstack/react-query';
import { Table, Tag } from 'antd';
import { Link, Route, Routes } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import type { Staff } from '../session.ts';
import { RiskCasePage } from './risk-case.tsx';
import { words } from './words.ts';

type RiskCase = Answer<'GET /api/console/risk-cases'>['rows'][number];

const TONES = {
  open: 'red',
  pending_release: 'orange',
  pending_confirm: 'orange',
  pending_appeal: 'orange',
  confirmed: 'volcano',
  released: 'green',
} as const satisfies Record<RiskCase['state'], string>;

export function CaseTag({ state }: { state: RiskCase['state'] }) {
  const t = useWords(words);
  return <Tag color={TONES[state]}>{t(state)}</Tag>;
}

export function RiskCasesPage({ staff }: { staff: Staff }) {
  return (
    <Routes>
      <Route index element={<CaseList />} />
      <Route path=":merchantId/:caseId" element={<RiskCasePage staff={staff} />} />
    </Routes>
  );
}

function CaseList() {
  const t = useWords(words);
  const cases = useQuery({ queryKey: ['risk-cases'], queryFn: () => client.call('GET /api/console/risk-cases') });
  return (
    <>
      <Heading title={t('title')} />
      <p className="dim lead-line">{t('lead')}</p>
      <Loaded of={cases}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('none')} />
          ) : (
            <Table<RiskCase>
              rowKey="caseId"
              size="middle"
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              columns={[
                {
                  title: t('state'),
                  dataIndex: 'state',
                  render: (state: RiskCase['state']) => <CaseTag state={state} />,
                },
                { title: t('merchant'), dataIndex: 'merchantName' },
                { title: t('points'), dataIndex: 'points', align: 'right' },
                { title: t('sales'), dataIndex: 'saleCount', align: 'right' },
                { title: t('delayed'), dataIndex: 'delayedCount', align: 'right' },
                { title: t('openedAt'), dataIndex: 'openedAt', render: dateTime },
                {
                  title: t('look'),
                  key: 'look',
                  render: (_value, row) => <Link to={`/risk-cases/${row.merchantId}/${row.caseId}`}>{t('look')}</Link>,
                },
              ]}
            />
          )
        }
      </Loaded>
    </>
  );
}
