import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { addressOf, Postings } from './parts.tsx';
import { Propose } from './propose.tsx';
import { words } from './words.ts';

type Adjustment = Answer<'GET /api/console/adjustments'>['rows'][number];
type Event = 'approve' | 'refuse' | 'withdraw';
interface Deciding {
  readonly of: Adjustment;
  readonly event: Event;
}

const COLOURS = { proposed: 'orange', approved: 'green', refused: 'red', withdrawn: 'default' } as const;
const REASON_MIN = 2;

export function AdjustmentsPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const [proposing, setProposing] = useState(false);
  const [deciding, setDeciding] = useState<Deciding>();
  const adjusts = may(staff, 'ledger.adjust');
  const asked = useQuery({
    queryKey: ['adjustments'],
    queryFn: () => client.call('GET /api/console/adjustments'),
    refetchInterval: 15_000,
  });
  return (
    <>
      <Heading title={t('adjustments')}>
        {adjusts && (
          <Button type="primary" onClick={() => setProposing(true)}>
            {t('propose')}
          </Button>
        )}
      </Heading>
      <p className="lead-line dim">{t('adjustmentsLead')}</p>
      <Loaded of={asked}>
        {(data) => (
          <>
            {data.rows.length === 0 ? (
              <Nothing what={t('noAdjustments')} />
            ) : (
              <List rows={data.rows} adjusts={adjusts} onDecide={setDeciding} />
            )}
            {proposing && <Propose accounts={data.accounts} onClose={() => setProposing(false)} />}
          </>
        )}
      </Loaded>
      {deciding !== undefined && <Decide {...deciding} onClose={() => setDeciding(undefined)} />}
    </>
  );
}

function List(props: { rows: readonly Adjustment[]; adjusts: boolean; onDecide: (deciding: Deciding) => void }) {
  const { rows, adjusts, onDecide } = props;
  const t = useWords(words);
  const buttons = (of: Adjustment) => {
    if (of.state !== 'proposed' || !adjusts) return null;
    const events: readonly Event[] = of.own ? ['withdraw'] : ['approve', 'refuse'];
    return (
      <span className="export-links">
        {of.own && <span className="dim">{t('waitsForOther')}</span>}
        {events.map((event) => (
          <Button
            key={event}
            size="small"
            {...(event === 'approve' ? { type: 'primary' as const } : {})}
            onClick={() => onDecide({ of, event })}
          >
            {t(event)}
          </Button>
        ))}
      </span>
    );
  };
  return (
    <Table<Adjustment>
      rowKey="adjustmentId"
      size="middle"
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      expandable={{
        defaultExpandedRowKeys: rows.filter((row) => row.state === 'proposed').map((row) => row.adjustmentId),
        expandedRowRender: (row) => <Below row={row} />,
      }}
      columns={[
        {
          title: t('state'),
          dataIndex: 'state',
          render: (state: Adjustment['state']) => <Tag color={COLOURS[state]}>{t(state)}</Tag>,
        },
        { title: t('reason'), dataIndex: 'reason', render: (one: string) => <span className="late-next">{one}</span> },
        { title: t('merchant'), key: 'merchant', render: (_value, row) => <code>{row.merchantNo ?? ''}</code> },
        { title: t('by'), key: 'by', render: (_value, row) => `${row.proposedBy} ${dateTime(row.proposedAt)}` },
        {
          title: t('decision'),
          key: 'decision',
          render: (_value, row) =>
            row.decidedAt === undefined ? buttons(row) : `${row.decidedBy ?? ''} ${dateTime(row.decidedAt)}`,
        },
      ]}
    />
  );
}

function Below({ row }: { row: Adjustment }) {
  const t = useWords(words);
  return (
    <div className="beneath">
      <Postings rows={row.lines} />
      <div className="adjustment-words">
        {row.attachment !== '' && <p className="kept-lines">{row.attachment}</p>}
        {row.decisionReason !== undefined && (
          <p>
            {t('reasonOfDecision')}: {row.decisionReason}
          </p>
        )}
        {row.journalId !== undefined && (
          <Link className="underlined" to={addressOf('/journals', { journalId: row.journalId })}>
            {t('openJournal')}
          </Link>
        )}
      </div>
    </div>
  );
}

function Decide({ of, event, onClose }: Deciding & { onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const { merchantId, adjustmentId } = of;
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/adjustments/:merchantId/:adjustmentId/decision', {
        params: { merchantId, adjustmentId },
        body: { event, reason: reason.trim() },
      }),
    onSuccess: () => {
      void message.success(t('done'));
      onClose();
      return queries.invalidateQueries();
    },
  });
  return (
    <Ask
      title={t(event)}
      ok={t(event)}
      {...(event === 'refuse' ? { danger: true as const } : {})}
      ready={reason.trim().length >= REASON_MIN}
      of={decide}
      onOk={() => decide.mutate()}
      onClose={onClose}
    >
      <p>{t(`${event}Follows`)}</p>
      <Postings rows={of.lines} linked={false} />
      <p>{of.reason}</p>
      <label className="ask-field">
        {t('reasonOfDecision')}
        <Input.TextArea rows={3} maxLength={500} value={reason} onChange={(one) => setReason(one.target.value)} />
      </label>
    </Ask>
  );
}
