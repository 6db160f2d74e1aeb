import { useQuery } from '@tanstack/react-query';
import { Progress, Table } from 'antd';
import { Link, useParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { Bars } from '../bars.tsx';
import { Heading, Loaded } from '../loaded.tsx';
import { useRuleName } from './risk-rules.tsx';
import { words } from './words.ts';

type Run = Answer<'GET /api/console/risk-rules/dry-runs/:dryRunId'>;
const REFRESH_MS = 1_500;

/** How far a run has come and what it has found: the draft beside the version in force, by day and by merchant. */
export function DryRunPage() {
  const t = useWords(words);
  const { dryRunId = '' } = useParams();
  const run = useQuery({
    queryKey: ['dry-run', dryRunId],
    queryFn: () => client.call('GET /api/console/risk-rules/dry-runs/:dryRunId', { params: { dryRunId } }),
    refetchInterval: (query) => (query.state.data?.state === 'done' ? false : REFRESH_MS),
  });
  return (
    <>
      <p>
        <Link to="/risk-rules">← {t('back')}</Link>
      </p>
      <Loaded of={run}>{(data) => <Result run={data} />}</Loaded>
    </>
  );
}

function Result({ run }: { run: Run }) {
  const t = useWords(words);
  const nameOf = useRuleName();
  const percent = run.state === 'done' ? 100 : Math.floor((run.merchantsDone / Math.max(1, run.merchantsTotal)) * 100);
  const rows = [
    { key: 'draft', name: t('byDraft'), ...run.draft },
    { key: 'current', name: t('byCurrent'), ...run.current },
  ];
  const numbers = [
    { title: t('hits'), dataIndex: 'hits', align: 'right' as const },
    { title: t('amount'), dataIndex: 'amountFen', align: 'right' as const, render: (one: string) => yuan(one) },
    { title: t('inCase'), dataIndex: 'inCase', align: 'right' as const },
  ];
  return (
    <>
      <Heading title={t('resultTitle', { rule: nameOf(run.rule) })} />
      <p className="dim lead-line">
        {t('period', { since: dateTime(run.since), until: dateTime(run.until) })} · {t('noCase')}
      </p>
      <Progress percent={percent} aria-label={t('dryRun')} />
      <p role="status">
        {t(run.state)} · {t('progress', { done: run.merchantsDone, total: run.merchantsTotal })}
      </p>
      <Table
        rowKey="key"
        size="middle"
        dataSource={rows}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('rule'), dataIndex: 'name' },
          ...numbers.slice(0, 1),
          { title: t('merchants'), dataIndex: 'merchants', align: 'right' },
          ...numbers.slice(1),
        ]}
      />
      <Bars
        title={t('chart')}
        empty={t('noHits')}
        bars={run.days.map((one) => ({ name: one.day, value: one.hits, text: `${one.hits} / ${one.current}` }))}
      />
      <h2>{t('merchants')}</h2>
      <Table<Run['merchants'][number]>
        rowKey="merchantId"
        size="middle"
        dataSource={run.merchants}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: t('noHits') }}
        columns={[{ title: t('merchants'), dataIndex: 'merchantName' }, ...numbers]}
      />
    </>
  );
}
