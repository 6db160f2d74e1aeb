import { useMutation } from '@tanstack/react-query';
import { Button, Input, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useCityName } from '../../kit/cities.ts';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Loaded, Nothing } from '../loaded.tsx';
import { useDone } from '../use-done.ts';
import type { useRelocations } from './exceptions-data.ts';
import { words } from './words.ts';

type Move = Answer<'GET /api/console/terminals/relocations'>['rows'][number];
const COLOURS = {
  in_review: 'orange',
  registering: 'blue',
  done: 'green',
  refused: 'red',
  cancelled: 'default',
} as const;

/** Terminals that move to another city wait for a person. */
export function RelocationsTab({ of, acts }: { of: ReturnType<typeof useRelocations>; acts: boolean }) {
  const t = useWords(words);
  const cityName = useCityName();
  const [asked, ask] = useState<{ readonly move: Move; readonly decision: 'approve' | 'refuse' }>();
  const place = ({ region, address }: Move['from']): string => `${cityName(`${region.slice(0, 4)}00`)} ${address}`;
  return (
    <Loaded of={of}>
      {({ rows }) =>
        rows.length === 0 ? (
          <Nothing what={t('noMoves')} />
        ) : (
          <>
            <Table<Move>
              rowKey="relocationId"
              size="middle"
              dataSource={[...rows]}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              columns={[
                { title: t('askedAt'), dataIndex: 'askedAt', render: (at: string) => dateTime(at) },
                { title: t('merchant'), dataIndex: 'merchantName' },
                {
                  title: t('terminal'),
                  key: 'terminal',
                  render: (_value, row) => (
                    <>
                      {row.terminalNo} {row.drifted && <Tag color="red">{t('drifted')}</Tag>}
                    </>
                  ),
                },
                { title: t('moveFrom'), key: 'from', width: 220, render: (_value, row) => place(row.from) },
                { title: t('moveTo'), key: 'to', width: 220, render: (_value, row) => place(row.to) },
                {
                  title: t('moveState'),
                  key: 'state',
                  render: (_value, row) => (
                    <>
                      <Tag color={COLOURS[row.state]}>{t(`move_${row.state}`)}</Tag> {row.reason}
                    </>
                  ),
                },
                {
                  title: '',
                  key: 'act',
                  render: (_value, move) =>
                    acts && move.state === 'in_review' ? (
                      <Space>
                        <Button size="small" type="primary" onClick={() => ask({ move, decision: 'approve' })}>
                          {t('moveApprove')}
                        </Button>
                        <Button size="small" danger onClick={() => ask({ move, decision: 'refuse' })}>
                          {t('moveRefuse')}
                        </Button>
                      </Space>
                    ) : null,
                },
              ]}
            />
            {asked !== undefined && <Decide {...asked} onClose={() => ask(undefined)} />}
          </>
        )
      }
    </Loaded>
  );
}

function Decide({ move, decision, onClose }: { move: Move; decision: 'approve' | 'refuse'; onClose: () => void }) {
  const t = useWords(words);
  const [reason, setReason] = useState('');
  const title = t(decision === 'approve' ? 'moveApprove' : 'moveRefuse');
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/terminals/relocations/:relocationId', {
        params: { relocationId: move.relocationId },
        body: { decision, reason },
      }),
    onSuccess: useDone(t('moveDecided'), onClose),
  });
  return (
    <Ask
      title={title}
      ok={title}
      {...(decision === 'refuse' ? { danger: true as const } : {})}
      ready={reason.trim().length > 1}
      of={decide}
      onOk={() => decide.mutate()}
      onClose={onClose}
    >
      <p>{t(decision === 'approve' ? 'moveApproveHint' : 'moveRefuseHint')}</p>
      <Input.TextArea
        rows={2}
        maxLength={200}
        aria-label={t('moveReason')}
        placeholder={t('moveReason')}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Ask>
  );
}
