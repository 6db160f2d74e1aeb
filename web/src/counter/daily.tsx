import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Input, Statistic, Table } from 'antd';
import { useState } from 'react';
import { client, workOnFiling } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { Loaded, type FilingRow } from './parts.tsx';
import { words, type Word } from './words.ts';
import { useFilingColumns } from './worklist.tsx';

export function DailyPage() {
  const status = useQuery({ queryKey: ['status'], queryFn: () => client.call('GET /api/public/status') });
  workOnFiling(undefined);
  return <Loaded of={status}>{({ now }) => <Daily today={shanghaiDate(now)} />}</Loaded>;
}

const shanghaiDate = (iso: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date(iso));

function Daily({ today }: { today: string }) {
  const t = useWords(words);
  const [date, setDate] = useState(today);
  const columns = useFilingColumns();
  const daily = useQuery({
    queryKey: ['daily', date],
    queryFn: () => client.call('GET /api/counter/daily', { query: { date } }),
    enabled: /^\d{4}-\d{2}-\d{2}$/.test(date),
  });
  return (
    <>
      <div className="heading">
        <h1 className="page-title">{t('daily')}</h1>
        <div className="row">
          <Input
            type="date"
            aria-label={t('date')}
            value={date}
            max={today}
            onChange={(event) => setDate(event.target.value)}
          />
          <Button href={`/api/counter/daily.csv?date=${date}`}>{t('csv')}</Button>
        </div>
      </div>
      <Loaded of={daily}>
        {({ rows, counts }) => (
          <>
            <div className="counts">
              <Statistic title={t('total')} value={rows.length} />
              {Object.entries(counts).map(([state, count]) => (
                <Statistic key={state} title={t((state === 'open' ? 'filing_open' : state) as Word)} value={count} />
              ))}
            </div>
            {rows.length === 0 ? (
              <Empty description={t('noneOfDay')} />
            ) : (
              <Table<FilingRow>
                rowKey="filingId"
                size="middle"
                dataSource={rows}
                columns={columns}
                scroll={{ x: 'max-content' }}
                pagination={{ pageSize: 30, hideOnSinglePage: true }}
              />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}
