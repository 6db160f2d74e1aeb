import { useQuery } from '@tanstack/react-query';
import { Segmented, Table } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords, type Say } from '../../kit/language.ts';
import { reasonTitle } from '../../kit/reasons.ts';
import { Heading, Loaded } from '../loaded.tsx';
import { Bars } from '../bars.tsx';
import { onboardingWords } from './words.ts';

type Metrics = Answer<'GET /api/console/onboarding-metrics'>;
type Channel = Metrics['channels'][number];
type Spread = Channel['decision'];
type T = Say<keyof typeof onboardingWords>;

const PERIODS = [7, 30, 90] as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** 40 s, 12 min, 3.5 h, 2.1 d */
function long(t: T, ms: number): string {
  const round = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
  if (ms < MINUTE_MS) return t('seconds', { n: round(ms / 1000) });
  if (ms < HOUR_MS) return t('minutes', { n: round(ms / MINUTE_MS) });
  if (ms < DAY_MS) return t('hours', { n: round(ms / HOUR_MS) });
  return t('daysLong', { n: round(ms / DAY_MS) });
}

const spreadText = (t: T, { count, p50Ms, p95Ms }: Spread): string =>
  count === 0 ? '—' : t('p', { a: long(t, p50Ms), b: long(t, p95Ms) });
const percentText = (value: number | null): string => (value === null ? '—' : `${value}%`);

export function OnboardingPage() {
  const t = useWords(onboardingWords);
  const [days, setDays] = useState<number>(30);
  const metrics = useQuery({
    queryKey: ['onboarding-metrics', days],
    queryFn: () => client.call('GET /api/console/onboarding-metrics', { query: { days: String(days) } }),
    refetchInterval: 60_000,
  });
  return (
    <>
      <Heading title={t('title')}>
        <Segmented<number>
          value={days}
          options={PERIODS.map((n) => ({ value: n, label: t('days', { n }) }))}
          onChange={setDays}
        />
      </Heading>
      <Loaded of={metrics}>{(found) => <Figures metrics={found} />}</Loaded>
    </>
  );
}

function Figures({ metrics }: { metrics: Metrics }) {
  const t = useWords(onboardingWords);
  const language = useLanguage();
  return (
    <>
      <ChannelTable channels={metrics.channels} />
      <div className="metric-charts">
        {metrics.channels
          .filter((one) => one.applications > 0)
          .map((one) => (
            <Bars
              key={one.channel}
              title={`${t(one.channel)} · ${t('stepsTitle')}`}
              empty={t('none')}
              bars={Object.entries(one.steps)
                .filter(([, step]) => step.count > 0)
                .map(([step, { p50Ms }]) => ({
                  name: t(step as 'review'),
                  value: p50Ms,
                  text: long(t, p50Ms),
                  strong: step === one.slowestStep,
                }))}
            />
          ))}
        <Bars
          title={t('reasons')}
          empty={t('none')}
          bars={metrics.reasons.map((one) => ({
            name: reasonTitle(one.reason, language),
            value: one.count,
            text: String(one.count),
          }))}
        />
        <Bars
          title={t('perDay')}
          empty={t('none')}
          bars={metrics.days.map((one) => ({
            name: one.day.slice(5),
            value: one.submitted,
            text: `${one.submitted} / ${one.approved}`,
          }))}
        />
      </div>
    </>
  );
}

function ChannelTable({ channels }: { channels: readonly Channel[] }) {
  const t = useWords(onboardingWords);
  return (
    <Table<Channel>
      rowKey="channel"
      size="middle"
      pagination={false}
      dataSource={[...channels]}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('channel'), dataIndex: 'channel', render: (channel: Channel['channel']) => t(channel) },
        { title: t('applications'), dataIndex: 'applications' },
        { title: t('submitted'), dataIndex: 'submitted' },
        { title: t('approved'), dataIndex: 'approved' },
        { title: t('active'), dataIndex: 'active' },
        { title: t('firstPass'), dataIndex: 'firstPassPercent', render: percentText },
        { title: t('decision'), dataIndex: 'decision', render: (one: Spread) => spreadText(t, one) },
        { title: t('elapsed'), dataIndex: 'elapsed', render: (one: Spread) => spreadText(t, one) },
        { title: t('ownEffort'), dataIndex: 'ownEffort', render: (one: Spread) => spreadText(t, one) },
        {
          title: t('slowest'),
          dataIndex: 'slowestStep',
          render: (step: Channel['slowestStep']) => (step === null ? '—' : t(step)),
        },
        { title: t('overturn'), dataIndex: 'overturnPercent', render: percentText },
      ]}
    />
  );
}
