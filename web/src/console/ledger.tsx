import { useQuery } from '@tanstack/react-query';
import { Alert, Card, Statistic, Table } from 'antd';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { dateTime } from '../kit/time.ts';
import { Heading, Loaded, Nothing } from './loaded.tsx';
import { words } from './words.ts';

type Journal = Answer<'GET /api/console/journals'>['rows'][number];

const money = (fen: string) => <span className="figures">{yuan(fen)}</span>;

export function TrialPage() {
  const t = useWords(words);
  const trial = useQuery({
    queryKey: ['trial'],
    queryFn: () => client.call('GET /api/console/trial-balance'),
    refetchInterval: 10_000,
  });
  return (
    <>
      <Heading title={t('trial')} />
      <Loaded of={trial}>
        {(data) => {
          const holds = data.totalFen === '0' && data.differences === 0;
          return (
            <>
              <Alert
                type={holds ? 'success' : 'error'}
                showIcon
                title={holds ? t('balanced') : t('unbalanced')}
                className="gap"
              />
              <div className="tiles three-tiles">
                <Card>
                  <Statistic
                    title={t('total')}
                    value={yuan(data.totalFen)}
                    formatter={(value) => <span data-testid="trial-total">{value}</span>}
                  />
                </Card>
                <Card>
                  <Statistic title={t('differences')} value={data.differences} />
                </Card>
                <Card>
                  <Statistic title={t('journalCount')} value={data.journalCount} />
                </Card>
              </div>
              <Table
                rowKey="account"
                size="middle"
                dataSource={data.accounts}
                pagination={false}
                scroll={{ x: 'max-content' }}
                columns={[
                  { title: t('account'), dataIndex: 'account', render: (account: string) => <code>{account}</code> },
                  { title: t('debit'), dataIndex: 'debitFen', align: 'right', render: money },
                  { title: t('credit'), dataIndex: 'creditFen', align: 'right', render: money },
                  { title: t('balance'), dataIndex: 'balanceFen', align: 'right', render: money },
                  { title: t('postings'), dataIndex: 'postingCount', align: 'right' },
                ]}
              />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

export function JournalsPage() {
  const t = useWords(words);
  const journals = useQuery({
    queryKey: ['journals'],
    queryFn: () => client.call('GET /api/console/journals'),
    refetchInterval: 10_000,
  });
  return (
    <>
      <Heading title={t('journals')} />
      <Loaded of={journals}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing />
          ) : (
            <Table<Journal>
              rowKey="journalId"
              size="middle"
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true }}
              expandable={{
                defaultExpandAllRows: rows.length <= 5,
                expandedRowRender: (row) => <Postings rows={row.postings} />,
              }}
              columns={[
                { title: t('time'), dataIndex: 'at', render: dateTime },
                { title: t('event'), dataIndex: 'event' },
                { title: t('date'), dataIndex: 'date' },
                { title: t('merchant'), dataIndex: 'merchantId' },
                { title: t('reference'), dataIndex: 'reference' },
                { title: t('postings'), key: 'count', align: 'right', render: (_value, row) => row.postings.length },
              ]}
            />
          )
        }
      </Loaded>
    </>
  );
}

function Postings({ rows }: { rows: Journal['postings'] }) {
  const t = useWords(words);
  const side = (fen: string, wanted: boolean): string =>
    fen.startsWith('-') === wanted ? yuan(fen.replace('-', '')) : '';
  return (
    <table className="postings">
      <thead>
        <tr>
          <th>{t('account')}</th>
          <th>{t('debit')}</th>
          <th>{t('credit')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={`${row.account} ${i}`}>
            <td>
              <code>{row.account}</code>
            </td>
            <td>{side(row.amountFen, false)}</td>
            <td>{side(row.amountFen, true)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
