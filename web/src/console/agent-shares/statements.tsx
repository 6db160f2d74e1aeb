import { useMutation } from '@tanstack/react-query';
import { Button, Input, Table, Tag } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { useDone } from '../use-done.ts';
import type { Desk } from './agent-shares.tsx';
import { words } from './words.ts';

type Statement = Desk['statements'][number];
type Event = 'answer' | 'pay' | 'approve' | 'refuse';

const COLOURS = {
  open: 'default',
  questioned: 'orange',
  confirmed: 'orange',
  paying: 'blue',
  paid: 'green',
  carried: 'default',
} as const;
const WORDS = { answer: 'answer', pay: 'pay', approve: 'approvePayment', refuse: 'refusePayment' } as const;

/** What people of ours may do to a statement now. */
function eventsOf(one: Statement): readonly Event[] {
  if (one.state === 'questioned') return ['answer'];
  if (one.state === 'confirmed') return ['pay'];
  if (one.state === 'paying') return one.ownPayment ? ['refuse'] : ['approve', 'refuse'];
  return [];
}

/** Months of agents, newest first; what was said and done to one opens below it. */
export function Statements({ desk, pays }: { desk: Desk; pays: boolean }) {
  const t = useWords(words);
  const [asking, setAsking] = useState<{ of: Statement; event: Event }>();
  const suspended = new Set(desk.agents.filter((one) => one.state !== 'active').map((one) => one.agentId));
  return (
    <>
      <Table<Statement>
        rowKey={(row) => `${row.agentId} ${row.month}`}
        size="middle"
        dataSource={[...desk.statements]}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        expandable={{
          rowExpandable: (row) => row.words.length > 0,
          expandedRowRender: (row) => (
            <ul>
              {row.words.map((word) => (
                <li key={word.at + word.event}>
                  {dateTime(word.at)} {word.by} {t(`event_${word.event}` as 'event_pay')}：{word.note}
                </li>
              ))}
            </ul>
          ),
        }}
        columns={[
          { title: t('month'), dataIndex: 'month' },
          { title: t('agent'), dataIndex: 'agentName' },
          {
            title: t('state'),
            key: 'state',
            render: (_v, row) => <Tag color={COLOURS[row.state]}>{t(`statement_${row.state}`)}</Tag>,
          },
          { title: t('share'), key: 'share', align: 'right', render: (_v, row) => yuan(row.shareFen) },
          { title: t('carried'), key: 'carried', align: 'right', render: (_v, row) => yuan(row.carriedFen) },
          { title: t('payable'), key: 'payable', align: 'right', render: (_v, row) => <b>{yuan(row.payableFen)}</b> },
          { title: t('invoice'), key: 'invoice', render: (_v, row) => row.invoiceNo ?? '—' },
          { title: t('transfer'), key: 'transfer', render: (_v, row) => row.bankReference ?? '—' },
          {
            title: t('decision'),
            key: 'do',
            render: (_v, row) => {
              if (!pays) return null;
              if (suspended.has(row.agentId) && row.state === 'confirmed')
                return <span className="dim">{t('suspended')}</span>;
              return (
                <span className="export-links">
                  {row.state === 'paying' && row.ownPayment && <span className="dim">{t('waits')}</span>}
                  {eventsOf(row).map((event) => (
                    <Button key={event} size="small" onClick={() => setAsking({ of: row, event })}>
                      {t(WORDS[event])}
                    </Button>
                  ))}
                </span>
              );
            },
          },
        ]}
      />
      {asking !== undefined && <Decide {...asking} onClose={() => setAsking(undefined)} />}
    </>
  );
}

function Decide({ of, event, onClose }: { of: Statement; event: Event; onClose: () => void }) {
  const t = useWords(words);
  const [note, setNote] = useState('');
  const onSuccess = useDone(t('done'), onClose);
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/agent-shares/:agentId/:month/decision', {
        params: { agentId: of.agentId, month: of.month },
        body: { event, note: note.trim() },
      }),
    onSuccess,
  });
  const asked = { pay: 'payNote', answer: 'answerNote', approve: 'reason', refuse: 'reason' } as const;
  return (
    <Ask
      title={t(WORDS[event])}
      ok={t(WORDS[event])}
      ready={note.trim().length >= 2}
      of={decide}
      onOk={() => decide.mutate()}
      onClose={onClose}
    >
      <p>
        {of.agentName} {of.month}：<b>¥{yuan(of.payableFen)}</b>
        {of.invoiceNo !== undefined && ` · ${t('invoice')} ${of.invoiceNo}`}
        {of.bankReference !== undefined && ` · ${t('transfer')} ${of.bankReference}`}
      </p>
      <label className="ask-field">
        {t(asked[event])}
        <Input.TextArea rows={2} maxLength={500} value={note} onChange={(one) => setNote(one.target.value)} />
      </label>
    </Ask>
  );
}
