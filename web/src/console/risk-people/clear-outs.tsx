import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Loaded, Nothing } from '../loaded.tsx';
import { words } from './words.ts';

type Task = Answer<'GET /api/console/clear-outs'>['rows'][number];
type How = 'done' | 'dropped';

const DAY_MS = 86_400_000;
const NOTE_MIN = 2;
const COLOURS = { running: 'orange', overdue: 'red', done: 'green', dropped: 'default' } as const;

/** Merchants on the black list with their clocks. */
export function ClearOuts({ acts }: { acts: boolean }) {
  const t = useWords(words);
  const [ending, setEnding] = useState<{ of: Task; how: How }>();
  const tasks = useQuery({ queryKey: ['clear-outs'], queryFn: () => client.call('GET /api/console/clear-outs') });
  const now = useQuery({ queryKey: ['overview'], queryFn: () => client.call('GET /api/console/overview') });
  const clock = (row: Task): string => {
    if (row.closedAt !== undefined || now.data === undefined) return dateTime(row.dueAt);
    const days = (Date.parse(row.dueAt) - Date.parse(now.data.now)) / DAY_MS;
    const word = days >= 0 ? t('leftDays', { days: Math.ceil(days) }) : t('lateDays', { days: Math.ceil(-days) });
    return `${dateTime(row.dueAt)} · ${word}`;
  };
  return (
    <section aria-label={t('clearOuts')}>
      <h2>{t('clearOuts')}</h2>
      <p className="dim">{t('clearOutLead')}</p>
      <Loaded of={tasks}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('noClearOuts')} />
          ) : (
            <Table<Task>
              rowKey="clearOutId"
              size="middle"
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              columns={[
                { title: t('merchant'), dataIndex: 'merchantName' },
                {
                  title: t('state'),
                  dataIndex: 'state',
                  render: (state: Task['state']) => <Tag color={COLOURS[state]}>{t(state)}</Tag>,
                },
                { title: t('note'), dataIndex: 'reason' },
                { title: t('due'), key: 'due', render: (_v, row) => clock(row) },
                {
                  title: t('left'),
                  key: 'left',
                  render: (_v, row) =>
                    row.closedAt !== undefined
                      ? (row.note ?? '')
                      : row.left.length === 0
                        ? t('nothingLeft')
                        : row.left.map((one) => <Tag key={one}>{t(one)}</Tag>),
                },
                {
                  title: t('decision'),
                  key: 'act',
                  render: (_v, row) =>
                    row.closedAt === undefined && acts ? (
                      <Space>
                        <Button
                          size="small"
                          disabled={row.left.length > 0}
                          onClick={() => setEnding({ of: row, how: 'done' })}
                        >
                          {t('end')}
                        </Button>
                        <Button size="small" onClick={() => setEnding({ of: row, how: 'dropped' })}>
                          {t('drop')}
                        </Button>
                      </Space>
                    ) : null,
                },
              ]}
            />
          )
        }
      </Loaded>
      {ending !== undefined && <End {...ending} onClose={() => setEnding(undefined)} />}
    </section>
  );
}

function End({ of, how, onClose }: { of: Task; how: How; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const { merchantId, clearOutId } = of;
  const end = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/clear-outs/:clearOutId/end', {
        params: { clearOutId },
        body: { merchantId, how, note: note.trim() },
      }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ['clear-outs'] });
    },
  });
  const title = t(how === 'done' ? 'end' : 'drop');
  return (
    <Ask
      title={title}
      ok={title}
      ready={note.trim().length >= NOTE_MIN}
      of={end}
      onOk={() => end.mutate()}
      onClose={onClose}
    >
      <p>{of.merchantName}</p>
      <label className="ask-field">
        {t('noteNeeded')}
        <Input.TextArea rows={2} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
    </Ask>
  );
}
