import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Progress, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Loaded, Nothing } from '../loaded.tsx';
import { words } from './words.ts';

type File = Answer<'GET /api/console/reference'>['imports'][number];
type Event = 'approve' | 'refuse' | 'withdraw';

const COLOURS = {
  receiving: 'default',
  proposed: 'orange',
  approved: 'blue',
  applied: 'green',
  refused: 'red',
  withdrawn: 'default',
  dropped: 'default',
} as const;
const REASON_MIN = 5;

/** Files that were brought, the newest first; whoever did not bring one decides. */
export function Files({ files, acts }: { files: readonly File[]; acts: boolean }) {
  const t = useWords(words);
  const [looked, look] = useState<File>();
  if (files.length === 0) return <Nothing what={t('noImports')} />;
  return (
    <>
      <Table<File>
        rowKey="importId"
        size="middle"
        dataSource={[...files]}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          {
            title: t('file'),
            render: (_value, row) => (
              <>
                {t(row.kind)} · <code>{row.fileName}</code>
                <div className="dim">{row.source}</div>
              </>
            ),
          },
          { title: t('changes'), render: (_value, row) => t('figures', row) },
          {
            title: t('state'),
            render: (_value, row) => (
              <>
                <Tag color={COLOURS[row.state]}>{t(row.state)}</Tag>
                {row.state === 'approved' && row.lines > 0 && (
                  <Progress size="small" percent={Math.floor((Math.max(row.doneLine - 1, 0) / row.lines) * 100)} />
                )}
                <div className="dim">
                  {t('by', { by: row.broughtBy })} {dateTime(row.broughtAt)}
                </div>
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
              row.state === 'proposed' ? (
                <Button size="small" onClick={() => look(row)}>
                  {t('look')}
                </Button>
              ) : null,
          },
        ]}
      />
      {looked !== undefined && <Look file={looked} acts={acts} onClose={() => look(undefined)} />}
    </>
  );
}

/** What a file would change, and the decision on it. */
function Look({ file, acts, onClose }: { file: File; acts: boolean; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const params = { importId: file.importId };
  const found = useQuery({
    queryKey: ['reference', 'file', file.importId],
    queryFn: () => client.call('GET /api/console/reference/imports/:importId', { params }),
  });
  const decide = useMutation({
    mutationFn: (event: Event) =>
      client.call('POST /api/console/reference/imports/:importId/decision', {
        params,
        body: { event, reason: reason.trim() },
      }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries();
    },
  });
  const first: Event = file.own ? 'withdraw' : 'approve';
  const isReady = acts && reason.trim().length >= REASON_MIN;
  return (
    <Ask
      title={t('lookTitle', { file: file.fileName })}
      ok={t(first)}
      ready={isReady}
      of={decide}
      onOk={() => decide.mutate(first)}
      onClose={onClose}
    >
      <p>
        {t('figures', file)} {file.own && <span className="dim">{t('waitsForOther')}</span>}
      </p>
      <Loaded of={found}>
        {({ differences }) => (
          <Table<(typeof differences)[number]>
            rowKey="key"
            size="small"
            dataSource={[...differences]}
            pagination={{ pageSize: 8, hideOnSinglePage: true, showSizeChanger: false }}
            columns={[
              { title: t('about'), render: (_value, row) => <code>{row.key}</code> },
              { title: t('was'), render: (_value, row) => row.before ?? t('notThere') },
              { title: t('becomes'), render: (_value, row) => row.after ?? t('notThere') },
            ]}
          />
        )}
      </Loaded>
      {acts && (
        <Input.TextArea
          rows={2}
          maxLength={300}
          aria-label={t('reason')}
          placeholder={t('reason')}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      )}
      {acts && !file.own && (
        <Space>
          <Button danger disabled={!isReady} loading={decide.isPending} onClick={() => decide.mutate('refuse')}>
            {t('refuse')}
          </Button>
        </Space>
      )}
    </Ask>
  );
}
