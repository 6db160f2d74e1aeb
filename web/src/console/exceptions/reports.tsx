import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Loaded, Nothing } from '../loaded.tsx';
import type { DeviceReport } from './exceptions-data.ts';
import { words } from './words.ts';

interface ReportsTabProps {
  readonly of: {
    readonly data: { readonly rows: readonly DeviceReport[] } | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly acts: boolean;
  readonly onReport: () => void;
}

type How = 'swap' | 'send_another' | 'dismiss';

export function ReportsTab({ of, acts, onReport }: ReportsTabProps) {
  const t = useWords(words);
  const [resolving, setResolving] = useState<{ readonly how: How; readonly report: DeviceReport }>();
  return (
    <>
      <div className="tab-head">
        <p className="dim">{t('reportsLead')}</p>
        {acts && <Button onClick={onReport}>{t('reportFor')}</Button>}
      </div>
      <Loaded of={of}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('noReports')} />
          ) : (
            <ReportTable rows={rows} acts={acts} onResolve={(how, report) => setResolving({ how, report })} />
          )
        }
      </Loaded>
      {resolving !== undefined && <Resolve {...resolving} onClose={() => setResolving(undefined)} />}
    </>
  );
}

const TONES = { open: 'red', swapped: 'green', resent: 'green', dismissed: 'default' } as const;

function ReportTable({
  rows,
  acts,
  onResolve,
}: {
  rows: readonly DeviceReport[];
  acts: boolean;
  onResolve: (how: How, report: DeviceReport) => void;
}) {
  const t = useWords(words);
  return (
    <Table<DeviceReport>
      rowKey="reportId"
      size="middle"
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        {
          title: t('state'),
          dataIndex: 'state',
          render: (state: DeviceReport['state']) => <Tag color={TONES[state]}>{t(`report_${state}`)}</Tag>,
        },
        { title: t('what'), dataIndex: 'kind', render: (kind: DeviceReport['kind']) => t(`kind_${kind}`) },
        { title: t('merchant'), dataIndex: 'merchantName' },
        { title: t('expected'), dataIndex: 'expectedSerial', render: (one: string) => <code>{one}</code> },
        { title: t('arrived'), key: 'arrived', render: (_value, row) => <Arrived report={row} /> },
        {
          title: t('reportedAt'),
          key: 'at',
          render: (_value, row) => (
            <>
              {dateTime(row.reportedAt)}
              <div className="dim">{t(row.byMerchant ? 'byMerchant' : 'byDesk')}</div>
            </>
          ),
        },
        ...(acts
          ? [
              {
                title: t('next'),
                key: 'act',
                render: (_value: unknown, row: DeviceReport) => (
                  <Space>
                    {waysOf(row).map((how) => (
                      <Button key={how} size="small" onClick={() => onResolve(how, row)}>
                        {t(how)}
                      </Button>
                    ))}
                  </Space>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

/** What may be done: only a free device of the same model can be taken over, and what is gone stays gone. */
function waysOf({ state, kind, arrivedIs }: DeviceReport): readonly How[] {
  if (state !== 'open') return [];
  if (kind === 'lost') return ['send_another'];
  return arrivedIs === 'free' ? ['swap', 'send_another', 'dismiss'] : ['send_another', 'dismiss'];
}

function Arrived({ report: { arrivedSerial, arrivedIs } }: { report: DeviceReport }) {
  const t = useWords(words);
  if (arrivedSerial === undefined) return <span className="dim">—</span>;
  return (
    <>
      <code>{arrivedSerial}</code>
      {arrivedIs !== undefined && (
        <div>
          <Tag color={arrivedIs === 'free' ? 'green' : 'orange'}>{t(`arrived_${arrivedIs}`)}</Tag>
        </div>
      )}
    </>
  );
}

function Resolve({ how, report, onClose }: { how: How; report: DeviceReport; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const resolve = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/terminals/reports/:reportId/resolve', {
        params: { reportId: report.reportId },
        body: { how },
      }),
    onSuccess: () => {
      void message.success(t(`done_${how}`));
      onClose();
    },
    // a refusal may mean that somebody else was faster, or that the device is not free any more
    onSettled: () => queries.invalidateQueries(),
  });
  const facts = {
    merchant: report.merchantName,
    expected: report.expectedSerial,
    arrived: report.arrivedSerial ?? '',
  };
  const follows = how === 'send_another' && report.kind === 'lost' ? 'follows_send_another_lost' : `follows_${how}`;
  return (
    <Ask
      title={`${t(how)} · ${report.merchantName}`}
      ok={t(how)}
      of={resolve}
      onOk={() => resolve.mutate()}
      onClose={onClose}
    >
      <p>{t('follows')}</p>
      <ul className="follows">
        {t(follows as `follows_${How}`, facts)
          .split('\n')
          .map((one) => (
            <li key={one}>{one}</li>
          ))}
      </ul>
    </Ask>
  );
}
