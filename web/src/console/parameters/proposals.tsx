import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { useTitle, type Listed } from './parameters.tsx';
import { words } from './words.ts';

type Change = Listed['changes'][number];
type Event = 'approve' | 'refuse' | 'withdraw';

const COLOURS = { proposed: 'orange', approved: 'green', refused: 'red', withdrawn: 'default' } as const;
const REASON_MIN = 5;

/** What was proposed; whoever did not propose it decides. */
export function Proposals({ changes, acts }: { changes: readonly Change[]; acts: boolean }) {
  const t = useWords(words);
  const title = useTitle();
  const [asking, ask] = useState<{ change: Change; event: Event }>();
  if (changes.length === 0) return null;
  return (
    <section aria-label={t('proposals')} className="lead-line">
      <h2 className="part">{t('proposals')}</h2>
      <Table<Change>
        rowKey="changeId"
        size="small"
        dataSource={[...changes]}
        pagination={{ pageSize: 5, hideOnSinglePage: true }}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('name'), render: (_value, row) => title(row.name) },
          {
            title: t('value'),
            render: (_value, row) => t('coming', { day: row.effectiveFrom, value: String(row.value) }),
          },
          { title: t('reason'), dataIndex: 'reason' },
          {
            title: t('proposals'),
            render: (_value, row) => (
              <>
                <Tag color={COLOURS[row.state]}>{t(row.state)}</Tag>
                {t('by', { by: row.proposedBy })} <span className="dim">{dateTime(row.proposedAt)}</span>
                {row.decidedBy !== undefined && (
                  <div className="dim">{t('decided', { by: row.decidedBy, reason: row.decisionReason ?? '' })}</div>
                )}
              </>
            ),
          },
          {
            title: '',
            key: 'act',
            render: (_value, row) =>
              acts && row.state === 'proposed' ? (
                <Space>
                  {(row.own ? (['withdraw'] as const) : (['approve', 'refuse'] as const)).map((event) => (
                    <Button key={event} size="small" onClick={() => ask({ change: row, event })}>
                      {t(event)}
                    </Button>
                  ))}
                  {row.own && <span className="dim">{t('waitsForOther')}</span>}
                </Space>
              ) : null,
          },
        ]}
      />
      {asking !== undefined && <Decide {...asking} onClose={() => ask(undefined)} />}
    </section>
  );
}

function Decide({ change, event, onClose }: { change: Change; event: Event; onClose: () => void }) {
  const t = useWords(words);
  const title = useTitle();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/parameters/changes/:changeId/decision', {
        params: { changeId: change.changeId },
        body: { event, reason: reason.trim() },
      }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries();
    },
  });
  return (
    <Ask
      title={t('decideTitle', { event: t(event), name: title(change.name) })}
      ok={t(event)}
      ready={reason.trim().length >= REASON_MIN}
      of={decide}
      onOk={() => decide.mutate()}
      onClose={onClose}
    >
      <p>{t('coming', { day: change.effectiveFrom, value: String(change.value) })}</p>
      <Input.TextArea
        rows={3}
        maxLength={300}
        aria-label={t('reason')}
        placeholder={t('reason')}
        value={reason}
        onChange={(event_) => setReason(event_.target.value)}
      />
    </Ask>
  );
}
