import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Table, Tag } from 'antd';
import { useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { say } from '../../kit/say.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { queueWords, words } from './words.ts';

type Listed = Answer<'GET /api/console/jobs'>;
type Queue = Listed['queues'][number];
type Troubled = Listed['troubled'][number];
type Coming = Listed['coming'][number];

/** What moves by itself is looked at again by itself. */
const LOOK_AGAIN_MS = 5_000;
const PAGE = { pageSize: 10, hideOnSinglePage: true, showSizeChanger: false } as const;

function useQueueName(): (queue: string) => string {
  const language = useLanguage();
  return (queue) => {
    const pair = queueWords[queue];
    return pair === undefined ? queue : say(pair, language);
  };
}

/** Behind the pages: queues, what failed, and what is due next. */
export function QueuePage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const nameOf = useQueueName();
  const [params, setParams] = useSearchParams();
  const queue = params.get('queue') ?? undefined;
  const found = useQuery({
    queryKey: ['jobs', queue],
    queryFn: () => client.call('GET /api/console/jobs', { query: queue === undefined ? {} : { queue } }),
    refetchInterval: LOOK_AGAIN_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Heading title={t('title')}>
        {queue !== undefined && (
          <Button onClick={() => setParams({}, { replace: true })}>
            {t('only', { queue: nameOf(queue) })} · {t('every')}
          </Button>
        )}
      </Heading>
      <p className="dim lead-line">{t('lead')}</p>
      <Loaded of={found}>
        {({ queues, troubled, coming }) => (
          <>
            <section aria-label={t('troubled')}>
              <h2 className="part">{t('troubled')}</h2>
              <TroubledJobs rows={troubled} acts={may(staff, 'operate.act')} />
            </section>
            <section aria-label={t('queues')}>
              <h2 className="part">{t('queues')}</h2>
              <Queues rows={queues} onOnly={(one) => setParams({ queue: one }, { replace: true })} />
            </section>
            <section aria-label={t('coming')}>
              <h2 className="part">{t('coming')}</h2>
              <ComingDue rows={coming} />
            </section>
          </>
        )}
      </Loaded>
    </>
  );
}

function Name({ queue }: { queue: string }) {
  const nameOf = useQueueName();
  return (
    <>
      {nameOf(queue)}
      <br />
      <code className="dim">{queue}</code>
    </>
  );
}

function TroubledJobs({ rows, acts }: { rows: readonly Troubled[]; acts: boolean }) {
  const t = useWords(words);
  const text = useProblemText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const retry = useMutation({
    mutationFn: ({ queue, jobId }: Troubled) =>
      client.call('POST /api/console/jobs/:queue/:jobId/retry', { params: { queue, jobId }, body: {} }),
    onSuccess: () => void message.success(t('retried')),
    onError: (error) => void message.error(text(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
  });
  if (rows.length === 0) return <Nothing what={t('noTrouble')} />;
  return (
    <Table<Troubled>
      rowKey="jobId"
      size="middle"
      dataSource={[...rows]}
      pagination={PAGE}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('queue'), render: (_value, row) => <Name queue={row.queue} /> },
        {
          title: t('about'),
          render: (_value, row) =>
            row.about.map((one) => (
              <div key={one.name}>
                <span className="dim">{one.name}</span> <code>{one.value}</code>
              </div>
            )),
        },
        { title: t('error'), width: '34%', render: (_value, row) => <span className="job-error">{row.error}</span> },
        { title: t('tries'), render: (_value, row) => `${row.tries} / ${row.triesMax}` },
        {
          title: t('when'),
          render: (_value, row) =>
            row.state === 'failed' ? (
              <Tag color="red">{t('givenUp', { at: dateTime(row.at) })}</Tag>
            ) : (
              <Tag color="orange">{t('again', { at: dateTime(row.at) })}</Tag>
            ),
        },
        {
          title: '',
          key: 'act',
          render: (_value, row) =>
            acts && row.state === 'failed' ? (
              <Button size="small" loading={retry.isPending} onClick={() => retry.mutate(row)}>
                {t('retry')}
              </Button>
            ) : null,
        },
      ]}
    />
  );
}

function Queues({ rows, onOnly }: { rows: readonly Queue[]; onOnly: (queue: string) => void }) {
  const t = useWords(words);
  if (rows.length === 0) return <Nothing what={t('noQueues')} />;
  const figure = (key: 'waiting' | 'later' | 'active' | 'failed') => ({
    title: t(key),
    dataIndex: key,
    align: 'right' as const,
    render: (value: number) => (
      <span className={key === 'failed' && value > 0 ? 'job-failed' : 'figures'}>{value}</span>
    ),
  });
  return (
    <Table<Queue>
      rowKey="queue"
      size="middle"
      dataSource={[...rows]}
      pagination={PAGE}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('queue'), render: (_value, row) => <Name queue={row.queue} /> },
        figure('waiting'),
        figure('active'),
        figure('later'),
        figure('failed'),
        { title: t('oldest'), render: (_value, row) => (row.oldestAt === undefined ? '—' : dateTime(row.oldestAt)) },
        {
          title: '',
          key: 'only',
          render: (_value, row) =>
            row.failed + row.later === 0 ? null : (
              <Button size="small" onClick={() => onOnly(row.queue)}>
                {t('troubled')}
              </Button>
            ),
        },
      ]}
    />
  );
}

function ComingDue({ rows }: { rows: readonly Coming[] }) {
  const t = useWords(words);
  if (rows.length === 0) return <Nothing what={t('noComing')} />;
  return (
    <Table<Coming>
      rowKey={(row) => `${row.kind} ${row.key}`}
      size="small"
      dataSource={[...rows]}
      pagination={PAGE}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('due'), render: (_value, row) => dateTime(row.at) },
        { title: t('queue'), render: (_value, row) => <Name queue={row.kind} /> },
        { title: t('about'), render: (_value, row) => <code>{row.key}</code> },
      ]}
    />
  );
}
